//! What can be wrong with a reference curve.

use thiserror::Error;

use crate::config::{At, ConfigError, ReadProblem};
use crate::runs::RunError;
use crate::statistics::StatisticsError;

/// Why a curve could not be read or regenerated.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CurveError {
    /// The definition is not valid.
    #[error("{0}")]
    Definition(At<String>),
    /// A configuration of the definition is not valid.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The numbers are not valid.
    #[error("{file}:{line}: {problem}")]
    Numbers {
        /// The numbers' file.
        file: String,
        /// Line, counted from 1.
        line: usize,
        /// What is wrong.
        problem: NumbersError,
    },
    /// No curve has this name.
    #[error("no reference curve is named `{name}`{}", nearest.as_ref().map_or(String::new(), |name| format!("; did you mean `{name}`?")))]
    Unknown {
        /// The name asked for.
        name: String,
        /// The name most like it.
        nearest: Option<String>,
    },
    /// A run failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A statistic that the numbers found do not allow.
    #[error("curve {curve}: {source}")]
    Unmeasurable {
        /// The curve.
        curve: String,
        /// What is missing.
        source: StatisticsError,
    },
}

/// What is wrong with a line of a curve's numbers.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NumbersError {
    /// Other columns than the definition's.
    #[error("the columns are {found}, not {expected}")]
    Columns {
        /// Those of the file, separated by commas.
        found: String,
        /// Those of the definition.
        expected: String,
    },
    /// A text that is no number.
    #[error("`{0}` is not a finite number; leave it empty where there is none")]
    NotANumber(String),
    /// A point that stands further up too.
    #[error("this point is there twice")]
    Twice,
    /// A line that is no CSV, or of another length than the first.
    #[error(transparent)]
    Csv(#[from] csv::Error),
}

impl From<At<ReadProblem>> for CurveError {
    fn from(error: At<ReadProblem>) -> Self {
        let (origin, problem) = error.into_parts();
        CurveError::Definition(At::new(origin, problem.to_string()))
    }
}
