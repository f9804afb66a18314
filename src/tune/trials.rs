//! What a search asks of whatever trains: networks on splits of a table, or a command with seeds.

use std::sync::Arc;

use serde::Serialize;

use super::jobs::Trained;
use crate::quantities::Row;
use crate::runs::{Made, RunError, Store, Workers};
use crate::statistics::{Overlap, Resampled, StatisticsError};

/// Arms that can be trained on draws: splits, or seeds.
pub(super) trait Trials {
    /// Trains arms, each with the number of its draw.
    ///
    /// # Errors
    /// As for [`Workers::perform`].
    fn train(
        &self,
        runs: &[(usize, u64)],
        workers: &Workers<'_>,
        store: Option<&Store>,
    ) -> Result<Vec<Made<Trained>>, RunError>;

    /// The error that a run counts with.
    fn error(&self, row: &Row) -> f64;

    /// The first draw that the search does not see.
    fn fresh(&self) -> u64;

    /// How the draws overlap.
    fn overlap(&self) -> Overlap;

    /// The interval of a mean difference of errors over draws, that misses it with probability `level`.
    ///
    /// # Errors
    /// As for [`resampled`](crate::statistics::resampled).
    fn interval(&self, differences: &[f64], level: f64) -> Result<Resampled, StatisticsError>;

    /// Looks at the errors so far, by arm and draw.
    ///
    /// # Errors
    /// Errors that nothing can be learned from.
    fn check(&self, errors: &[Vec<f64>]) -> Result<(), RunError>;

    /// The largest error there is.
    fn largest_error(&self) -> f64;
}

/// A run that gave no error.
#[derive(Clone, Debug, Serialize)]
pub struct Failed {
    /// The multiplier.
    pub c: f64,
    /// Which draw.
    pub replicate: u64,
    /// Why.
    pub reason: String,
    /// The same, as it came.
    #[serde(skip)]
    pub error: Arc<RunError>,
}

impl Failed {
    pub(super) fn new(c: f64, replicate: u64, error: &Arc<RunError>) -> Failed {
        Failed {
            c,
            replicate,
            reason: error.reason(),
            error: error.clone(),
        }
    }
}
