//! What a ledger keeps: the verdicts of a case under neighbouring master seeds, made together with
//! those of its paper's other cases, which share its runs.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::day::today;
use crate::claims::Budget;
use crate::claims::task::{Task, decide};
use crate::runs::{Digests, Job, RunError, Worker, key_of};
use crate::statistics::{Evidence, Verdict};

/// A case's verdicts under the master seeds `first`, `first + 1`, ...
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What its verdicts depend on besides the master seed.
    pub key: String,
    /// Claim and setting, for who reads the ledger.
    pub name: String,
    pub first: u64,
    pub seeds: u64,
    /// The verdicts that were not the expected one, by master seed.
    pub unexpected: BTreeMap<u64, Verdict>,
    /// The evidence at each master seed, where later steps of Holm's procedure may need it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Seconds of computing, shared runs counted for every case that uses them.
    pub seconds: f64,
    /// When it was counted.
    pub day: String,
}

impl Block {
    fn new(key: String, task: &Task<'_>, seeds: &Range<u64>) -> Block {
        let case = &task.case;
        let control = if case.control { " (control)" } else { "" };
        Block {
            key,
            name: format!("{} ({}){control}", case.claim.id, case.setting.name),
            first: seeds.start,
            seeds: seeds.end - seeds.start,
            unexpected: BTreeMap::new(),
            evidence: Vec::new(),
            seconds: 0.0,
            day: today(),
        }
    }

    fn add(&mut self, seed: u64, task: &Task<'_>, budget: Budget) {
        let Some(outcome) = task.outcome() else {
            return;
        };
        if outcome.verdict != task.case.setting.expect {
            self.unexpected.insert(seed, outcome.verdict);
        }
        if budget == Budget::Full
            && let Some(evidence) = outcome.evidence
        {
            self.evidence.push(evidence);
        }
        self.seconds += task.seconds;
    }
}

/// Cases, each with the key of its ledger, to be judged under these master seeds.
pub struct Judging<'a> {
    pub tasks: Vec<(String, Task<'a>)>,
    pub budget: Budget,
    pub seeds: Range<u64>,
    /// Seconds it may take.
    pub seconds: f64,
}

impl Job for Judging<'_> {
    type Answer = Vec<Block>;

    fn key(&self, _: &Digests) -> Result<String, RunError> {
        let cases = self.tasks.iter();
        let cases: Vec<&str> = cases.map(|(key, _)| key.as_str()).collect();
        key_of(&("blocks", &self.seeds, cases))
    }

    fn cost(&self) -> f64 {
        self.seconds
    }

    fn answer(&self, worker: &Worker<'_>) -> Result<Vec<Block>, RunError> {
        let tasks = self.tasks.iter();
        let block = |(key, task): &(String, Task<'_>)| Block::new(key.clone(), task, &self.seeds);
        let mut blocks: Vec<Block> = tasks.map(block).collect();
        for seed in self.seeds.clone() {
            let tasks = self.tasks.iter();
            let mut tasks: Vec<Task<'_>> = tasks.map(|(_, task)| task.under(seed)).collect();
            decide(&mut tasks, |round| round.make_on(worker))?;
            for (block, task) in blocks.iter_mut().zip(&tasks) {
                block.add(seed, task, self.budget);
            }
        }
        Ok(blocks)
    }
}
