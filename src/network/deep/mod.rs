//! Deep networks: layers of weights, dense or convolutions, with activations between them.

mod activation;
mod architecture;
mod chain;
mod check_gradient;
mod kinks;
mod network;
mod parametrisation;
mod pass;
mod patches;
mod pooling;
mod real;
mod shape;
mod start;

pub use architecture::{Architecture, Block, Weights};
pub use check_gradient::check_deep_gradient;
pub use network::Deep;
pub use parametrisation::{BASE_CHANNELS, BASE_NEURONS};
pub use pass::Pass;
pub use real::Real;
pub use shape::{Shape, ShapeError};
