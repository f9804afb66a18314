//! The runs that cases ask for: each made once, whichever cases share it.

use std::collections::BTreeMap;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::case::{Case, Leg};
use super::measure::{Gathered, Measured};
use super::{Check, Formula};
use crate::config::Config;
use crate::runs::{Digests, Job, Request, RunError, Store, Until, Worker, Workers, key_of};

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

/// A run (with its pair's second run) and the checks that take from it.
struct Unit<'a> {
    request: Request,
    pair: Option<Request>,
    takers: Vec<(&'a Check, Place)>,
}

/// What the checks took, in their order, and the seconds it lasted.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Took {
    measured: Vec<Measured>,
    seconds: f64,
}

impl Job for Unit<'_> {
    type Answer = Took;

    fn key(&self, digests: &Digests) -> Result<String, RunError> {
        let pair = self.pair.as_ref().map(|pair| pair.identity(digests));
        let takers = self.takers.iter();
        let checks: Vec<String> = takers.map(|(check, _)| check.kind.description()).collect();
        key_of(&(self.request.identity(digests), pair, checks))
    }

    fn cost(&self) -> f64 {
        self.request.cost() + self.pair.as_ref().map_or(0.0, Request::cost)
    }

    fn answer(&self, worker: &Worker<'_>) -> Result<Took, RunError> {
        let began = Instant::now();
        let run = self.request.run_on(worker)?;
        let pair = match &self.pair {
            Some(pair) => Some(pair.run_on(worker)?),
            None => None,
        };
        let mut gathered = Gathered::new(&run, pair.as_ref());
        let takers = self.takers.iter();
        let measured = takers.map(|(check, _)| check.kind.measure(&mut gathered));
        Ok(Took {
            measured: measured.collect(),
            seconds: began.elapsed().as_secs_f64(),
        })
    }
}

/// The time of a formula over what is known before training.
fn until(formula: &Formula) -> Until {
    let formula = formula.clone();
    Until::new(formula.text().to_owned(), move |before| {
        Gathered::new(before, None).number(&formula)
    })
}

/// The runs of one round.
#[derive(Default)]
pub(super) struct Round<'a> {
    units: Vec<Unit<'a>>,
    known: BTreeMap<String, usize>,
    digests: Digests,
}

impl<'a> Round<'a> {
    /// Asks for one leg of a case under one seed.
    pub fn ask(&mut self, case: &Case<'a>, leg: &Leg, seeds: Seed, place: Place) {
        let check = case.check;
        let request = |config: &Config, transform| Request {
            until: check.until.as_ref().map(until),
            transform,
            ..Request::from(seeds.of(config))
        };
        let request_of_pair = |config| {
            let transform = check.pair.as_ref().and_then(|pair| pair.transform);
            request(config, transform)
        };
        let first = request(&leg.config, None);
        let pair = leg.pair.as_ref().map(request_of_pair);
        let identity = |request: &Request| request.identity(&self.digests);
        let key = key_of(&(identity(&first), pair.as_ref().map(identity)));
        let units = &mut self.units;
        // What cannot be written down is shared with nobody.
        let key = key.unwrap_or_else(|_| units.len().to_string());
        let index = *self.known.entry(key).or_insert_with(|| {
            units.push(Unit {
                request: first,
                pair,
                takers: Vec::new(),
            });
            units.len() - 1
        });
        self.units[index].takers.push((check, place));
    }

    /// Number of runs.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Makes the runs, or takes what is measured of them from the store.
    ///
    /// # Errors
    /// As for [`Workers::perform`]. A run that fails is a measurement.
    pub fn make(
        &self,
        workers: &Workers<'_>,
        store: Option<&Store>,
    ) -> Result<Vec<Taken>, RunError> {
        let took = workers.perform(&self.units, store)?;
        let mut taken = Vec::new();
        for (unit, took) in self.units.iter().zip(took) {
            let failed = |error: &RunError| Measured::Failed(error.to_string());
            let (measured, seconds) = match took {
                Ok(took) => (took.measured, took.seconds),
                Err(error) => (vec![failed(&error); unit.takers.len()], 0.0),
            };
            let places = unit.takers.iter().map(|(_, place)| *place);
            taken.extend(places.zip(measured).map(|(place, measured)| Taken {
                place,
                measured,
                seconds,
            }));
        }
        Ok(taken)
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
            config.flow.method = config.flow.method.tightened(self.tighter);
        }
        config
    }
}

#[cfg(test)]
mod tests;
