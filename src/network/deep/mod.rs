//! Deep networks: layers of weights, dense or convolutions, with activations between them.

mod activation;
mod architecture;
mod network;
mod pass;
mod patches;
mod pooling;
mod real;
mod shape;

pub use architecture::{Architecture, Block, Weights};
pub use network::Deep;
pub use pass::Pass;
pub use real::Real;
pub use shape::{Shape, ShapeError};
