//! Networks, losses and gradients: the faer kernels.

mod agreement;
mod check_gradient;
mod check_loss;
mod clarke;
mod diagonal;
mod direction;
mod gradient;
mod loss;
mod richardson;
mod two_layer;

pub use agreement::{Comparison, GradientCheck};
pub use check_gradient::{GradientCheckError, check_claimed_gradient, check_gradient};
pub use check_loss::{LossCheck, check_derivatives, check_loss};
pub use diagonal::Diagonal;
pub use direction::Place;
pub use gradient::{Evaluation, mean_loss};
pub use loss::Loss;
pub use two_layer::{Init, TwoLayer};
