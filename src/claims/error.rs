//! What can be wrong with a claim's or a paper's file, and where.

use std::path::PathBuf;

use thiserror::Error;

use super::FormulaError;
use crate::config::document::did_you_mean;
use crate::config::{At, ConfigError, ConfigProblem, Origin, ReadProblem};

/// What is wrong with a file of claims, where, and what is allowed instead.
pub type ClaimError = At<ClaimProblem>;

/// What is wrong; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ClaimProblem {
    #[error("cannot read {}", path.display())]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("no claim in {}: a claim is a .toml file", path.display())]
    NoClaims { path: PathBuf },
    #[error(transparent)]
    Read(#[from] ReadProblem),
    #[error("`{name}` cannot be the name of a {what}: use letters, digits, - and _")]
    BadName { name: String, what: &'static str },
    #[error("`{key}` cannot stand beside `{other}`: {why}")]
    Excluded {
        key: String,
        other: String,
        why: &'static str,
    },
    #[error("`{key}` is not a formula: {error}")]
    Formula { key: String, error: FormulaError },
    #[error("unknown quantity `{name}` in `{key}`{}", did_you_mean(nearest))]
    UnknownQuantity {
        key: String,
        name: String,
        nearest: Option<String>,
    },
    #[error("`{name}` in `{key}` is a quantity of a second run: it needs `pair` in the check")]
    NoPair { key: String, name: String },
    #[error("`{name}` in `{key}` {why}")]
    Unfit {
        key: String,
        name: String,
        why: String,
    },
    #[error("{0}")]
    Config(ConfigProblem),
    #[error("with this value in setting `{setting}`: {problem}")]
    ConfigWith {
        setting: String,
        problem: ConfigProblem,
    },
    #[error("`{key}` cannot be set for a claim: {why}")]
    Reserved { key: String, why: &'static str },
    #[error(
        "unknown setting `{name}`{}; the claim's settings: {known}",
        did_you_mean(nearest)
    )]
    UnknownSetting {
        name: String,
        nearest: Option<String>,
        known: String,
    },
    #[error("two claims have the id `{id}`: {} and {}", first.display(), second.display())]
    DuplicateId {
        id: String,
        first: PathBuf,
        second: PathBuf,
    },
    #[error("question {question} is not one of the {count} of {}", paper.display())]
    UnknownQuestion {
        question: u32,
        count: usize,
        paper: PathBuf,
    },
}

impl ClaimError {
    /// Of what is written nowhere in particular.
    pub(super) fn unplaced(problem: ClaimProblem) -> Self {
        ClaimError::new(Origin::Unwritten, problem)
    }

    /// What to do about it, where the message does not already say so.
    pub fn hint(&self) -> Option<&'static str> {
        match self.problem() {
            ClaimProblem::UnknownQuantity { .. } | ClaimProblem::Unfit { .. } => {
                Some("`sweetspot quantities` lists every name a formula may use")
            }
            ClaimProblem::Formula { .. }
            | ClaimProblem::Read(ReadProblem::UnknownKey { .. } | ReadProblem::Missing { .. })
            | ClaimProblem::Excluded { .. }
            | ClaimProblem::NoClaims { .. } => {
                Some("docs/claim-format.md describes the files of claims")
            }
            _ => None,
        }
    }
}

impl From<ConfigError> for ClaimError {
    fn from(error: ConfigError) -> Self {
        let (origin, problem) = error.into_parts();
        ClaimError::new(origin, ClaimProblem::Config(problem))
    }
}

impl From<At<ReadProblem>> for ClaimError {
    fn from(error: At<ReadProblem>) -> Self {
        let (origin, problem) = error.into_parts();
        ClaimError::new(origin, problem.into())
    }
}
