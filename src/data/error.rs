//! What can be wrong with data.

use thiserror::Error;

/// What is wrong with a data set, where, and what is allowed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DataError {
    /// No rows or no columns.
    #[error("the data are empty: at least one row and one column are needed")]
    Empty,
    /// Points and labels do not match.
    #[error("{points} points but {labels} labels: every point needs one label")]
    LengthsDiffer {
        /// Number of points.
        points: usize,
        /// Number of labels.
        labels: usize,
    },
    /// A coordinate is NaN or infinite.
    #[error(
        "row {row}, column {column} (counted from 0) is {value}: every coordinate must be a finite number"
    )]
    NotFinite {
        /// Row, counted from 0.
        row: usize,
        /// Column, counted from 0.
        column: usize,
        /// The value found.
        value: f64,
    },
    /// A label is NaN or infinite.
    #[error(
        "the label of row {row} (counted from 0) is {value}: every label must be a finite number"
    )]
    LabelNotFinite {
        /// Row, counted from 0.
        row: usize,
        /// The value found.
        value: f64,
    },
}
