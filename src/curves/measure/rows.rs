//! One run a series, row by row.

use serde::Deserialize;

use super::MeasureError;
use crate::curves::observe::Reading;
use crate::curves::{Definition, Numbers, Observe};

/// The rows of one run a series.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// What is observed.
    pub of: Observe,
}

pub(super) fn check(definition: &Definition) -> Result<(), MeasureError> {
    if definition.replicates != 1 || !definition.axes.is_empty() {
        return Err(MeasureError::SingleRuns);
    }
    Ok(())
}

pub(super) fn numbers(definition: &Definition, found: &[Vec<Reading>]) -> Numbers {
    let mut numbers = Numbers::of(definition);
    for (series, readings) in definition.series.iter().zip(found) {
        for reading in readings {
            let parts = [series.name.as_str(), reading.line.as_str()];
            let name: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let keys = reading.keys.iter().map(|(key, x)| (key.as_str(), *x));
            let keys: Vec<(&str, f64)> = keys.collect();
            numbers.push(&name.join(": "), &keys, &reading.values);
        }
    }
    numbers
}
