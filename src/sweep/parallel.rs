//! The runs of a plan, in parallel.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::run::{Following, RunError, draw_problem, draw_start, follow, summary};
use super::{Plan, RunKey, RunRecord};
use crate::config::{Config, DataConfig, Record};
use crate::data::Problem;
use crate::flow::StopReason;

/// How the runs of a plan are made.
#[derive(Clone, Copy, Debug)]
pub struct Execution<'a> {
    /// Threads; every one makes whole runs.
    pub threads: usize,
    /// As in [`Following`].
    pub halvings: u32,
    /// When set no further run begins, and runs on their way are given up.
    pub interrupt: &'a AtomicBool,
}

impl Execution<'_> {
    /// Makes these runs of a plan and hands each, with its index in `keys`, to `finished`
    /// as it ends. A run's numbers
    /// do not depend on the number of threads or on the other runs.
    ///
    /// # Errors
    /// The first error of any run or of `finished`. Runs finished until then have been
    /// handed over.
    pub fn run(
        &self,
        plan: &Plan,
        keys: &[RunKey],
        finished: impl Fn(usize, RunRecord) -> std::io::Result<()> + Sync,
    ) -> Result<(), RunError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .build()
            .map_err(|error| RunError::Threads {
                threads: self.threads,
                reason: error.to_string(),
            })?;
        let next = AtomicUsize::new(0);
        let failure = Mutex::new(None);
        let worker = || {
            let mut draw = None;
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(key) = keys.get(index) else { return };
                if self.interrupt.load(Ordering::Relaxed) {
                    return;
                }
                let result = self
                    .one(plan, key, &mut draw)
                    .and_then(|record| match record {
                        Some(record) => finished(index, record).map_err(RunError::Store),
                        None => Ok(()),
                    });
                if let Err(error) = result {
                    next.store(keys.len(), Ordering::Relaxed);
                    let mut failure = failure.lock().unwrap_or_else(|e| e.into_inner());
                    failure.get_or_insert(error);
                    return;
                }
            }
        };
        pool.broadcast(|_| worker());
        match failure.into_inner().unwrap_or_else(|e| e.into_inner()) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// One run; `None` when it was interrupted.
    fn one(
        &self,
        plan: &Plan,
        key: &RunKey,
        draw: &mut Option<Draw>,
    ) -> Result<Option<RunRecord>, RunError> {
        let mut config = plan.config_of(key);
        // A sweep keeps no states; a number of them would take a second pass.
        config.flow.record = Record::default();
        let problem = Draw::of(&config, draw)?;
        let start = draw_start(&config, problem);
        let following = Following {
            halvings: self.halvings,
            events: false,
            interrupt: self.interrupt,
        };
        let solution = follow(&config, problem, &start, following)?;
        if solution.stopped == StopReason::Interrupted {
            return Ok(None);
        }
        Ok(Some(RunRecord {
            key: key.clone(),
            summary: summary(&config, problem, &start, &solution),
        }))
    }
}

/// The data a worker drew last. Neighbours in a plan mostly share them, and one
/// draw a worker bounds the memory whatever the number of replicates.
struct Draw {
    data: DataConfig,
    replicate: u64,
    problem: Problem,
}

impl Draw {
    fn of<'d>(config: &Config, last: &'d mut Option<Draw>) -> Result<&'d Problem, RunError> {
        let fits = last
            .as_ref()
            .is_some_and(|draw| draw.data == config.data && draw.replicate == config.replicate);
        if !fits {
            *last = None;
        }
        let draw = match last {
            Some(draw) => draw,
            None => last.insert(Draw {
                data: config.data.clone(),
                replicate: config.replicate,
                problem: draw_problem(config)?,
            }),
        };
        Ok(&draw.problem)
    }
}
