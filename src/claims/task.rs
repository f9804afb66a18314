//! A case on its way to a verdict: which seeds it still needs, and what it has.

use std::path::Path;

use super::case::{Case, Point};
use super::judge::elementwise::{ElementsOfSeed, elementwise};
use super::judge::look::{Look, Undecided, complete, numbers};
use super::kinds::kind::{EveryElement, Kind, Statistical};
use super::measure::Measured;
use super::outcome::Outcome;
use super::runs::{Asked, Round, Seed, Taken};
use super::{Budget, Check};
use crate::config::ConfigError;
use crate::runs::RunError;
use crate::statistics::{
    Admission, LOOKS, Looks, SequentialEvidence, StatisticsError, Verdict, admission,
};

const TIGHTER: f64 = 100.0;
const MOST_RERUN: usize = 4;

pub(super) struct Task<'a> {
    pub case: Case<'a>,
    /// Seconds of its runs, shared ones included.
    pub seconds: f64,
    /// Statistical verdicts that share the paper's error.
    pairs: usize,
    /// The first has the seeds of an element-wise check, too; the others are for one whose expected
    /// counterexample has not been found yet.
    looks: Looks,
    master: u64,
    grid: Vec<Point>,
    /// What each seed gave at the points of the grid.
    measured: Vec<Vec<Measured>>,
    /// Why a quantity has no values in some run, if one has none.
    lacking: Option<String>,
    stage: Stage,
}

enum Stage {
    /// An element-wise check: which look is next (from 1). There is a second one only where a
    /// counterexample is expected and none was found.
    Elements(usize),
    /// The violating seeds of that look, run again with tighter numerics.
    Again(usize, Outcome, Vec<u64>),
    /// A statistical check: which look is next (from 1), and the evidence of those before.
    Look(usize, SequentialEvidence),
    Done(Outcome),
}

impl Stage {
    fn first(check: &Check) -> Stage {
        match check.kind {
            Kind::EveryElement(_) => Stage::Elements(1),
            Kind::Statistical(_) => Stage::Look(1, SequentialEvidence::default()),
        }
    }
}

impl<'a> Task<'a> {
    pub fn new(
        case: Case<'a>,
        budget: Budget,
        master: u64,
        pairs: usize,
        data: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        Ok(Task {
            case,
            seconds: 0.0,
            pairs,
            looks: Looks {
                first: budget.seeds(case.setting.seeds),
            },
            master,
            grid: case.grid_in(data)?,
            measured: Vec::new(),
            lacking: None,
            stage: Stage::first(case.check),
        })
    }

    /// The same case from its beginning, under another master seed.
    pub fn under(&self, master: u64) -> Self {
        Task {
            case: self.case,
            seconds: 0.0,
            pairs: self.pairs,
            looks: self.looks,
            master,
            grid: self.grid.clone(),
            measured: Vec::new(),
            lacking: None,
            stage: Stage::first(self.case.check),
        }
    }

    /// Asks for the runs of the next stage, by seed and point of the grid; none when it is done.
    pub fn ask(&self, round: &mut Round<'a>) -> Vec<Vec<Asked>> {
        let (replicates, tighter) = match &self.stage {
            Stage::Again(_, _, replicates) => (replicates.clone(), TIGHTER),
            Stage::Elements(look) | Stage::Look(look, _) => {
                let (from, to) = (self.measured.len(), self.looks.sizes()[look - 1]);
                ((from as u64..to as u64).collect(), 1.0)
            }
            Stage::Done(_) => (Vec::new(), 1.0),
        };
        let mut ask = |replicate: u64| {
            let seed = Seed {
                master: self.master,
                replicate,
                tighter,
            };
            let ask = |point| round.ask(self.case.check, point, seed);
            self.grid.iter().map(ask).collect()
        };
        replicates.into_iter().map(&mut ask).collect()
    }

