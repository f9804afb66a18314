//! What can be wrong with a reference curve.

use thiserror::Error;

use crate::config::{At, ConfigError, ReadProblem};
use crate::data::DataError;
use crate::flow::FlowError;
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
    #[error("{file}:{line}: {message}")]
    Numbers {
        /// The numbers' file.
        file: String,
        /// Line, counted from 1.
        line: usize,
        /// What is wrong and what is allowed.
        message: String,
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
    /// A curve asks for what its data or runs do not have.
    #[error("curve {curve}: {message}")]
    Unmeasurable {
        /// The curve.
        curve: String,
        /// What is missing.
        message: String,
    },
}

impl From<At<ReadProblem>> for CurveError {
    fn from(error: At<ReadProblem>) -> Self {
        let (place, problem) = error.into_parts();
        CurveError::Definition(At::new(place, problem.to_string()))
    }
}

impl From<DataError> for CurveError {
    fn from(error: DataError) -> Self {
        CurveError::Run(error.into())
    }
}

impl From<FlowError> for CurveError {
    fn from(error: FlowError) -> Self {
        CurveError::Run(error.into())
    }
}

impl CurveError {
    /// A statistic that these numbers do not allow.
    pub(super) fn statistics(curve: &str, error: &StatisticsError) -> Self {
        CurveError::Unmeasurable {
            curve: curve.to_string(),
            message: error.to_string(),
        }
    }
}
