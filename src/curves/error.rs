//! What can be wrong with a reference curve.

use thiserror::Error;

use crate::config::{At, ConfigError, ReadProblem};
use crate::runs::RunError;
use crate::statistics::StatisticsError;

/// Why a curve could not be read or regenerated; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CurveError {
    #[error("{0}")]
    Definition(At<String>),
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Lines are counted from 1.
    #[error("{file}:{line}: {problem}")]
    Numbers {
        file: String,
        line: usize,
        problem: String,
    },
    #[error("no reference curve is named `{name}`{}", nearest.as_ref().map_or(String::new(), |name| format!("; did you mean `{name}`?")))]
    Unknown {
        name: String,
        nearest: Option<String>,
    },
    #[error(transparent)]
    Run(#[from] RunError),
    /// A statistic that the numbers found do not allow.
    #[error("curve {curve}: {source}")]
    Unmeasurable {
        curve: String,
        source: StatisticsError,
    },
}

impl From<At<ReadProblem>> for CurveError {
    fn from(error: At<ReadProblem>) -> Self {
        let (origin, problem) = error.into_parts();
        CurveError::Definition(At::new(origin, problem.to_string()))
    }
}
