//! The runs that cases ask for: each made once, whichever cases share it.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::case::Point;
use super::measure::{Gathered, Measured};
use super::{Check, Formula};
use crate::config::Config;
use crate::runs::{Digests, Job, Request, RunError, Store, Until, Worker, Workers, key_of};

/// Where what was asked for is found: the run in its round, and the check among those of the run.
pub(super) type Asked = (usize, usize);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Taken {
    pub measured: Measured,
    /// Why a quantity of the check has no values in this run, if one has none.
    pub lacking: Option<String>,
    /// Seconds that the run took, whoever shared it.
    pub seconds: f64,
}

/// A run (with its pair's second run) and the checks that take from it.
struct Unit<'a> {
    request: Request,
    pair: Option<Request>,
    checks: Vec<&'a Check>,
}

impl Unit<'_> {
    fn failed(&self, error: &RunError) -> Vec<Taken> {
        let taken = Taken {
            measured: Measured::Failed(error.to_string()),
            lacking: None,
            seconds: 0.0,
        };
        vec![taken; self.checks.len()]
    }
}

impl Job for Unit<'_> {
    type Answer = Vec<Taken>;

    fn key(&self, digests: &Digests) -> Result<String, RunError> {
        let pair = self.pair.as_ref().map(|pair| pair.identity(digests));
        let checks = self.checks.iter();
        let measured: Vec<String> = checks.map(|check| check.measurement()).collect();
        key_of(&("claims", self.request.identity(digests), pair, measured))
    }

    fn cost(&self) -> f64 {
        self.request.cost() + self.pair.as_ref().map_or(0.0, Request::cost)
    }

    fn answer(&self, worker: &Worker<'_>) -> Result<Vec<Taken>, RunError> {
        let began = Instant::now();
        let run = self.request.run_on(worker)?;
        let pair = self.pair.as_ref().map(|pair| pair.run_on(worker));
        let pair = pair.transpose()?;
        let mut gathered = Gathered::new(&run, pair.as_ref());
        let take = |check: &&Check| Taken {
            measured: check.measure(&mut gathered),
            lacking: gathered.lacking(),
            seconds: 0.0,
        };
        let mut taken: Vec<Taken> = self.checks.iter().map(take).collect();
        let seconds = began.elapsed().as_secs_f64();
        taken.iter_mut().for_each(|one| one.seconds = seconds);
        Ok(taken)
    }
}

/// The time of a formula over what is known before training.
fn until(formula: &Formula) -> Until {
    let formula = formula.clone();
    Until::new(formula.text().to_owned(), move |before| {
        Gathered::new(before, None).number(&formula)
    })
}

#[derive(Default)]
pub(super) struct Round<'a> {
    units: Vec<Unit<'a>>,
    known: BTreeMap<String, usize>,
    digests: Digests,
}

impl<'a> Round<'a> {
    /// Asks for what a check takes at one point of its grid under one seed.
    pub fn ask(&mut self, check: &'a Check, point: &Point, seed: Seed) -> Asked {
        let request = |config: &Config, transform| Request {
            until: check.until.as_ref().map(until),
            transform,
            ..Request::from(seed.of(config))
        };
        let transform = check.pair.as_ref().and_then(|pair| pair.transform);
        let first = request(&point.config, None);
        let second = |config| request(config, transform);
        let pair = point.pair.as_ref().map(second);
        let identity = |request: &Request| request.identity(&self.digests);
        let key = key_of(&(identity(&first), pair.as_ref().map(identity)));
        let units = &mut self.units;
        // What cannot be written down is shared with nobody.
        let key = key.unwrap_or_else(|_| units.len().to_string());
        let index = *self.known.entry(key).or_insert(units.len());
        if index == units.len() {
            units.push(Unit {
                request: first,
                pair,
                checks: Vec::new(),
            });
        }
        let checks = &mut units[index].checks;
        checks.push(check);
        (index, checks.len() - 1)
    }

    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Makes the runs, or takes what is measured of them from the store. One that fails is a
    /// measurement, too.
    pub fn make(
        &self,
        workers: &Workers<'_>,
        store: Option<&Store>,
    ) -> Result<Vec<Vec<Taken>>, RunError> {
        let answers = workers.perform(&self.units, store)?;
        let units = self.units.iter().zip(answers);
        let taken = units.map(|(unit, answer)| answer.unwrap_or_else(|error| unit.failed(&error)));
        Ok(taken.collect())
    }

    /// The same one after the other, on the thread of a job.
    pub fn make_on(&self, worker: &Worker<'_>) -> Result<Vec<Vec<Taken>>, RunError> {
        let make = |unit: &Unit<'a>| {
            if worker.interrupt().load(Ordering::Relaxed) {
                return Err(RunError::Interrupted {
                    finished: 0,
                    total: self.len(),
                });
            }
            let answer = unit.answer(worker);
            Ok(answer.unwrap_or_else(|error| unit.failed(&error)))
        };
        self.units.iter().map(make).collect()
    }
}

/// Which draw, and how much tighter than configured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seed {
    pub master: u64,
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
            config.flow.method = config.flow.method.tightened(self.tighter);
        }
        config
    }
}

#[cfg(test)]
mod tests;
