//! The runs that cases ask for: each made once, whichever cases share it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;

use super::case::{Case, Leg};
use super::measure::{Gathered, Measured, measure};
use super::observed::Observed;
use super::{Check, Formula, Subject, Transform, transform};
use crate::config::{Config, NetworkKind, StopAt};
use crate::random::Streams;
use crate::sweep::{Progress, RunError, draw_problem, draw_start, run_diagonal, run_from};

/// How runs are made.
#[derive(Clone, Copy, Debug)]
pub struct Workers<'a> {
    /// Threads; every one makes whole runs.
    pub threads: usize,
    /// When set no further run begins.
    pub interrupt: &'a AtomicBool,
}

impl Workers<'_> {
    /// # Errors
    /// Threads that cannot be started.
    pub(super) fn pool(&self) -> Result<rayon::ThreadPool, RunError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads);
        pool.build().map_err(|error| RunError::Threads {
            threads: self.threads,
            reason: error.to_string(),
        })
    }
}

/// One run as it is asked for.
#[derive(Clone, Debug)]
struct Request {
    config: Config,
    until: Option<Formula>,
    transform: Option<Transform>,
}

impl Request {
    /// Equal keys are equal runs.
    fn key(&self) -> String {
        let until = self.until.as_ref().map_or("", |formula| formula.text());
        // The debug form writes every float with all its digits.
        format!("{:?}|{until}|{:?}", self.config, self.transform)
    }

    fn make(&self, interrupt: &AtomicBool) -> Result<Subject, String> {
        let text = |error: RunError| error.to_string();
        if self.config.network.kind == NetworkKind::Diagonal {
            let run = run_diagonal(&self.config, interrupt).map_err(text)?;
            return Ok(Subject::Diagonal(Box::new(run)));
        }
        let problem = draw_problem(&self.config).map_err(|error| text(error.into()))?;
        let start = draw_start(&self.config, &problem);
        let (problem, start) = match self.transform {
            Some(transform) => {
                let streams = Streams::new(self.config.seed).replicate(self.config.replicate);
                transform::apply(transform, &problem, &start, &mut streams.checks())
                    .map_err(|error| text(error.into()))?
            }
            None => (problem, start),
        };
        let mut config = self.config.clone();
        if let Some(until) = &self.until {
            let before = Observed::before(config.clone(), problem.clone(), start.clone());
            let before = Subject::TwoLayer(Box::new(before));
            let time = Gathered::new(&before, None).number(until);
            config.stop.at = StopAt::Time;
            config.stop.value = time.filter(|&t| t > 0.0).ok_or_else(|| {
                format!("`until = \"{}\"` is not a positive time here", until.text())
            })?;
        }
        let run = run_from(&config, problem, start, interrupt).map_err(text)?;
        let observed = Observed::finished(config, run);
        Ok(Subject::TwoLayer(Box::new(observed)))
    }
}

/// A run (with its pair's second run) and everything that is taken from it.
struct Unit<'a> {
    request: Request,
    pair: Option<Request>,
    takers: Vec<Taker<'a>>,
}

/// Who takes what from a run.
struct Taker<'a> {
    check: &'a Check,
    place: Place,
}

/// Where a measurement belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Index of the case.
    pub case: usize,
    /// Index of the seed among those asked for.
    pub seed: usize,
    /// Index of the leg.
    pub leg: usize,
}

/// A measurement with where it belongs and the seconds its run took.
pub(super) struct Taken {
    pub place: Place,
    pub measured: Measured,
    pub seconds: f64,
}

/// The runs of one round.
#[derive(Default)]
pub(super) struct Round<'a> {
    units: Vec<Unit<'a>>,
    known: BTreeMap<String, usize>,
}

impl<'a> Round<'a> {
    /// Asks for one leg of a case under one seed; `tighter` divides the tolerance.
    pub fn ask(&mut self, case: &Case<'a>, leg: &Leg, seeds: Seed, place: Place) {
        let check = case.check;
        let request = |config: &Config, transform| Request {
            config: seeds.of(config),
            until: check.until.clone(),
            transform,
        };
        let first = request(&leg.config, None);
        let pair = leg.pair.as_ref().map(|config| {
            let transform = check.pair.as_ref().and_then(|pair| pair.transform);
            request(config, transform)
        });
        let mut key = first.key();
        if let Some(pair) = &pair {
            key += &pair.key();
        }
        let units = &mut self.units;
        let index = *self.known.entry(key).or_insert_with(|| {
            units.push(Unit {
                request: first,
                pair,
                takers: Vec::new(),
            });
            units.len() - 1
        });
        self.units[index].takers.push(Taker { check, place });
    }

    /// Number of runs.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Makes the runs, in parallel; `tell` is called after each.
    ///
    /// # Errors
    /// Threads that cannot be started, an interruption. A run that fails is a measurement.
    pub fn make(
        &self,
        workers: Workers<'_>,
        tell: &(dyn Fn(Progress) + Sync),
    ) -> Result<Vec<Taken>, RunError> {
        let pool = workers.pool()?;
        let (total, finished) = (self.units.len(), AtomicUsize::new(0));
        let one = |unit: &Unit<'_>| {
            if workers.interrupt.load(Ordering::Relaxed) {
                return None;
            }
            let taken = unit.make(workers.interrupt);
            let finished = finished.fetch_add(1, Ordering::Relaxed) + 1;
            tell(Progress { finished, total });
            Some(taken)
        };
        let made: Option<Vec<Vec<Taken>>> =
            pool.install(|| self.units.par_iter().with_max_len(1).map(one).collect());
        let interrupted = workers.interrupt.load(Ordering::Relaxed);
        match made {
            Some(made) if !interrupted => Ok(made.into_iter().flatten().collect()),
            _ => Err(RunError::Interrupted {
                finished: finished.into_inner(),
                total,
            }),
        }
    }
}

impl Unit<'_> {
    fn make(&self, interrupt: &AtomicBool) -> Vec<Taken> {
        let began = Instant::now();
        let run = self.request.make(interrupt);
        let pair = self.pair.as_ref().map(|pair| pair.make(interrupt));
        let taken: Vec<(Place, Measured)> = match (&run, &pair) {
            (Err(reason), _) | (_, Some(Err(reason))) => {
                let failed = |taker: &Taker<'_>| (taker.place, Measured::Failed(reason.clone()));
                self.takers.iter().map(failed).collect()
            }
            (Ok(run), pair) => {
                let pair = pair.as_ref().and_then(|pair| pair.as_ref().ok());
                let mut gathered = Gathered::new(run, pair);
                let take = |taker: &Taker<'_>| (taker.place, measure(taker.check, &mut gathered));
                self.takers.iter().map(take).collect()
            }
        };
        let seconds = began.elapsed().as_secs_f64();
        taken
            .into_iter()
            .map(|(place, measured)| Taken {
                place,
                measured,
                seconds,
            })
            .collect()
    }
}

/// Which draw, and how much tighter than configured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seed {
    /// Master seed.
    pub master: u64,
    /// Replicate.
    pub replicate: u64,
    /// Divides the tolerance.
    pub tighter: f64,
}

impl Seed {
    fn of(self, config: &Config) -> Config {
        let mut config = config.clone();
        config.seed = self.master;
        config.replicate = self.replicate;
        if self.tighter != 1.0 {
            config.flow.tolerance = Some(config.flow.tolerance() / self.tighter);
        }
        config
    }
}

#[cfg(test)]
mod tests;
