//! What a claim observes: a run of whichever network its configuration asks for.

use super::observed::Observed;
use super::quantities::Quantity;
use super::{Axis, Values};
use crate::network::Diagonal;
use crate::runs::Run;

/// A run as a claim observes it.
#[derive(Clone, Debug)]
pub enum Subject {
    /// Of a two-layer network.
    TwoLayer(Box<Observed>),
    /// Of a diagonal network, finished.
    Diagonal(Box<Run<Diagonal>>),
}

impl Subject {
    /// A quantity's values; `None` where it has no meaning for this run.
    pub fn evaluate(&self, quantity: &Quantity) -> Option<Values> {
        match self {
            Subject::TwoLayer(observed) => quantity.evaluate(observed),
            Subject::Diagonal(run) => quantity.evaluate_diagonal(run),
        }
    }

    /// Number of elements along an axis.
    pub(super) fn length(&self, axis: Axis) -> usize {
        match (self, axis) {
            (Subject::TwoLayer(observed), axis) => observed.length(axis),
            (Subject::Diagonal(run), Axis::Time) => run.solution.states.len(),
            (Subject::Diagonal(run), Axis::Point) => run.problem.training.samples(),
            (Subject::Diagonal(_), Axis::Neuron) => 0,
        }
    }

    /// Recorded flow time by its index.
    pub(super) fn time(&self, index: usize) -> Option<f64> {
        match self {
            Subject::TwoLayer(observed) => {
                let moment = observed.moments().recorded.get(index)?;
                Some(moment.time)
            }
            Subject::Diagonal(run) => Some(run.solution.states.get(index)?.time),
        }
    }
}
