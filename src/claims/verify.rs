//! From claims to outcomes.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use super::case::Case;
use super::scope::scope;
use super::task::{Task, decide};
use super::{Claim, Outcome, Seeds};
use crate::config::ConfigError;
use crate::runs::{Progress, RunError, Store, StoreError, Workers};
use crate::statistics::{Evidence, PAPER_LEVEL, Verdict, holm_verdicts};

/// How much is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Budget {
    /// Within a minute: the settings that have quick seeds.
    Quick,
    /// Within a quarter of an hour: every setting.
    Full,
}

impl Budget {
    /// Its word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Budget::Quick => "quick",
            Budget::Full => "full",
        }
    }

    /// The seeds of a setting; 0: it is left out.
    pub fn seeds(self, seeds: Seeds) -> usize {
        match self {
            Budget::Quick => seeds.quick,
            Budget::Full => seeds.full,
        }
    }
}

/// Why a verification could not be made; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    #[error("{claim}, setting `{setting}`: a value of its grid is refused")]
    Config {
        claim: String,
        setting: String,
        source: ConfigError,
    },
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What to verify, and how.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug)]
pub struct Verification<'a> {
    /// All claims there are: how many statistical ones a paper has decides their levels, whichever
    /// of them are run.
    pub claims: &'a [Claim],
    /// How much is run.
    pub budget: Budget,
    /// Whether the negative controls are run as well; each is expected to be VIOLATED.
    pub controls: bool,
    pub seed: u64,
    /// The folder of data files that do not ship: claims name them relative to it. Without it they are
    /// not run.
    pub data: Option<&'a Path>,
    /// Who makes the runs.
    pub workers: Workers<'a>,
    /// Keeps what was measured, and has it already.
    pub store: Option<&'a Store>,
}

impl<'a> Verification<'a> {
    /// The quick budget at master seed 0, without controls.
    pub fn quick(claims: &'a [Claim], workers: Workers<'a>) -> Self {
        Verification {
            claims,
            budget: Budget::Quick,
            controls: false,
            seed: 0,
            data: None,
            workers,
            store: None,
        }
    }