    /// Takes in what was asked for, and decides what is next.
    pub fn take(&mut self, taken: Vec<Vec<Taken>>) {
        if taken.is_empty() {
            return;
        }
        let mut fresh: Vec<Vec<Measured>> = Vec::new();
        for seed in taken {
            self.seconds += seed.iter().map(|one| one.seconds).sum::<f64>();
            let mut lacking = seed.iter().filter_map(|one| one.lacking.clone());
            self.lacking = self.lacking.take().or_else(|| lacking.next());
            fresh.push(seed.into_iter().map(|one| one.measured).collect());
        }
        let mut next = match (&self.stage, &self.case.check.kind) {
            (Stage::Elements(look), Kind::EveryElement(test)) => {
                let look = *look;
                self.measured.extend(fresh);
                self.next_elements(&**test, look)
            }
            (Stage::Again(look, before, replicates), Kind::EveryElement(test)) => {
                let again = seeds_of(&**test, replicates, &fresh);
                let again = again.map(|seeds| elementwise(&**test, self.master, &seeds));
                let failed = again.is_err();
                let (look, found) = (*look, after_rerun(before, again));
                if failed || found.verdict == Verdict::Violated {
                    self.ended(look, found)
                } else {
                    for (&replicate, sharper) in replicates.iter().zip(fresh) {
                        self.measured[replicate as usize] = sharper;
                    }
                    self.or_more_seeds(look, found)
                }
            }
            (Stage::Look(number, evidence), Kind::Statistical(test)) => {
                let (number, evidence) = (*number, *evidence);
                self.measured.extend(fresh);
                self.next_look(&**test, number, evidence)
            }
            _ => return,
        };
        if let (Stage::Done(outcome), Some(reason)) = (&mut next, &self.lacking)
            && outcome.verdict == Verdict::Inconclusive
        {
            outcome.finding += &format!(". {reason}");
        }
        self.stage = next;
    }

    /// Of an element-wise check: done, or to be made again where it fails, or to be looked for in
    /// more seeds.
    fn next_elements(&self, test: &dyn EveryElement, look: usize) -> Stage {
        let replicates: Vec<u64> = (0..self.measured.len() as u64).collect();
        let seeds = match seeds_of(test, &replicates, &self.measured) {
            Ok(seeds) => seeds,
            Err(reason) => return self.ended(look, Outcome::inconclusive(reason)),
        };
        let found = elementwise(test, self.master, &seeds);
        if found.verdict != Verdict::Violated {
            return self.or_more_seeds(look, found);
        }
        // Gradient descent has a step, not a tolerance: it is the object, not an approximation.
        if self.case.setting.config.flow.method.is_descent() {
            return self.ended(look, found);
        }
        let mut failing: Vec<&ElementsOfSeed> = seeds.iter().filter(|s| s.margin() < 0.0).collect();
        failing.sort_by(|a, b| a.margin().total_cmp(&b.margin()));
        failing.truncate(MOST_RERUN);
        let replicates = failing.iter().map(|seed| seed.replicate).collect();
        Stage::Again(look, found, replicates)
    }

    /// An expected VIOLATED says that there is a counterexample. Not to find one in a few seeds is
    /// bad luck, so the search goes on, doubling, as far as a statistical check does.
    fn or_more_seeds(&self, look: usize, found: Outcome) -> Stage {
        match self.case.setting.expect {
            Verdict::Violated if look < LOOKS => Stage::Elements(look + 1),
            _ => self.ended(look, found),
        }
    }

    /// Says how far a counterexample was searched for beyond the seeds of the budget.
    fn ended(&self, look: usize, mut found: Outcome) -> Stage {
        if look > 1 {
            let (first, seeds) = (self.looks.first, self.seeds());
            found.finding += &match found.verdict {
                Verdict::Violated => format!(". Found in {seeds} seeds, after none in {first}"),
                _ => format!(
                    ". Searched {seeds} seeds in place of {first}, as a counterexample was expected"
                ),
            };
        }
        Stage::Done(found)
    }

