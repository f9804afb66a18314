//! Networks, losses and gradients: the faer kernels.

mod answers;
mod chain;
mod check_gradient;
mod clarke;
mod cnn;
pub mod deep;
mod diagonal;
mod direction;
mod error;
mod gradient;
mod interface;
mod linear;
mod loss;
mod mlp;
mod networks;
mod richardson;
mod slope_along;
mod two_layer;

pub use answers::{answers, is_right, margin, outputs_of};
pub use chain::{Affine, Chain, Step};
pub use check_gradient::{
    Comparison, GradientCheck, GradientCheckError, check_claimed_gradient, check_gradient,
};
pub(crate) use clarke::{add_kink, is_on_kink, is_parallel, same_side};
pub use deep::Deep;
pub use diagonal::Diagonal;
pub use error::StartError;
pub use gradient::{Evaluation, mean_loss};
pub use interface::{CloneNetwork, Layer, Network};
pub use linear::Linear;
pub use loss::Loss;
pub use networks::{Constructor, Networks};
pub use richardson::Slope;
pub use slope_along::slope_along;
pub use two_layer::{Init, TwoLayer};
