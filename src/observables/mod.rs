//! Functions of states: what is measured of a network, never inside a solver.

mod alignment;
mod coefficients;
mod features;
mod selected_velocity;
mod tangent_kernel;
mod test_error;
mod weights;

pub use crate::math::angle;
pub use alignment::{
    Decomposition, alignment_angle, best_error_in_cone, decompose, effective_angle, neuron_psi,
    over_alignment,
};
pub use coefficients::{closest_approach, coefficient_distance, l1_norm};
pub use features::{FeatureCosines, feature_cosines};
pub use selected_velocity::{ON_KINK, is_on_kink, selected_velocity};
pub use tangent_kernel::{activation_change, kernel_change, linearisation_gap, tangent_kernel};
pub use test_error::{ErrorEstimate, error_on_rows, test_error};
pub(crate) use test_error::{angle_density, angle_mass};
pub use weights::{balancedness_drift, normalized_margin, relative_weight_change, stable_rank};
