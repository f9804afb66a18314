//! Numbers along named axes.

use serde::{Deserialize, Serialize};

/// What an element of a quantity belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// A recorded time.
    Time,
    /// A hidden neuron.
    Neuron,
    /// A training point.
    Point,
    /// A layer of weights of a deep network, from the input on.
    Layer,
}

impl Axis {
    /// Its name in a claim's file.
    pub fn name(self) -> &'static str {
        match self {
            Axis::Time => "time",
            Axis::Neuron => "neuron",
            Axis::Point => "point",
            Axis::Layer => "layer",
        }
    }
}

/// A quantity of one run: a number (no axes), or one for each element along its axes.
///
/// An element without a meaning (the direction of a neuron whose weights are 0) is NaN.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// The axes, in the order time, neuron, point, layer.
    pub axes: Vec<Axis>,
    /// Length along each axis.
    pub shape: Vec<usize>,
    /// The elements, the last axis running fastest.
    pub elements: Vec<f64>,
}
