//! How often a verdict is not the expected one: every claim and setting under fresh master seeds.

mod block;
mod day;
mod holm;
mod ledger;
mod summary;

pub use ledger::Counting;
pub use summary::{AtSeed, Audit, AuditedSetting, Exception, Predicted, Rate};

use std::collections::BTreeMap;
use std::ops::Range;

use block::Judging;
use ledger::{Judged, Ledger, count};

use super::data_files::located;
use super::task::Task;
use super::verify::refused;
use super::{Case, Verification, VerifyError};
use crate::config::Config;
use crate::runs::{Digests, RunError, Store, key_of};

/// Changes whenever the same numbers would give another verdict than before, so that a count of old
/// verdicts is never mixed with new ones.
const RULES_VERSION: u32 = 1;

/// What is lost at most when a count is broken off, for each thread, and how seldom the ledger gets a
/// line: a block of master seeds takes about so long.
const SECONDS_OF_A_BLOCK: f64 = 1.0;
const MOST_SEEDS_OF_A_BLOCK: f64 = 250.0;

/// A case, the key of its blocks, and itself ready to be run.
struct Entry<'a> {
    key: String,
    task: Task<'a>,
}

impl<'a> Verification<'a> {
    /// Judges every selected case under each of the master seeds, but for those that the store has
    /// already, and counts the unexpected verdicts. With `cheaper_than`, only the cases of which a master
    /// seed takes less than so many milliseconds.
    ///
    /// # Errors
    /// As [`Verification::run`]; a store that cannot be written. What is finished is kept.
    pub fn audit(
        &self,
        counting: &Counting,
        cheaper_than: Option<f64>,
        selected: &dyn Fn(&Case<'_>) -> bool,
        store: &Store,
    ) -> Result<Audit, VerifyError> {
        let mut entries = self.entries(selected)?;
        let mut ledger = Ledger::of(store)?;
        if let Counting::Seeds(seeds) = counting {
            // One seed of each first: how long it takes decides how many make a block.
            let first = seeds.start..seeds.end.min(seeds.start + 1);
            self.fill(&entries, &mut ledger, &first, store)?;
        }
        if let Some(milliseconds) = cheaper_than {
            let seconds = |entry: &Entry<'_>| ledger.judged(&entry.key).seconds_per_seed();
            entries.retain(|entry| seconds(entry).is_some_and(|took| 1e3 * took < milliseconds));
        }
        if let Counting::Seeds(seeds) = counting {
            self.fill(&entries, &mut ledger, seeds, store)?;
        }
        let counted = entries.iter().map(|entry| {
            let judged = ledger.judged(&entry.key);
            (entry.task.case, judged)
        });
        let mut counted: Vec<(Case<'_>, Judged)> = counted.collect();
        holm::later_steps(self, &mut counted);
        Ok(Audit::of(self.budget, counting, &counted))
    }

    /// Makes what the ledger lacks of these seeds.
    fn fill(
        &self,
        entries: &[Entry<'a>],
        ledger: &mut Ledger,
        seeds: &Range<u64>,
        store: &Store,
    ) -> Result<(), VerifyError> {
        let jobs = self.jobs(entries, ledger, seeds);
        for made in self.workers.perform(&jobs, Some(store))? {
            ledger.add(&made.map_err(RunError::from)?);
        }
        Ok(())
    }

    fn entries(&self, selected: &dyn Fn(&Case<'_>) -> bool) -> Result<Vec<Entry<'a>>, VerifyError> {
        let digests = Digests::default();
        let mut cases = Vec::new();
        for case in self.cases(selected) {
            // Without its data a case has no verdict to be counted.
            if self.missing_data(&case)?.is_none() {
                cases.push(case);
            }
        }
        let entries = cases.iter().map(|case| {
            Ok(Entry {
                key: self.key(case, &digests)?,
                task: self.task(case)?,
            })
        });
        entries.collect()
    }

    /// What a case's verdicts depend on besides the master seed: its check and configuration, the
    /// files that names, how many seeds it has, and how many verdicts share its paper's error. Not the
    /// claim's words: a better title is no reason to run everything again.
    fn key(&self, case: &Case<'_>, digests: &Digests) -> Result<String, VerifyError> {
        let name = (&case.claim.id, &case.setting.name, case.control);
        let seeds = self.budget.seeds(case.setting.seeds);
        let shared = case.check.is_statistical();
        let shared = shared.then(|| (self.budget, self.statistical_cases(&case.claim.paper)));
        let config = &case.setting.config;
        let second = case.check.pair.as_ref();
        let second = second.map(|pair| config.with(&pair.config));
        let second: Option<Config> = second.transpose().map_err(|source| refused(case, source))?;
        let files = |config: &Config| digests.of(&located(config, self.data).data);
        let files = (files(config), second.as_ref().map(files));
        let decides = (case.check, config, case.setting.expect);
        Ok(key_of(&(
            "audit",
            RULES_VERSION,
            name,
            decides,
            seeds,
            shared,
            files,
        ))?)
    }

    /// What is missing of the seeds: the cases of a paper that lack the same seeds together, since
    /// they share runs, in blocks of neighbouring seeds.
    fn jobs(&self, entries: &[Entry<'a>], ledger: &Ledger, seeds: &Range<u64>) -> Vec<Judging<'a>> {
        type Together<'e, 'a> = BTreeMap<(&'e str, Vec<(u64, u64)>), (f64, Vec<&'e Entry<'a>>)>;
        let mut together = Together::new();
        for entry in entries {
            let judged = ledger.judged(&entry.key);
            let missing = judged.missing(seeds).into_iter();
            let missing = missing.map(|range| (range.start, range.end)).collect();
            let paper = entry.task.case.claim.paper.as_str();
            let (seconds, group) = together.entry((paper, missing)).or_default();
            *seconds += judged.seconds_per_seed().unwrap_or(SECONDS_OF_A_BLOCK);
            group.push(entry);
        }
        let mut jobs = Vec::new();
        for ((_, missing), (seconds, group)) in together {
            let size = (SECONDS_OF_A_BLOCK / seconds).clamp(1.0, MOST_SEEDS_OF_A_BLOCK) as u64;
            for (start, end) in missing {
                for start in (start..end).step_by(size as usize) {
                    let seeds = start..end.min(start + size);
                    let task = |entry: &&Entry<'a>| (entry.key.clone(), entry.task.under(0));
                    jobs.push(Judging {
                        tasks: group.iter().map(task).collect(),
                        budget: self.budget,
                        seconds: seconds * count(std::slice::from_ref(&seeds)) as f64,
                        seeds,
                    });
                }
            }
        }
        jobs
    }
}
