//! Networks on repeated splits of a table.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::jobs::{Trained, Training};
use super::plan::{FRESH, Setup};
use super::targets::with_unit_targets;
use super::trials::Trials;
use crate::config::Config;
use crate::quantities::Row;
use crate::runs::{Made, Request, RunError, Store, Workers};
use crate::statistics::{Overlap, Resampled, StatisticsError};

/// Networks of these configurations on the splits of a table.
pub(super) struct OfTable<'a> {
    pub setup: &'a Setup,
    pub configs: Vec<Config>,
}

impl Trials for OfTable<'_> {
    /// One that fails ends it.
    fn train(
        &self,
        runs: &[(usize, u64)],
        workers: &Workers<'_>,
        store: Option<&Store>,
    ) -> Result<Vec<Made<Trained>>, RunError> {
        let made = train(&self.configs, runs, workers, store)?;
        Ok(made.into_iter().map(Ok).collect())
    }

    fn error(&self, row: &Row) -> f64 {
        error(self.setup, row)
    }

    fn fresh(&self) -> u64 {
        FRESH
    }

    fn overlap(&self) -> Overlap {
        self.setup.overlap()
    }

    fn interval(&self, differences: &[f64], level: f64) -> Result<Resampled, StatisticsError> {
        self.setup.interval(differences, level)
    }

    fn check(&self, _: &[Vec<f64>]) -> Result<(), RunError> {
        Ok(())
    }

    fn largest_error(&self) -> f64 {
        self.setup.largest_error()
    }
}

/// Runs of these configurations and replicates.
///
/// # Errors
/// As for [`Workers::perform`]; a run that fails.
fn train(
    configs: &[Config],
    runs: &[(usize, u64)],
    workers: &Workers<'_>,
    store: Option<&Store>,
) -> Result<Vec<Trained>, RunError> {
    let mut problems = BTreeMap::new();
    let mut jobs = Vec::new();
    for (at, replicate) in runs {
        let mut request = Request::from(configs[*at].clone());
        request.config.replicate = *replicate;
        // Runs on classes draw their own; all of a split share targets in their unit.
        if let Entry::Vacant(place) = problems.entry(*replicate) {
            let unit = with_unit_targets(&request.config)?;
            place.insert(unit.map(|(problem, _)| problem));
        }
        request.problem = problems.get(replicate).cloned().flatten();
        jobs.push(Training(request));
    }
    let made = workers.perform(&jobs, store)?;
    made.into_iter().map(|trained| Ok(trained?)).collect()
}

/// The error on the held-out rows, of a regression in units of the variance of the targets that train;
/// that of guessing where a run has none because it diverged.
fn error(setup: &Setup, row: &Row) -> f64 {
    let guess = match setup.is_regression() {
        true => 1.0,
        false => 1.0 - 1.0 / setup.outputs.max(2) as f64,
    };
    row.number("test_error").unwrap_or(guess)
}
