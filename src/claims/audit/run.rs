//! The statistical claims again and again, each time under the next master seed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::{Audit, AuditError, AuditLedger, AuditedPaper};
use crate::claims::{Case, Verification, VerifyError};
use crate::sweep::{NUMERICS_VERSION, Progress};

/// Why an audit stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditStopped {
    /// The file of finished verdicts.
    #[error(transparent)]
    Ledger(#[from] AuditError),
    /// The runs.
    #[error(transparent)]
    Verify(#[from] VerifyError),
}

impl Verification<'_> {
    /// Verifies the statistical cases among the selected, and their controls, under each of the
    /// master seeds, but for what the ledger has already.
    ///
    /// `tell` hears of every suite's number (from 1) and of its runs.
    ///
    /// # Errors
    /// As [`Verification::run`]; a ledger that cannot be written. What is finished is kept.
    pub fn audit(
        self,
        seeds: Range<u64>,
        selected: &dyn Fn(&Case<'_>) -> bool,
        ledger: &mut AuditLedger,
        tell: &(dyn Fn(u64, Progress) + Sync),
    ) -> Result<Audit, AuditStopped> {
        let verification = Verification {
            controls: true,
            ..self
        };
        let cases = verification.cases(&|case| case.is_statistical() && selected(case));
        let fingerprints = verification.fingerprints(&cases);
        for seed in seeds.clone() {
            let done: BTreeSet<String> = ledger
                .of_seed(seed, &fingerprints)
                .iter()
                .map(|paper| paper.paper.clone())
                .collect();
            let missing: Vec<Case<'_>> = cases
                .iter()
                .filter(|case| !done.contains(&case.claim.paper))
                .copied()
                .collect();
            if missing.is_empty() {
                continue;
            }
            let outcomes = Verification {
                seed,
                ..verification
            }
            .run(&missing, &|progress| tell(seed - seeds.start + 1, progress))?;
            let audited = fingerprints
                .iter()
                .filter(|(paper, _)| !done.contains(*paper))
                .map(|(paper, fingerprint)| {
                    let of_paper: Vec<_> = outcomes.iter().filter(|o| o.paper == *paper).collect();
                    AuditedPaper::of(seed, paper, fingerprint, &of_paper)
                });
            ledger.add(audited.collect())?;
        }
        let papers = seeds.flat_map(|seed| ledger.of_seed(seed, &fingerprints));
        Ok(Audit::of(&papers.collect::<Vec<_>>()))
    }

    /// What each paper's verdicts depend on besides the master seed: all of its claims (how many
    /// there are decides their levels), the cases run, the budget and the numerics.
    fn fingerprints(&self, cases: &[Case<'_>]) -> BTreeMap<String, String> {
        let papers: BTreeSet<&str> = cases.iter().map(|case| case.claim.paper.as_str()).collect();
        let fingerprint = |paper: &str| {
            let mut hash = Sha256::new();
            hash.update(format!("{NUMERICS_VERSION} {:?}", self.budget));
            for claim in self.claims.iter().filter(|claim| claim.paper == paper) {
                // Not its words: a better title is no reason to run everything again.
                let (check, control) = (&claim.check, &claim.control);
                hash.update(format!("{check:?} {control:?} {:?}", claim.settings));
            }
            for case in cases.iter().filter(|case| case.claim.paper == paper) {
                let (id, setting) = (&case.claim.id, &case.setting.name);
                hash.update(format!("{id} {setting} {}", case.control));
            }
            let digest = hash.finalize();
            digest.iter().take(8).fold(String::new(), |mut text, byte| {
                // Writing to a string does not fail.
                let _ = write!(text, "{byte:02x}");
                text
            })
        };
        papers
            .into_iter()
            .map(|paper| (paper.to_owned(), fingerprint(paper)))
            .collect()
    }
}
