//! The inside of a step, for benchmarks and curious readers. No promise of stability.

pub use super::boost::{Boost, dot};
pub use super::box_least_squares::{BoxLeastSquares, Position};
pub use super::contact::{Pull, SLOPE_NOISE};
pub use super::kinks::{Kinks, Member, Sides};
pub use super::neurons::{Neuron, Neurons};
pub use super::pulls::Pulls;
pub use super::strips::{RUN, meets_any};