    /// The cases of the budget that `selected` picks.
    pub fn cases(&self, selected: &dyn Fn(&Case<'_>) -> bool) -> Vec<Case<'a>> {
        let all = self.claims.iter();
        all.flat_map(|claim| Case::of(claim, self.controls))
            .filter(|case| self.budget.seeds(case.setting.seeds) > 0 && selected(case))
            .collect()
    }

    /// Runs the cases, sharing runs between them, until each has its verdict.
    ///
    /// Seeds of statistical checks are added in looks until the paper's level is met; a violated
    /// deterministic check is made again with tighter numerics. Every statistical check is asked how
    /// sure its verdict is under other seeds: [`Outcome::admission`], from that many `repetitions`.
    ///
    /// # Errors
    /// A grid that the configuration refuses, an interruption.
    pub fn run(&self, cases: &[Case<'a>], repetitions: usize) -> Result<Vec<Outcome>, VerifyError> {
        let mut tasks = Vec::new();
        let mut not_run = Vec::new();
        for case in cases {
            let missing = self.missing_data(case)?;
            if missing.is_none() {
                tasks.push(self.task(case)?);
            }
            not_run.push(missing.map(|reason| self.not_run(case, reason)));
        }
        let mut before = 0;
        decide(&mut tasks, |round| {
            let tell = |progress: Progress| {
                self.workers.tell(Progress {
                    finished: before + progress.finished,
                    total: before + progress.total,
                });
            };
            let taken = round.make(&self.workers.progress(&tell), self.store);
            before += round.len();
            taken
        })?;
        if self.budget == Budget::Full {
            later_steps_of_holm(self, &mut tasks, &not_run);
        }
        let outcome = |task: &Task<'_>| self.outcome(task, repetitions);
        let pool = self.workers.pool()?;
        let made: Vec<Option<Outcome>> = pool.install(|| tasks.par_iter().map(outcome).collect());
        // In the order of the cases.
        let mut made = made.into_iter();
        let all = not_run.into_iter();
        Ok(all
            .filter_map(|left_out| left_out.or_else(|| made.next()?))
            .collect())
    }

    /// Why a case cannot be run, if it needs data that are not there.
    pub(super) fn missing_data(&self, case: &Case<'_>) -> Result<Option<String>, VerifyError> {
        case.missing_data(self.data)
            .map_err(|source| refused(case, source))
    }

    pub(super) fn task(&self, case: &Case<'a>) -> Result<Task<'a>, VerifyError> {
        let pairs = self.statistical_cases(&case.claim.paper);
        Task::new(*case, self.budget, self.seed, pairs, self.data)
            .map_err(|source| refused(case, source))
    }

    /// Statistical (claim, setting) pairs of a paper, at least 1.
    pub(super) fn statistical_cases(&self, paper: &str) -> usize {
        let claims = self.claims.iter().filter(|claim| claim.paper == paper);
        let cases = claims.flat_map(|claim| Case::of(claim, false));
        cases
            .filter(|case| case.check.is_statistical())
            .count()
            .max(1)
    }

    fn outcome(&self, task: &Task<'_>, repetitions: usize) -> Option<Outcome> {
        let found = task.outcome()?.clone();
        Some(Outcome {
            seconds: task.seconds,
            admission: task.admission(repetitions),
            ..self.named(&task.case, task.seeds(), found)
        })
    }

    fn not_run(&self, case: &Case<'_>, reason: String) -> Outcome {
        let outcome = Outcome {
            finding: format!("not run: {reason}"),
            not_run: Some(reason),
            ..Outcome::default()
        };
        let planned = self.named(case, self.budget.seeds(case.setting.seeds), outcome);
        Outcome {
            seeds: 0,
            reproduce: match self.data {
                Some(_) => planned.reproduce,
                None => planned.reproduce + " --data-dir DIR",
            },
            ..planned
        }
    }

    /// What was found, with what the case is called.
    fn named(&self, case: &Case<'_>, seeds: usize, found: Outcome) -> Outcome {
        let claim = case.claim;
        let control = if case.control { " (control)" } else { "" };
        Outcome {
            id: claim.id.clone(),
            paper: claim.paper.clone(),
            title: claim.title.clone(),
            source: claim.source.clone(),
            setting: format!("{}{control}", case.setting.name),
            control: case.control,
            inside: case.setting.inside,
            identity: claim.identity.is_some(),
            expected: case.setting.expect,
            seeds,
            scope: scope(case, self.seed, seeds),
            reproduce: self.reproduce(case),
            ..found
        }
    }

    fn reproduce(&self, case: &Case<'_>) -> String {
        let mut command = format!("sweetspot verify --claim {}", case.claim.id);
        if self.budget == Budget::Full {
            command += " --budget full";
        }
        if case.control {
            command += " --controls";
        }
        if self.seed != 0 {
            command += &format!(" --seed {}", self.seed);
        }
        command
    }
}

pub(super) fn refused(case: &Case<'_>, source: ConfigError) -> VerifyError {
    VerifyError::Config {
        claim: case.claim.id.clone(),
        setting: case.setting.name.clone(),
        source,
    }
}

/// Holm's steps after the first, over both sides of all statistical verdicts of a paper, where all
/// of them were run that have their data: they can only decide what is undecided. One that was not run
/// has no evidence and keeps its place.
fn later_steps_of_holm(
    verification: &Verification<'_>,
    tasks: &mut [Task<'_>],
    not_run: &[Option<Outcome>],
) {
    let mut papers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, task) in tasks.iter().enumerate() {
        if task.case.check.is_statistical() && !task.case.control {
            let paper = task.case.claim.paper.clone();
            papers.entry(paper).or_default().push(index);
        }
    }
    for (paper, indices) in papers {
        let left_out = not_run.iter().flatten();
        let left_out = left_out.filter(|one| one.paper == paper && !one.control);
        let cases = verification.statistical_cases(&paper);
        if indices.len() + left_out.count() < cases {
            continue;
        }
        let evidence = |&index: &usize| tasks[index].outcome()?.evidence;
        let evidence = indices.iter().map(evidence);
        let mut evidence: Vec<Evidence> = evidence.map(|e| e.unwrap_or(Evidence::NONE)).collect();
        evidence.resize(cases, Evidence::NONE);
        for (&index, decision) in indices.iter().zip(holm_verdicts(&evidence, PAPER_LEVEL)) {
            if decision != Verdict::Inconclusive {
                tasks[index].upgrade(decision);
            }
        }
    }
}

#[cfg(test)]
mod tests;
