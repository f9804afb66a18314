//! One run as it is asked for, and the one way to make it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::command;
use super::key::{Identity, key_of_command};
use super::memory::check_run;
use super::transform::transformed;
use super::{Digests, Job, RunError, Transform, Worker, Workers, key_of};
use crate::config::{Config, Record, StopAt};
use crate::data::Problem;
use crate::flow::{Following, StopReason, follow};
use crate::network::Network;
use crate::quantities::{Row, Run};
use crate::random::Streams;

/// One run as it is asked for.
///
/// ```
/// use sweetspot::config::Config;
/// use sweetspot::quantities::Row;
/// use sweetspot::runs::{Request, Workers};
/// let run = Request::from(Config::default()).run(&Workers::default())?;
/// let row = Row::of(&run).ok_or("not made")?;
/// assert!(row.reached() && row.value("test_error") < 0.1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    /// The network it starts with, in place of the configuration's.
    pub start: Option<Box<dyn Network>>,
    /// How often the step of descent is halved.
    pub halvings: u32,
}

/// The flow time at which a run ends, as its start decides it.
#[derive(Clone)]
pub struct Until {
    text: String,
    time: Arc<Time>,
}

type Time = dyn Fn(&Run) -> Option<f64> + Send + Sync;

impl Until {
    /// `time` gives the flow time from the run before training; equal texts stand for equal
    /// functions.
    pub fn new(
        text: impl Into<String>,
        time: impl Fn(&Run) -> Option<f64> + Send + Sync + 'static,
    ) -> Self {
        let (text, time) = (text.into(), Arc::new(time));
        Until { text, time }
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

/// What is reported of its end. Equal costs: the runs of a plan begin in its order.
impl Job for Request {
    type Answer = Row;

    fn key(&self, digests: &Digests) -> Result<String, RunError> {
        if let Some(command) = &self.config.command {
            return key_of_command(&self.config, command, digests);
        }
        key_of(&self.identity(digests))
    }

    fn answer(&self, worker: &Worker<'_>) -> Result<Row, RunError> {
        if let Some(asked) = &self.config.command {
            return command::run(&self.config, asked, worker);
        }
        let mut before = self.before(worker)?;
        // A number of states would take a second pass.
        before.config.flow.record = Record::default();
        let run = self.follow(before, false, worker.interrupt())?;
        // One that was broken off is none.
        let made = Row::of(&run).filter(|row| row.stop_reason != StopReason::Interrupted);
        made.ok_or(RunError::Interrupted {
            finished: 0,
            total: 1,
        })
    }
}

impl Request {
    /// What tells it from other runs.
    pub(crate) fn identity(&self, digests: &Digests) -> impl Serialize + use<> {
        let until = self.until.as_ref().map(|until| until.text.clone());
        let start = self.start.as_ref();
        let start = start.map(|start| (start.kind().to_owned(), start.parameters()));
        let identity = Identity::of(&self.config, self.problem.as_deref(), digests);
        (identity, (until, self.transform, start, self.halvings))
    }

    /// Roughly how long it takes, in units of its own.
    pub fn cost(&self) -> f64 {
        let data = &self.config.data;
        let width = self.config.network.width().unwrap_or(1);
        let size = data.samples().unwrap_or(1) * data.dimension().unwrap_or(40) * width;
        match self.config.flow.method.is_exact() {
            true => size as f64,
            false => size as f64 * 10.0,
        }
    }

    /// Makes the run and keeps its states and events; an interrupted one ends where it was.
    ///
    /// # Errors
    /// Whatever is wrong with the data or the setting.
    pub fn run(&self, workers: &Workers<'_>) -> Result<Run, RunError> {
        self.run_on(&workers.worker())
    }

    /// The same on the thread of a job.
    pub(crate) fn run_on(&self, worker: &Worker<'_>) -> Result<Run, RunError> {
        let before = self.before(worker)?;
        self.follow(before, true, worker.interrupt())
    }

    fn follow(&self, before: Run, events: bool, interrupt: &AtomicBool) -> Result<Run, RunError> {
        let following = Following {
            halvings: self.halvings,
            events,
            interrupt,
        };
        let start = &*before.start;
        let solution = follow(&before.config, &before.problem, start, following)?;
        Ok(before.finished(solution))
    }

    /// The run before training: configuration, data and start as they are run.
    fn before(&self, worker: &Worker<'_>) -> Result<Run, RunError> {
        if self.config.command.is_some() {
            let what = "a run with states and data".to_owned();
            let kind = "command's".to_owned();
            return Err(RunError::NoMeaning { what, kind });
        }
        let mut config = self.config.clone();
        worker.calibrate(&mut config, self.problem.as_ref())?;
        let mut problem = match &self.problem {
            Some(problem) => problem.clone(),
            None => worker.problem(&config)?,
        };
        check_run(&config, &problem)?;
        let mut start = match &self.start {
            Some(start) => start.clone(),
            None => worker.networks().start(&config, &problem)?,
        };
        if let Some(transform) = self.transform {
            let streams = Streams::new(config.seed).replicate(config.replicate);
            let (turned, from) = transformed(transform, &problem, &*start, &mut streams.checks())?;
            (problem, start) = (Arc::new(turned), from);
        }
        let mut run = Run::before(config, problem, start);
        if let Some(until) = &self.until {
            let time = (until.time)(&run).filter(|&t| t > 0.0);
            let until = until.text.clone();
            let time = time.ok_or(RunError::NotATime { until })?;
            (run.config.stop.at, run.config.stop.value) = (StopAt::Time, time);
        }
        Ok(run)
    }
}
