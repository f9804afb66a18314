//! What can be wrong with a claim's or a paper's file, and where.

use std::path::PathBuf;

use thiserror::Error;

use super::FormulaError;
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
    /// What does not fit together, in words.
    #[error("{0}")]
    Refused(String),
    #[error("`{key}` cannot stand beside `{other}`: {why}")]
    Excluded {
        key: String,
        other: String,
        why: &'static str,
    },
    #[error("`{key}` is not a formula: {error}")]
    Formula { key: String, error: FormulaError },
    /// A quantity that no formula or not this one may have, in words.
    #[error("{0}")]
    Quantity(String),
    #[error("{0}")]
    Config(ConfigProblem),
}

impl ClaimProblem {
    pub(super) fn bad_name(name: &str, what: &str) -> Self {
        let allowed = "use letters, digits, - and _";
        ClaimProblem::Refused(format!(
            "`{name}` cannot be the name of a {what}: {allowed}"
        ))
    }

    /// Of a key that no setting decides, as it is called where it stands: who does.
    pub(super) fn reserved(name: &str, called: &str) -> Option<Self> {
        let why = match name.split('.').next().unwrap_or_default() {
            "seed" => "`verify --seed` sets the master seed of all claims",
            "replicate" => "the runs of a claim are the replicates 0, 1, 2, ...",
            "sweep" => "a claim sweeps a key by `over`",
            _ => return None,
        };
        let problem = format!("`{called}` cannot be set for a claim: {why}");
        Some(ClaimProblem::Refused(problem))
    }
}

impl ClaimError {
    /// Of what is written nowhere in particular.
    pub(super) fn unplaced(problem: ClaimProblem) -> Self {
        ClaimError::new(Origin::Unwritten, problem)
    }

    /// What to do about it, where the message does not already say so.
    pub fn hint(&self) -> Option<&'static str> {
        match self.problem() {
            ClaimProblem::Quantity(_) => {
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
