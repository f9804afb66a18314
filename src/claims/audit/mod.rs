//! How often a verdict is not the expected one: the statistical claims under fresh master seeds.

mod summary;

pub use summary::{Audit, AuditedPaper, Exception, Rate};

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Case, Control, Verification, VerifyError};
use crate::runs::{Progress, RunError, Store, key_of};

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
        let with_controls = Verification {
            controls: true,
            ..self
        };
        let cases = with_controls.cases(&|case| case.check.is_statistical() && selected(case));
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
            let is_missing =
                |case: &&Case<'_>| missing.iter().any(|(paper, _)| *paper == case.claim.paper);
            let to_run: Vec<Case<'_>> = cases.iter().filter(is_missing).copied().collect();
            let suite = |progress| tell(seed - seeds.start + 1, progress);
            let verification = Verification {
                seed,
                workers: self.workers.progress(&suite),
                ..with_controls
            };
            let outcomes = verification.run(&to_run, 0)?;
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
            let Control {
                check, settings, ..
            } = &claim.control;
            (&claim.check, &claim.settings, check, settings)
        });
        let cases = cases.iter().filter(|case| case.claim.paper == paper);
        let cases = cases.map(|case| (&case.claim.id, &case.setting.name, case.control));
        let (claims, cases): (Vec<_>, Vec<_>) = (claims.collect(), cases.collect());
        key_of(&("audit", seed, self.budget, claims, cases))
    }
}
