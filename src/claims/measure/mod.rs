//! What a check takes from one run.

mod elements;
mod gathered;

#[cfg(test)]
mod tests;

pub use elements::{Comparison, Element, Elements, compare, follow, steps, thinned};
pub use gathered::{Gathered, PAIR, quantity};

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Measured {
    Elements(Elements),
    /// The values of the check's formulas, in their order; `None` where one has no finite value
    /// for the run.
    Numbers(Vec<Option<f64>>),
    /// The run does not meet the check's premise: its draw does not count.
    OutsideThePremise,
    Failed(String),
}
