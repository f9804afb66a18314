//! What an audit found, with bounds.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;

use super::ledger::{Counting, Judged, count};
use crate::claims::{Budget, Case, Verdict};
use crate::statistics::clopper_pearson;

/// One minus the coverage of the intervals of an audit's rates.
const LEVEL: f64 = 0.05;

/// How often of how many, with the exact 95% interval of the rate (Clopper, Pearson 1934).
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    pub count: u64,
    pub of: u64,
    pub interval: [f64; 2],
}

impl Rate {
    fn new(count: u64, of: u64) -> Self {
        let interval = clopper_pearson(count as usize, of as usize, LEVEL);
        Rate {
            count,
            of,
            // With nothing counted nothing is known.
            interval: interval.unwrap_or([0.0, 1.0]),
        }
    }
}

/// The largest chance of an unexpected verdict that the counts do not exclude: the exact one-sided
/// bound of Clopper and Pearson.
fn bound(count: u64, of: u64, error: f64) -> f64 {
    // The upper end of a two-sided interval has half of its error.
    let interval = clopper_pearson(count as usize, of as usize, 2.0 * error);
    interval.map_or(1.0, |[_, high]| high)
}

/// One claim in one setting.
#[derive(Clone, Debug, Serialize)]
pub struct AuditedSetting {
    /// The claim's id.
    pub claim: String,
    /// The setting's name.
    pub setting: String,
    /// Whether it is the claim's negative control.
    pub control: bool,
    /// Whether its verdict is statistical.
    pub statistical: bool,
    /// The verdict that is expected.
    pub expected: Verdict,
    /// Master seeds it was judged at.
    pub seeds: u64,
    /// At how many of them the verdict was not the expected one.
    pub unexpected: u64,
    /// Upper bound on the chance of an unexpected verdict, 95% sure.
    pub bound_95: f64,
    /// The same, 99% sure.
    pub bound_99: f64,
    /// Milliseconds of computing a master seed, runs that others share included.
    pub milliseconds: Option<f64>,
    /// The day on which it was last counted.
    pub counted: Option<String>,
    /// The unexpected verdicts: `verify --claim ... --seed ...` repeats one.
    pub at: Vec<AtSeed>,
}

/// An unexpected verdict.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AtSeed {
    pub seed: u64,
    pub verdict: Verdict,
}

/// How many unexpected verdicts the counts lead one to expect in suites under new master seeds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Predicted {
    /// In one suite: the sum of all settings' shares.
    pub one_suite: f64,
    /// In a hundred.
    pub hundred_suites: f64,
    /// In one suite if every setting were as bad as its 95% bound allows.
    pub one_suite_at_bounds: f64,
    /// In a hundred.
    pub hundred_suites_at_bounds: f64,
}

impl Predicted {
    fn of<'s>(settings: impl Iterator<Item = &'s AuditedSetting>) -> Self {
        let (mut shares, mut bounds) = (0.0, 0.0);
        for setting in settings.filter(|setting| setting.seeds > 0) {
            shares += setting.unexpected as f64 / setting.seeds as f64;
            bounds += setting.bound_95;
        }
        Predicted {
            one_suite: shares,
            hundred_suites: 100.0 * shares,
            one_suite_at_bounds: bounds,
            hundred_suites_at_bounds: 100.0 * bounds,
        }
    }
}

/// A claim and its setting, and the master seeds under which its verdict was not the expected one.
#[allow(missing_docs)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exception {
    pub name: String,
    pub seeds: Vec<u64>,
}

/// What an audit found.
#[derive(Clone, Debug, Serialize)]
pub struct Audit {
    /// The budget it had.
    pub budget: Budget,
    /// The first and the last master seed asked for; `None`: whatever was recorded.
    pub master_seeds: Option<[u64; 2]>,
    /// Suites (all settings that were audited, under one master seed) with any unexpected verdict.
    pub suites: Rate,
    /// Unexpected verdicts.
    pub verdicts: Rate,
    /// Planted deviations, the negative controls, that were found.
    pub planted: Rate,
    /// Unexpected verdicts to come, negative controls left out.
    pub predicted: Predicted,
    /// The same for negative controls, where they were audited.
    pub predicted_controls: Option<Predicted>,
    /// Each claim in each setting.
    pub settings: Vec<AuditedSetting>,
    /// Claims whose verdict was unexpected.
    pub unexpected: Vec<Exception>,
    /// Planted deviations that were not found.
    pub missed: Vec<Exception>,
}

