//! What one observation gives: a row.

use serde::{Deserialize, Serialize};

use crate::runs::any_float;

/// One row of an observation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::curves) struct Reading {
    /// What the row belongs to beside the run's series; empty for the run itself.
    pub line: String,
    /// The row's keys.
    #[serde(with = "any_float::named")]
    pub keys: Vec<(String, f64)>,
    /// Its quantities; NaN where one has no meaning.
    #[serde(with = "any_float::named")]
    pub values: Vec<(String, f64)>,
}

impl Reading {
    /// A row of a line, from its keys and quantities.
    pub fn new(line: &str, keys: &[(&str, f64)], values: &[(&str, f64)]) -> Self {
        let owned = |pairs: &[(&str, f64)]| {
            let pairs = pairs.iter().map(|(name, x)| ((*name).to_owned(), *x));
            pairs.collect()
        };
        Reading {
            line: line.to_owned(),
            keys: owned(keys),
            values: owned(values),
        }
    }
}
