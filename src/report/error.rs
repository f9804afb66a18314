//! What can go wrong when results are written.

use std::path::PathBuf;

use thiserror::Error;

/// Why a report could not be made or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The disk refused the file: it is full, or the folder is missing or may not be written.
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, #[source] std::io::Error),
    /// A figure of a sweep has a logarithmic axis: the swept key, the value, the curve's label.
    #[error("cannot draw {0} = {1} of curve \"{2}\": every {0} must be finite and above 0")]
    NotPositive(String, f64, String),
    /// No curve has a single test error.
    #[error("there is nothing to draw: no curve has a test error")]
    NoTestError,
    /// A panel of a reference curve is empty: the curve, and the panel counted from 1.
    #[error("curve {0}: its panel {1} has no point to draw")]
    EmptyPanel(String, usize),
    /// The CSV library failed.
    #[error("cannot format the table as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The Parquet library failed.
    #[cfg(feature = "report")]
    #[error("cannot encode the runs as Parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// The XML library failed.
    #[cfg(feature = "report")]
    #[error("cannot express the results as JUnit XML: {0}")]
    Junit(#[from] quick_junit::SerializeError),
    /// The configuration has no TOML form.
    #[error("cannot express the configuration as TOML: {0}")]
    Config(#[from] crate::config::ConfigError),
    /// A value has no JSON form.
    #[error("cannot express the results as JSON: {0}")]
    Json(#[from] serde_json::Error),
}
