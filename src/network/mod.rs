//! Networks, losses and gradients: the faer kernels.

mod gradient;
mod loss;
mod two_layer;

pub use gradient::{Evaluation, mean_loss};
pub use loss::Loss;
pub use two_layer::{Init, TwoLayer};
