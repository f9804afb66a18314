//! What a check takes from one run.

mod elements;
mod gathered;

#[cfg(test)]
mod tests;

pub(super) use elements::{Comparison, Element, Elements, steps};
pub(super) use gathered::{Gathered, quantity};

use serde::{Deserialize, Serialize};

use super::{Along, Check, Kind, Trend};

/// What a check took from one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Measured {
    /// Two sides compared element by element.
    Elements(Elements),
    /// The values of the check's formulas, in their order; `None` where one has no meaning
    /// for the run.
    Numbers(Vec<Option<f64>>),
    /// The run could not be made.
    Failed(String),
}

/// Takes from a run what a check needs.
pub(super) fn measure(check: &Check, gathered: &mut Gathered<'_>) -> Measured {
    let mut numbers = |formulas: &[&super::Formula]| {
        Measured::Numbers(formulas.iter().map(|f| gathered.number(f)).collect())
    };
    match &check.kind {
        Kind::Inequality {
            each,
            filter,
            left,
            right,
            slack,
            ..
        } => {
            let comparison = Comparison::AtLeast { slack: *slack };
            let sides = [left, right];
            Measured::Elements(elements::compare(
                gathered,
                each,
                filter.as_ref(),
                sides,
                comparison,
            ))
        }
        Kind::Equality {
            each,
            filter,
            left,
            right,
            absolute,
            relative,
            ..
        } => {
            let comparison = Comparison::Equal {
                absolute: *absolute,
                relative: *relative,
            };
            let sides = [left, right];
            Measured::Elements(elements::compare(
                gathered,
                each,
                filter.as_ref(),
                sides,
                comparison,
            ))
        }
        Kind::Monotone {
            quantity,
            trend,
            along: Along::Time,
            filter,
            slack,
            ..
        } => {
            let rising = *trend == Trend::Increasing;
            Measured::Elements(elements::follow(
                gathered,
                filter.as_ref(),
                quantity,
                rising,
                *slack,
            ))
        }
        Kind::EqualMeans { left, right, .. } => numbers(&[left, right]),
        Kind::Ordering {
            greater, smaller, ..
        } => numbers(&[greater, smaller]),
        Kind::Limit {
            quantity, target, ..
        } => numbers(&[quantity, target]),
        Kind::Monotone { quantity, .. }
        | Kind::Exponent { quantity, .. }
        | Kind::InteriorOptimum { quantity, .. } => numbers(&[quantity]),
        Kind::Proportion { of, .. } => numbers(&[of]),
    }
}
