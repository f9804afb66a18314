//! The axes of a panel.

use crate::curves::Direction;
use crate::report::chart::{Axis, Scale};

/// The axis as the definition describes it, on this scale.
pub(super) fn axis(direction: &Direction, scale: Scale) -> Axis {
    Axis {
        label: direction.label.clone(),
        scale,
        ticks: direction.ticks.clone(),
        percent: direction.percent,
    }
}

/// The scale that holds these values, or that the definition asks for.
pub(super) fn scale(direction: &Direction, values: &[f64]) -> Scale {
    match direction.range {
        Some(range) => Scale::between(range, direction.log),
        None if direction.log => Scale::logarithmic(values),
        None => Scale::linear(values),
    }
}
