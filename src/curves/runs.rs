//! The runs that curves ask for, and what is observed of each.

use super::observe::{Observe, Reading};
use crate::config::{Config, SweepConfig};
use crate::runs::{Digests, Job, Request, RunError, Worker, key_of};

/// One run and what is observed of it.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub config: Config,
    pub observe: Observe,
}

impl Task {
    pub fn new(config: Config, observe: &Observe) -> Task {
        Task {
            config: Config {
                // No part of a single run: two curves with other grids share it.
                sweep: SweepConfig::default(),
                ..config
            },
            observe: observe.clone(),
        }
    }
}

impl Job for Task {
    type Answer = Vec<Reading>;

    fn key(&self, digests: &Digests) -> Result<String, RunError> {
        let run = Request::from(self.config.clone());
        key_of(&(run.identity(digests), &self.observe))
    }

    fn cost(&self) -> f64 {
        Request::from(self.config.clone()).cost() * self.observe.weight()
    }

    fn answer(&self, worker: &Worker<'_>) -> Result<Vec<Reading>, RunError> {
        self.observe.run(&self.config, worker)
    }
}
