//! One run as it is asked for.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::key::Identity;
use super::make::{run_from, summary};
use super::{
    Digests, Job, RunError, Transform, Worker, draw_start, key_of, run_diagonal, transformed,
};
use super::{Following, follow};
use crate::config::{Config, NetworkKind, Record, StopAt};
use crate::data::Problem;
use crate::flow::StopReason;
use crate::network::TwoLayer;
use crate::quantities::{Row, Run};
use crate::random::Streams;

/// One run as it is asked for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// What is run.
    pub config: Config,
    /// A symmetry applied to data and start.
    pub transform: Option<Transform>,
    /// When it ends, in place of the configuration's stop rule.
    pub until: Option<Until>,
    /// The data, in place of the configuration's.
    pub problem: Option<Arc<Problem>>,
    /// How often the step of descent is halved.
    pub halvings: u32,
}

/// The flow time at which a run ends, as its start decides it.
#[derive(Clone)]
pub struct Until {
    text: String,
    time: Arc<Time>,
}

type Time = dyn Fn(&Config, &Problem, &TwoLayer) -> Option<f64> + Send + Sync;

impl Until {
    /// `time` gives the flow time; equal texts stand for equal functions.
    pub fn new(
        text: impl Into<String>,
        time: impl Fn(&Config, &Problem, &TwoLayer) -> Option<f64> + Send + Sync + 'static,
    ) -> Self {
        Until {
            text: text.into(),
            time: Arc::new(time),
        }
    }
}

impl fmt::Debug for Until {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Until({:?})", self.text)
    }
}

/// The run of a configuration as it stands.
impl From<Config> for Request {
    fn from(config: Config) -> Self {
        Request {
            config,
            ..Request::default()
        }
    }
}

/// Equal costs: the runs of a plan begin in its order.
impl Job for Request {
    type Answer = Row;

    fn key(&self, digests: &Digests) -> Result<String, RunError> {
        key_of(&self.identity(digests))
    }

    fn answer(&self, worker: &Worker<'_>) -> Result<Row, RunError> {
        self.row(worker)
    }
}

impl Request {
    /// What tells it from other runs.
    pub(crate) fn identity(&self, digests: &Digests) -> impl Serialize + use<> {
        let until = self.until.as_ref().map(|until| until.text.clone());
        (
            Identity::of(&self.config, self.problem.as_deref(), digests),
            (until, self.transform, self.halvings),
        )
    }

    /// Roughly how long it takes, in units of its own.
    pub fn cost(&self) -> f64 {
        let data = &self.config.data;
        let width = self.config.network.width().unwrap_or(1);
        let size = data.samples().unwrap_or(1) * data.dimension().unwrap_or(40) * width;
        let method = if self.config.flow.method.is_exact() {
            1.0
        } else {
            10.0
        };
        size as f64 * method
    }

    /// Makes the run and keeps its states and events.
    ///
    /// # Errors
    /// Whatever is wrong with the data or the setting; an interruption.
    pub fn run(&self, worker: &Worker<'_>) -> Result<Run, RunError> {
        if self.config.network.kind == NetworkKind::Diagonal {
            let run = run_diagonal(&self.config, worker.interrupt())?;
            return Ok(run.boxed(&self.config));
        }
        let (config, problem, start) = self.setting(worker)?;
        let run = run_from(&config, problem, start, worker.interrupt())?;
        Ok(run.boxed(&config))
    }

    /// Makes the run and keeps only what is reported of its end.
    ///
    /// # Errors
    /// As for [`Request::run`].
    pub fn row(&self, worker: &Worker<'_>) -> Result<Row, RunError> {
        let (mut config, problem, start) = self.setting(worker)?;
        // A number of states would take a second pass.
        config.flow.record = Record::default();
        let following = Following {
            halvings: self.halvings,
            events: false,
            interrupt: worker.interrupt(),
        };
        let solution = follow(&config, &problem, &start, following)?;
        if solution.stopped == StopReason::Interrupted {
            return Err(RunError::Interrupted {
                finished: 0,
                total: 1,
            });
        }
        Ok(summary(&config, &problem, &start, &solution))
    }

    /// Configuration, data and start as they are run.
    fn setting(&self, worker: &Worker<'_>) -> Result<(Config, Arc<Problem>, TwoLayer), RunError> {
        let mut config = self.config.clone();
        let mut problem = match &self.problem {
            Some(problem) => problem.clone(),
            None => worker.problem(&config)?,
        };
        let mut start = draw_start(&config, &problem);
        if let Some(transform) = self.transform {
            let mut stream = Streams::new(config.seed)
                .replicate(config.replicate)
                .checks();
            let (turned, from) = transformed(transform, &problem, &start, &mut stream)?;
            (problem, start) = (Arc::new(turned), from);
        }
        if let Some(until) = &self.until {
            let time = (until.time)(&config, &problem, &start).filter(|&t| t > 0.0);
            config.stop.at = StopAt::Time;
            config.stop.value = time.ok_or_else(|| RunError::NotATime {
                until: until.text.clone(),
            })?;
        }
        Ok((config, problem, start))
    }
}
