//! How often a verdict is not the expected one: the statistical claims under fresh master seeds.

mod summary;

pub use summary::{Audit, Exception, Rate};

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Case, Outcome, Verdict, Verification, VerifyError};
use crate::runs::{Progress, RunError, Store, key_of};

/// All statistical verdicts of one paper's claims under one master seed.
///
/// A paper's verdicts share its error, those of two papers share nothing: so a paper whose claims
/// have changed is audited again, and the others are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditedPaper {
    /// The master seed.
    pub seed: u64,
    /// The paper's key.
    pub paper: String,
    /// Verdicts of claims.
    pub verdicts: usize,
    /// Claims and settings whose verdict was not the expected one.
    pub unexpected: Vec<String>,
    /// Planted deviations: negative controls run.
    pub controls: usize,
    /// Those that did not come out VIOLATED.
    pub missed: Vec<String>,
}

impl AuditedPaper {
    /// Counts a paper's outcomes under one master seed.
    pub fn of(seed: u64, paper: &str, outcomes: &[&Outcome]) -> Self {
        let name = |outcome: &&Outcome| format!("{} ({})", outcome.id, outcome.setting);
        let (controls, claims): (Vec<&Outcome>, Vec<&Outcome>) =
            outcomes.iter().partition(|outcome| outcome.control);
        let unexpected = claims.iter().filter(|outcome| !outcome.is_expected());
        let missed = controls
            .iter()
            .filter(|outcome| outcome.verdict != Verdict::Violated);
        AuditedPaper {
            seed,
            paper: paper.to_owned(),
            verdicts: claims.len(),
            unexpected: unexpected.map(name).collect(),
            controls: controls.len(),
            missed: missed.map(name).collect(),
        }
    }
}

impl Verification<'_> {
    /// Verifies the statistical cases among the selected, and their controls, under each of the
    /// master seeds, but for the papers that the store has already.
    ///
    /// `tell` hears of every suite's number (from 1) and of its runs.
    ///
    /// # Errors
    /// As [`Verification::run`]; a store that cannot be written. What is finished is kept.
    pub fn audit(
        self,
        seeds: Range<u64>,
        selected: &dyn Fn(&Case<'_>) -> bool,
        store: &Store,
        tell: &(dyn Fn(u64, Progress) + Sync),
    ) -> Result<Audit, VerifyError> {
        let cases = Verification {
            controls: true,
            ..self
        }
        .cases(&|case| case.is_statistical() && selected(case));
        let papers: BTreeSet<&str> = cases.iter().map(|case| case.claim.paper.as_str()).collect();
        let mut audited = Vec::new();
        for seed in seeds.clone() {
            let mut missing = Vec::new();
            for &paper in &papers {
                let key = self.key(seed, paper, &cases)?;
                match store.find::<AuditedPaper>(&key)? {
                    Some(found) => audited.push(found),
                    None => missing.push((paper, key)),
                }
            }
            let is_missing = |case: &&Case<'_>| {
                let paper = &case.claim.paper;
                missing.iter().any(|(missing, _)| missing == paper)
            };
            let to_run: Vec<Case<'_>> = cases.iter().filter(is_missing).copied().collect();
            let suite = |progress| tell(seed - seeds.start + 1, progress);
            let outcomes = Verification {
                seed,
                controls: true,
                workers: self.workers.progress(&suite),
                ..self
            }
            .run(&to_run, 0)?;
            for (paper, key) in missing {
                let of_paper: Vec<_> = outcomes.iter().filter(|o| o.paper == paper).collect();
                let paper = AuditedPaper::of(seed, paper, &of_paper);
                store.add(&key, &paper)?;
                audited.push(paper);
            }
        }
        Ok(Audit::of(&audited.iter().collect::<Vec<_>>()))
    }

    /// What a paper's verdicts depend on: the master seed, all of its claims (how many there are
    /// decides their levels), the cases run, the budget.
    fn key(&self, seed: u64, paper: &str, cases: &[Case<'_>]) -> Result<String, RunError> {
        // Not a claim's words: a better title is no reason to run everything again.
        let claims = self.claims.iter().filter(|claim| claim.paper == paper);
        let claims = claims.map(|claim| {
            let control = &claim.control;
            (
                &claim.check,
                &claim.settings,
                &control.check,
                &control.settings,
            )
        });
        let cases = cases.iter().filter(|case| case.claim.paper == paper);
        let cases = cases.map(|case| (&case.claim.id, &case.setting.name, case.control));
        let (claims, cases): (Vec<_>, Vec<_>) = (claims.collect(), cases.collect());
        key_of(&("audit", seed, self.budget, claims, cases))
    }
}

#[cfg(test)]
mod fixtures {
    use super::AuditedPaper;

    pub fn audited(seed: u64, paper: &str, unexpected: &[&str], missed: &[&str]) -> AuditedPaper {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        AuditedPaper {
            seed,
            paper: paper.to_owned(),
            verdicts: 10,
            unexpected: owned(unexpected),
            controls: 4,
            missed: owned(missed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Verdict;
    use crate::claims::tests::outcome;

    #[test]
    fn a_paper_counts_claims_and_controls_apart() {
        let of = |setting: &str, control: bool, expected, verdict| Outcome {
            setting: setting.to_owned(),
            control,
            expected,
            ..outcome("tests/a", verdict)
        };
        let (holds, violated) = (Verdict::Holds, Verdict::Violated);
        let outcomes = [
            of("first", false, Verdict::Holds, holds),
            of("second", false, Verdict::Holds, violated),
            of("third", false, Verdict::Violated, violated),
            of("first", true, Verdict::Violated, violated),
            of("second", true, Verdict::Violated, holds),
        ];
        let outcomes: Vec<&Outcome> = outcomes.iter().collect();
        let paper = AuditedPaper::of(9, "tests", &outcomes);
        assert_eq!((paper.seed, paper.verdicts, paper.controls), (9, 3, 2));
        assert_eq!(paper.unexpected, ["tests/a (second)"]);
        assert_eq!(paper.missed, ["tests/a (second)"]);
    }
}
