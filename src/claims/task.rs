//! A case on its way to a verdict: which seeds it still needs, and what it has.

use std::collections::BTreeMap;

use super::Budget;
use super::case::{Case, Leg};
use super::judge::elementwise::{ElementsOfSeed, elementwise};
use super::judge::look::{Look, Undecided};
use super::judge::statistical::{admission_of, statistical};
use super::kinds::kind::{EveryElement, Statistical, Test};
use super::measure::Measured;
use super::outcome::Outcome;
use super::runs::{Place, Round, Seed, Taken};
use crate::config::ConfigError;
use crate::statistics::{Admission, LOOKS, Looks, SequentialEvidence, Verdict};

/// How much tighter a violation is run again.
const TIGHTER: f64 = 100.0;

/// Most violating seeds that are run again.
const MOST_RERUN: usize = 4;

/// A case with its runs so far.
pub(super) struct Task<'a> {
    pub case: Case<'a>,
    /// Seconds of its runs, shared ones included.
    pub seconds: f64,
    /// Statistical verdicts that share the paper's error.
    pairs: usize,
    /// Seeds of a deterministic check, or of the first look.
    first: usize,
    master: u64,
    legs: Vec<Leg>,
    /// What each seed's legs gave.
    measured: Vec<Vec<Measured>>,
    stage: Stage,
}

enum Stage {
    /// A deterministic check over this many seeds.
    Once(usize),
    /// Its violating seeds, run again with tighter numerics.
    Again(Outcome, Vec<u64>),
    /// A statistical check: which look is next (from 1), and the evidence of those before.
    Look(usize, SequentialEvidence),
    /// Decided, or out of seeds.
    Done(Outcome),
}

impl<'a> Task<'a> {
    pub fn new(
        case: Case<'a>,
        budget: Budget,
        master: u64,
        pairs: usize,
    ) -> Result<Self, ConfigError> {
        let seeds = budget.seeds(case.seeds());
        let stage = if case.is_statistical() {
            Stage::Look(1, SequentialEvidence::default())
        } else {
            Stage::Once(seeds)
        };
        Ok(Task {
            case,
            seconds: 0.0,
            pairs,
            first: seeds,
            master,
            legs: case.legs()?,
            measured: Vec::new(),
            stage,
        })
    }

    /// Asks for the runs of the next stage; none when it is done.
    pub fn ask(&self, index: usize, round: &mut Round<'a>) {
        let mut ask = |replicate: u64, tighter: f64, place: usize| {
            for (leg, at) in self.legs.iter().enumerate() {
                let seed = Seed {
                    master: self.master,
                    replicate,
                    tighter,
                };
                let place = Place {
                    case: index,
                    seed: place,
                    leg,
                };
                round.ask(&self.case, at, seed, place);
            }
        };
        match &self.stage {
            Stage::Once(seeds) => (0..*seeds).for_each(|seed| ask(seed as u64, 1.0, seed)),
            Stage::Again(_, replicates) => {
                for (place, &replicate) in replicates.iter().enumerate() {
                    ask(replicate, TIGHTER, place);
                }
            }
            Stage::Look(look, _) => {
                let first = self.measured.len();
                (first..self.looks().sizes()[look - 1])
                    .for_each(|seed| ask(seed as u64, 1.0, seed));
            }
            Stage::Done(_) => {}
        }
    }

    /// Takes in what a round measured for it, and decides what is next.
    pub fn take(&mut self, taken: Vec<Taken>) {
        let mut by_seed: BTreeMap<usize, Vec<(usize, Measured)>> = BTreeMap::new();
        for one in taken {
            self.seconds += one.seconds;
            let seed = by_seed.entry(one.place.seed).or_default();
            seed.push((one.place.leg, one.measured));
        }
        let fresh: Vec<Vec<Measured>> = by_seed
            .into_values()
            .map(|mut legs| {
                legs.sort_by_key(|(leg, _)| *leg);
                legs.into_iter().map(|(_, measured)| measured).collect()
            })
            .collect();
        if !fresh.is_empty() {
            self.advance(fresh);
        }
    }

    fn advance(&mut self, fresh: Vec<Vec<Measured>>) {
        let next = match (&self.stage, self.case.check.kind.test()) {
            (Stage::Once(_), Test::EveryElement(test)) => {
                self.measured = fresh;
                self.first_verdict(test)
            }
            (Stage::Again(before, replicates), Test::EveryElement(test)) => {
                let again = seeds_of(test, replicates, &fresh)
                    .map(|seeds| elementwise(test, self.master, &seeds));
                Stage::Done(after_rerun(before, again))
            }
            (Stage::Look(number, evidence), Test::Statistical(test)) => {
                let (number, evidence) = (*number, *evidence);
                self.measured.extend(fresh);
                self.next_look(test, number, evidence)
            }
            _ => return,
        };
        self.stage = next;
    }

