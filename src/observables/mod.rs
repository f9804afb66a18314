//! Functions of states: what is measured of a network, never inside a solver.

mod alignment;
mod coordinates;
mod deep_kernel;
mod features;
mod kernel_difference;
mod linear;
mod selected_velocity;
mod test_error;
mod weights;

pub use crate::math::angle;
pub use alignment::{
    Decomposition, alignment_angle, best_error_in_cone, decompose, effective_angle, neuron_psi,
    over_alignment,
};
pub use coordinates::{layer_sizes, layer_updates};
pub use deep_kernel::{deep_kernel_change, deep_tangent_kernel};
pub use features::{
    FeatureCosines, activation_change, feature_cosines, kernel_change, linearisation_gap,
    tangent_kernel,
};
pub use kernel_difference::kernel_difference;
pub use linear::{imbalance, kernel_alignment, layer_drift, linear_tangent_kernel};
pub use selected_velocity::selected_velocity;
pub use test_error::{ErrorEstimate, error_on_rows, mean_square_on_rows, test_error, test_r2};
pub(crate) use test_error::{angle_density, angle_mass};
pub use weights::{
    balancedness_drift, closest_approach, coefficient_distance, l1_norm, normalized_margin,
    stable_rank,
};
