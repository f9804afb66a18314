//! The one table of named quantities: what every output, formula, column and key is called, and the
//! function that gives it.
//!
//! Two conventions. A quantity along time alone is named `<name>_at`, and `<name>` is its value
//! at the end of the run; the recorded time itself is `t`. Of a neuron, "its class" is the
//! positive one where its output weight is positive at the start, else the negative one.

mod bounds;
mod cones;
mod coordinates;
mod diagonal;
mod diagonal_factors;
mod errors;
mod events;
mod gradient_check;
mod largest_learning_rate;
mod lazy;
mod limits;
mod linear;
mod measures;
mod outcome;
mod points;
mod predictor;
mod quantity;
mod risk;
mod row;
mod run;
mod setting;
mod streams;
mod table;
mod tanh_law;
mod turning;
mod values;
mod weights;

#[cfg(test)]
pub(crate) mod tests;

pub use quantity::{NoMeaning, Quantity};
pub use row::{Cell, Row, SUMMARY, TRAJECTORY, along_time, trajectory};
pub use run::{DiagonalRun, Moment, Run, RunOf, TwoLayerMoment, TwoLayerRun};
pub use table::{find, quantities};
pub use values::{Axis, Values};

const TIME_POINT: &[Axis] = &[Axis::Time, Axis::Point];
const TIME_NEURON_POINT: &[Axis] = &[Axis::Time, Axis::Neuron, Axis::Point];

/// Range of a probability, a share, and of what is 1 where something is so and else 0.
const UNIT: [f64; 2] = [0.0, 1.0];
/// Range of a cosine.
const COSINE: [f64; 2] = [-1.0, 1.0];
