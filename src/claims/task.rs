//! A case on its way to a verdict: which seeds it still needs, and what it has.

use std::collections::BTreeMap;

use super::Budget;
use super::admission::admission_of;
use super::case::{Case, Leg};
use super::judge::{ElementsOfSeed, Finding, Sharpness, Statistic, elementwise, statistic};
use super::measure::Measured;
use super::runs::{Place, Round, Seed, Taken};
use crate::config::ConfigError;
use crate::statistics::{
    Admission, Evidence, LOOKS, Looks, SequentialEvidence, StatisticsError, Verdict,
};

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
    Again(Finding, Vec<u64>),
    /// A statistical check: which look is next (from 1), and the evidence of those before.
    Look(Looks, usize, SequentialEvidence),
    /// Decided, or out of seeds.
    Done(Finding, Option<Evidence>),
}

impl<'a> Task<'a> {
    /// # Errors
    /// A value of the grid that the configuration refuses.
    pub fn new(
        case: Case<'a>,
        budget: Budget,
        master: u64,
        pairs: usize,
    ) -> Result<Self, ConfigError> {
        let seeds = budget.seeds(case.seeds());
        let stage = if case.is_statistical() {
            Stage::Look(Looks { first: seeds }, 1, SequentialEvidence::default())
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
            Stage::Look(looks, look, _) => {
                let first = self.measured.len();
                (first..looks.sizes()[look - 1]).for_each(|seed| ask(seed as u64, 1.0, seed));
            }
            Stage::Done(..) => {}
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
        match &mut self.stage {
            Stage::Once(_) => {
                self.measured = fresh;
                self.stage = self.first_verdict();
            }
            Stage::Again(before, replicates) => {
                let again = seeds_of(&self.case, replicates, &fresh);
                let finding = after_rerun(&self.case, self.master, before, again);
                self.stage = Stage::Done(finding, None);
            }
            Stage::Look(looks, look, evidence) => {
                self.measured.extend(fresh);
                let (looks, now) = (*looks, *look);
                let found = look_at(
                    &self.case,
                    &self.legs,
                    &self.measured,
                    looks,
                    now,
                    self.pairs,
                );
                // A look that says nothing spends nothing.
                let added = found
                    .as_ref()
                    .map(|found| evidence.add(now, found.evidence));
                let decision = match added {
                    Ok(Ok(_)) => evidence.decide(self.pairs),
                    _ => Verdict::Inconclusive,
                };
                if decision != Verdict::Inconclusive || now == LOOKS {
                    let finding = concluded(found, decision, looks, now);
                    self.stage = Stage::Done(finding, Some(evidence.evidence()));
                } else {
                    *look += 1;
                }
            }
            Stage::Done(..) => {}
        }
    }

    /// Of a deterministic check: done, or to be made again where it fails.
    fn first_verdict(&self) -> Stage {
        let replicates: Vec<u64> = (0..self.measured.len() as u64).collect();
        let seeds = match seeds_of(&self.case, &replicates, &self.measured) {
            Ok(seeds) => seeds,
            Err(reason) => return Stage::Done(Finding::inconclusive(reason), None),
        };
        let finding = elementwise(self.case.check, self.master, &seeds);
        if finding.verdict != Verdict::Violated || !self.has_tolerance() {
            return Stage::Done(finding, None);
        }
        let margin =
            |seed: &ElementsOfSeed| seed.elements.worst.map_or(f64::INFINITY, |w| w.margin);
        let mut failing: Vec<&ElementsOfSeed> = seeds.iter().filter(|s| margin(s) < 0.0).collect();
        failing.sort_by(|a, b| margin(a).total_cmp(&margin(b)));
        failing.truncate(MOST_RERUN);
        let replicates = failing.iter().map(|seed| seed.replicate).collect();
        Stage::Again(finding, replicates)
    }

    /// Gradient descent has a step, not a tolerance: it is the object, not an approximation.
    fn has_tolerance(&self) -> bool {
        !self.case.setting.config.flow.method.is_descent()
    }

    /// Seeds used so far.
    pub fn seeds(&self) -> usize {
        self.measured.len()
    }

    /// The finding, once nothing more is asked for.
    pub fn finding(&self) -> Option<&Finding> {
        match &self.stage {
            Stage::Done(finding, _) => Some(finding),
            _ => None,
        }
    }

    /// The sequential evidence of a statistical check that is done.
    pub fn evidence(&self) -> Option<Evidence> {
        match &self.stage {
            Stage::Done(_, evidence) => *evidence,
            _ => None,
        }
    }

    /// How sure the expected verdict of a statistical check is under other seeds; `None` for
    /// deterministic checks and controls, and where it cannot be asked.
    pub fn admission(&self, repetitions: usize) -> Option<Admission> {
        if !self.case.is_statistical() || self.case.control || repetitions == 0 {
            return None;
        }
        let looks = Looks { first: self.first };
        admission_of(&self.case, &self.measured, looks, self.pairs, repetitions)
    }

    /// Gives an undecided check the verdict of a later step of Holm's procedure.
    pub fn upgrade(&mut self, verdict: Verdict) {
        if let Stage::Done(finding, _) = &mut self.stage
            && finding.verdict == Verdict::Inconclusive
        {
            finding.verdict = verdict;
            finding.text += " (decided by a later step of Holm's procedure)";
        }
    }
}

fn seeds_of(
    case: &Case<'_>,
    replicates: &[u64],
    measured: &[Vec<Measured>],
) -> Result<Vec<ElementsOfSeed>, String> {
    replicates
        .iter()
        .zip(measured)
        .map(|(&replicate, legs)| ElementsOfSeed::of(case.check, replicate, legs))
        .collect()
}

/// A violation that survives tighter numerics is one; one that vanishes was numerical.
fn after_rerun(
    case: &Case<'_>,
    master: u64,
    before: &Finding,
    again: Result<Vec<ElementsOfSeed>, String>,
) -> Finding {
    let again = match again {
        Ok(again) => elementwise(case.check, master, &again),
        Err(reason) => Finding::inconclusive(reason),
    };
    if again.verdict == Verdict::Violated {
        return Finding {
            counterexample: again.counterexample,
            margin: again.margin,
            text: format!(
                "{}; the violation stays at {TIGHTER} times tighter numerics",
                before.text
            ),
            ..before.clone()
        };
    }
    Finding {
        verdict: Verdict::Inconclusive,
        text: format!(
            "numerical: {} at first, none in the same seeds at {TIGHTER} times tighter numerics",
            before.text
        ),
        ..before.clone()
    }
}

/// All seeds so far, judged at the level of this look.
fn look_at(
    case: &Case<'_>,
    legs: &[Leg],
    measured: &[Vec<Measured>],
    looks: Looks,
    look: usize,
    pairs: usize,
) -> Result<Statistic, String> {
    let text = |error: StatisticsError| error.to_string();
    let sharpness = Sharpness {
        level: Looks::level(look, pairs).map_err(text)?,
        last: (
            looks.most() / case.check.kind.block(),
            Looks::level(LOOKS, pairs).map_err(text)?,
        ),
    };
    statistic(case.check, legs, measured, sharpness)
}

fn concluded(
    found: Result<Statistic, String>,
    decision: Verdict,
    looks: Looks,
    look: usize,
) -> Finding {
    let found = match found {
        Ok(found) => found,
        Err(reason) => return Finding::inconclusive(reason),
    };
    let text = format!(
        "{}. {} seeds of at most {} (look {look} of {LOOKS})",
        found.text,
        looks.sizes()[look - 1],
        looks.most()
    );
    Finding {
        verdict: decision,
        margin: found.margin,
        effect: Some(found.effect),
        interval: found.interval,
        count: found.count,
        power: found.power,
        text,
        counterexample: None,
        panel: Some(found.panel),
    }
}
