//! Functions of states: what is measured of a network, never inside a solver.

mod alignment;
mod coefficients;
mod decomposition;
mod summary;
mod test_error;
mod trajectory;
mod weights;

pub use alignment::{alignment_angle, angle, effective_angle, neuron_psi};
pub use coefficients::{closest_approach, coefficient_distance, l1_norm};
pub use decomposition::{Decomposition, best_error_in_cone, decompose};
pub use summary::Summary;
use test_error::has_classes;
pub use test_error::{ErrorEstimate, test_error, training_error};
pub(crate) use test_error::{angle_density, angle_mass};
pub use trajectory::TrajectoryPoint;
pub use weights::{balancedness_drift, normalized_margin, relative_weight_change, stable_rank};