    /// Of a statistical check: all seeds so far, judged at the level of this look. A look that
    /// finds nothing adds no evidence, and its share of the level is not used up.
    fn next_look(
        &self,
        test: &dyn Statistical,
        number: usize,
        mut evidence: SequentialEvidence,
    ) -> Stage {
        let looks = self.looks;
        let found = Look::new(number, looks, test.block(), self.pairs)
            .map_err(Undecided::from)
            .and_then(|look| test.judge(&self.measured, look));
        let new = found.as_ref().ok().and_then(|found| found.evidence);
        let added = new.map(|new| evidence.add(number, new));
        let verdict = match added {
            Some(Ok(_)) => evidence.decide(self.pairs),
            _ => Verdict::Inconclusive,
        };
        if verdict == Verdict::Inconclusive && number < LOOKS {
            return Stage::Look(number + 1, evidence);
        }
        let mut outcome = match found {
            Ok(found) => Outcome {
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
        (outcome.verdict, outcome.evidence) = (verdict, Some(evidence.evidence));
        Stage::Done(outcome)
    }

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

    /// Would the expected verdict of a statistical check come under other seeds as well? Runs the
    /// whole rule, without its last look, on seeds drawn again from those that were measured
    /// (docs/statistics.md): how often another verdict came out.
    ///
    /// `None` for deterministic checks and controls, and where it cannot be asked: a run that could
    /// not be made or has no value, a rule that refuses a draw.
    pub fn admission(&self, repetitions: usize) -> Option<Admission> {
        let Kind::Statistical(test) = &self.case.check.kind else {
            return None;
        };
        if self.case.control || repetitions == 0 {
            return None;
        }
        let values = complete(&numbers(&self.measured).ok()?)?;
        let (expected, looks, pairs) = (self.case.setting.expect, self.looks, self.pairs);
        let rule = |values: &[Vec<f64>]| {
            let size = values.first().map_or(0, Vec::len);
            let look = looks.sizes().iter().position(|known| *known == size);
            let level = Looks::level(look.map_or(0, |before| before + 1), pairs)?;
            test.evidence(values, level)
        };
        admission::<StatisticsError>(&values, looks, pairs, expected, repetitions, rule).ok()
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

/// Asks for runs and takes them, round by round, until each task has its outcome.
pub(super) fn decide<'a>(
    tasks: &mut [Task<'a>],
    mut make: impl FnMut(&Round<'a>) -> Result<Vec<Vec<Taken>>, RunError>,
) -> Result<(), RunError> {
    while tasks.iter().any(|task| task.outcome().is_none()) {
        let mut round = Round::default();
        let asked: Vec<_> = tasks.iter().map(|task| task.ask(&mut round)).collect();
        let taken = make(&round)?;
        let of_run = |&(run, check): &Asked| taken[run][check].clone();
        for (task, asked) in tasks.iter_mut().zip(asked) {
            let of_seed = |seed: &Vec<Asked>| seed.iter().map(of_run).collect();
            task.take(asked.iter().map(of_seed).collect());
        }
    }
    Ok(())
}

fn seeds_of(
    test: &dyn EveryElement,
    replicates: &[u64],
    measured: &[Vec<Measured>],
) -> Result<Vec<ElementsOfSeed>, Undecided> {
    let seeds = replicates.iter().zip(measured);
    let seeds = seeds.map(|(&replicate, runs)| ElementsOfSeed::of(test, replicate, runs));
    seeds.collect()
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
        Err(reason) => Outcome {
            verdict: Verdict::Inconclusive,
            finding: format!("{first} at first; at {TIGHTER} times tighter numerics: {reason}"),
            ..before.clone()
        },
        Ok(_) => Outcome {
            verdict: Verdict::Inconclusive,
            finding: format!(
                "numerical: {first} at first, none in the same seeds at {TIGHTER} times tighter numerics"
            ),
            ..before.clone()
        },
    }
}