    /// Of a deterministic check: done, or to be made again where it fails.
    fn first_verdict(&self, test: &dyn EveryElement) -> Stage {
        let replicates: Vec<u64> = (0..self.measured.len() as u64).collect();
        let seeds = match seeds_of(test, &replicates, &self.measured) {
            Ok(seeds) => seeds,
            Err(reason) => return Stage::Done(Outcome::inconclusive(reason)),
        };
        let found = elementwise(test, self.master, &seeds);
        // Gradient descent has a step, not a tolerance: it is the object, not an approximation.
        let approximate = !self.case.setting.config.flow.method.is_descent();
        if found.verdict != Verdict::Violated || !approximate {
            return Stage::Done(found);
        }
        let mut failing: Vec<&ElementsOfSeed> = seeds.iter().filter(|s| s.margin() < 0.0).collect();
        failing.sort_by(|a, b| a.margin().total_cmp(&b.margin()));
        failing.truncate(MOST_RERUN);
        let replicates = failing.iter().map(|seed| seed.replicate).collect();
        Stage::Again(found, replicates)
    }

    /// Of a statistical check: all seeds so far, judged at the level of this look. A look that
    /// finds nothing adds no evidence, and its share of the level is not used up.
    fn next_look(
        &self,
        test: &dyn Statistical,
        number: usize,
        mut evidence: SequentialEvidence,
    ) -> Stage {
        let looks = self.looks();
        let found = Look::new(number, looks, test.block(), self.pairs)
            .map_err(Undecided::from)
            .and_then(|look| statistical(test, &self.measured, look));
        let new = found.as_ref().ok().and_then(|found| found.evidence);
        let added = new.map(|new| evidence.add(number, new));
        let verdict = match added {
            Some(Ok(_)) => evidence.decide(self.pairs),
            _ => Verdict::Inconclusive,
        };
        if verdict == Verdict::Inconclusive && number < LOOKS {
            return Stage::Look(number + 1, evidence);
        }
        let outcome = match found {
            Ok(found) => Outcome {
                verdict,
                finding: format!(
                    "{}. {} seeds of at most {} (look {number} of {LOOKS})",
                    found.finding,
                    looks.sizes()[number - 1],
                    looks.most()
                ),
                ..found
            },
            Err(reason) => Outcome::inconclusive(reason),
        };
        Stage::Done(Outcome {
            evidence: Some(evidence.evidence()),
            ..outcome
        })
    }

    fn looks(&self) -> Looks {
        Looks { first: self.first }
    }

    /// Seeds used so far.
    pub fn seeds(&self) -> usize {
        self.measured.len()
    }

    /// What was found, once nothing more is asked for.
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.stage {
            Stage::Done(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// How sure the expected verdict of a statistical check is under other seeds; `None` for
    /// deterministic checks and controls, and where it cannot be asked.
    pub fn admission(&self, repetitions: usize) -> Option<Admission> {
        let Test::Statistical(test) = self.case.check.kind.test() else {
            return None;
        };
        if self.case.control || repetitions == 0 {
            return None;
        }
        let (expected, looks) = (self.case.setting.expect, self.looks());
        admission_of(
            test,
            expected,
            &self.measured,
            looks,
            self.pairs,
            repetitions,
        )
    }

    /// Gives an undecided check the verdict of a later step of Holm's procedure.
    pub fn upgrade(&mut self, verdict: Verdict) {
        if let Stage::Done(outcome) = &mut self.stage
            && outcome.verdict == Verdict::Inconclusive
        {
            outcome.verdict = verdict;
            outcome.finding += " (decided by a later step of Holm's procedure)";
        }
    }
}

fn seeds_of(
    test: &dyn EveryElement,
    replicates: &[u64],
    measured: &[Vec<Measured>],
) -> Result<Vec<ElementsOfSeed>, Undecided> {
    let seeds = replicates.iter().zip(measured);
    seeds
        .map(|(&replicate, runs)| ElementsOfSeed::of(test, replicate, runs))
        .collect()
}

/// A violation that survives tighter numerics is one; one that vanishes was numerical.
fn after_rerun(before: &Outcome, again: Result<Outcome, Undecided>) -> Outcome {
    let first = &before.finding;
    match again {
        Ok(again) if again.verdict == Verdict::Violated => Outcome {
            counterexample: again.counterexample,
            margin: again.margin,
            finding: format!("{first}; the violation stays at {TIGHTER} times tighter numerics"),
            ..before.clone()
        },
        _ => Outcome {
            verdict: Verdict::Inconclusive,
            finding: format!(
                "numerical: {first} at first, none in the same seeds at {TIGHTER} times tighter numerics"
            ),
            ..before.clone()
        },
    }
}