impl Audit {
    pub(super) fn of(budget: Budget, counting: &Counting, counted: &[(Case<'_>, Judged)]) -> Self {
        let range = counting.seeds();
        let settings = counted.iter();
        let settings = settings.map(|(case, judged)| AuditedSetting::of(case, judged, &range));
        let settings: Vec<AuditedSetting> = settings.collect();
        let of = |control: bool| settings.iter().filter(move |one| one.control == control);
        let sum = |control: bool, what: fn(&AuditedSetting) -> u64| of(control).map(what).sum();
        let exceptions = |control: bool| {
            let wrong = of(control).filter(|setting| !setting.at.is_empty());
            wrong.map(AuditedSetting::exception).collect::<Vec<_>>()
        };
        let (missed, controls): (u64, u64) = (sum(true, |s| s.unexpected), sum(true, |s| s.seeds));
        Audit {
            budget,
            master_seeds: match counting {
                Counting::Seeds(seeds) => Some([seeds.start, seeds.end.saturating_sub(1)]),
                Counting::Recorded => None,
            },
            suites: suites(counted, &range),
            verdicts: Rate::new(sum(false, |s| s.unexpected), sum(false, |s| s.seeds)),
            planted: Rate::new(controls - missed, controls),
            predicted: Predicted::of(of(false)),
            predicted_controls: (controls > 0).then(|| Predicted::of(of(true))),
            unexpected: exceptions(false),
            missed: exceptions(true),
            settings,
        }
    }

    /// Whether every verdict was the expected one and every planted deviation was found.
    pub fn is_clean(&self) -> bool {
        self.unexpected.is_empty() && self.missed.is_empty()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.settings.iter().all(|setting| setting.seeds == 0)
    }
}

impl AuditedSetting {
    fn of(case: &Case<'_>, judged: &Judged, range: &Range<u64>) -> Self {
        let wrong = judged.unexpected.range(range.clone());
        let at = wrong.map(|(&seed, &verdict)| AtSeed { seed, verdict });
        let at: Vec<AtSeed> = at.collect();
        let (unexpected, seeds) = (at.len() as u64, count(&judged.inside(range)));
        AuditedSetting {
            claim: case.claim.id.clone(),
            setting: case.setting.name.clone(),
            control: case.control,
            statistical: case.check.is_statistical(),
            expected: case.setting.expect,
            seeds,
            unexpected,
            bound_95: bound(unexpected, seeds, 0.05),
            bound_99: bound(unexpected, seeds, 0.01),
            milliseconds: judged.seconds_per_seed().map(|seconds| 1e3 * seconds),
            counted: judged.day.clone(),
            at,
        }
    }

    /// The claim and its setting in one.
    pub fn name(&self) -> String {
        let control = if self.control { " (control)" } else { "" };
        format!("{} ({}){control}", self.claim, self.setting)
    }

    fn exception(&self) -> Exception {
        Exception {
            name: self.name(),
            seeds: self.at.iter().map(|at| at.seed).collect(),
        }
    }
}

/// The suites that were judged as a whole, and those of them with an unexpected verdict.
fn suites(counted: &[(Case<'_>, Judged)], range: &Range<u64>) -> Rate {
    let claims: Vec<&Judged> = counted
        .iter()
        .filter(|(case, _)| !case.control)
        .map(|(_, judged)| judged)
        .collect();
    let both = |whole: Vec<Range<u64>>, judged: &&Judged| {
        let parts = whole.iter().flat_map(|range| judged.inside(range));
        parts.collect()
    };
    let whole: Vec<Range<u64>> = claims.iter().fold(vec![range.clone()], both);
    let whole = if claims.is_empty() { Vec::new() } else { whole };
    let wrong = claims.iter().flat_map(|judged| judged.unexpected.keys());
    let wrong: BTreeSet<&u64> = wrong.collect();
    let in_whole = |seed: &&&u64| whole.iter().any(|range| range.contains(seed));
    Rate::new(wrong.iter().filter(in_whole).count() as u64, count(&whole))
}

#[cfg(test)]
mod tests;
