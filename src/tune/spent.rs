//! What a search has cost so far.

use serde::Serialize;

/// Runs and their time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spent {
    /// Networks trained, those of searches for a step not counted.
    pub runs: usize,
    /// Seconds on the clock, in all.
    pub seconds: f64,
    /// Seconds of processor time, searches for a step included; of runs that were in the store, what
    /// they took when they were made. On the clock of their threads where the system does not tell; NaN for
    /// a command, whose time is its own.
    pub cpu_seconds: f64,
    /// Searches for a step.
    pub step_searches: usize,
}

impl Spent {
    pub(super) fn add_run(&mut self, seconds: f64) {
        self.runs += 1;
        self.cpu_seconds += seconds;
    }

    pub(super) fn add_search(&mut self, seconds: f64) {
        self.step_searches += 1;
        self.cpu_seconds += seconds;
    }
}
