//! What can go wrong when results are written.

use std::path::PathBuf;

use thiserror::Error;

/// Why a report could not be made or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The disk refused the file: it is full, or the folder is missing or may not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file that was to be written.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A figure of a sweep has a logarithmic axis.
    #[error(
        "cannot draw {axis} = {value} of curve \"{label}\": every {axis} must be finite and above 0"
    )]
    NotPositive {
        /// The curve's label.
        label: String,
        /// What was swept.
        axis: String,
        /// The value found.
        value: f64,
    },
    /// No curve has a single test error.
    #[error("there is nothing to draw: no curve has a test error")]
    NoTestError,
    /// A panel of a reference curve is empty.
    #[error("curve {curve}: its panel {panel} has no point to draw")]
    EmptyPanel {
        /// The curve.
        curve: String,
        /// The panel, counted from 1.
        panel: usize,
    },
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
