//! A setting that is followed more than once.

use std::sync::Arc;

use crate::config::{Config, StopAt};
use crate::data::{Dataset, Problem};
use crate::flow::{Following, Solution, follow_two_layer};
use crate::network::{Network, TwoLayer};
use crate::quantities::Run;
use crate::runs::{RunError, Worker};

/// Configuration, data and start of a two-layer network.
pub(super) struct Setting<'a> {
    pub config: &'a Config,
    pub problem: Arc<Problem>,
    pub start: TwoLayer,
    worker: &'a Worker<'a>,
}

impl<'a> Setting<'a> {
    pub fn of(config: &'a Config, worker: &'a Worker<'a>) -> Result<Self, RunError> {
        let problem = worker.problem(config)?;
        let start = worker.networks().start(config, &problem)?;
        let start = two_layer(&*start)?.clone();
        Ok(Setting {
            config,
            problem,
            start,
            worker,
        })
    }

    /// The training set.
    pub fn data(&self) -> &Dataset {
        &self.problem.training
    }

    /// Follows the flow of a configuration on these data.
    pub fn follow(
        &self,
        config: &Config,
        start: &TwoLayer,
        halvings: u32,
    ) -> Result<Solution, RunError> {
        let following = Following {
            halvings,
            events: false,
            interrupt: self.worker.interrupt(),
        };
        Ok(follow_two_layer(config, &self.problem, start, following)?)
    }

    /// Follows the flow from the start to a time.
    pub fn until(&self, time: f64) -> Result<Solution, RunError> {
        let mut config = self.config.clone();
        (config.stop.at, config.stop.value) = (StopAt::Time, time);
        self.follow(&config, &self.start, 0)
    }
}

/// Where a finished run of a two-layer network went.
pub(super) fn solution(run: &Run) -> Result<Solution, RunError> {
    let found = run.solution.as_ref().and_then(|found| found.downcast());
    found.ok_or_else(|| other(&*run.start))
}

/// The network as a two-layer one.
pub(super) fn two_layer(network: &dyn Network) -> Result<&TwoLayer, RunError> {
    network.downcast().ok_or_else(|| other(network))
}

fn other(network: &dyn Network) -> RunError {
    RunError::NoMeaning {
        what: "this observation",
        kind: network.kind().to_owned(),
    }
}
