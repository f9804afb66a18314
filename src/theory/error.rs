//! What can be wrong with the input of a prediction.

use thiserror::Error;

/// Why a prediction cannot be computed.
#[derive(Debug, Error, Clone, PartialEq)]
#[non_exhaustive]
pub enum TheoryError {
    /// Two lengths that have to agree.
    #[error("{what}: {found} where {expected} are needed")]
    Length {
        /// What is counted.
        what: &'static str,
        /// The number found.
        found: usize,
        /// The number needed.
        expected: usize,
    },
    /// A number outside its range.
    #[error("{what} is {value}: {allowed}")]
    OutOfRange {
        /// The number.
        what: &'static str,
        /// The value found.
        value: f64,
        /// What is allowed.
        allowed: &'static str,
    },
    /// No vector has a positive product with every point.
    #[error(
        "no w has <w, x_i> > 0 for all {points} points of the class: it has no max-margin vector"
    )]
    NoMargin {
        /// Points of the class.
        points: usize,
    },
    /// Equations that depend on each other.
    #[error(
        "the {rows} rows of X are linearly dependent: X beta = y has to be underdetermined with independent rows"
    )]
    DependentRows {
        /// Rows of X.
        rows: usize,
    },
    /// Gradients that depend on each other.
    #[error("the tangent kernel on the {points} points is not invertible")]
    DependentGradients {
        /// Points, n.
        points: usize,
    },
    /// Columns that depend on each other.
    #[error("the {columns} columns of the points are linearly dependent: the fit is not unique")]
    DependentColumns {
        /// Columns, the dimension d.
        columns: usize,
    },
    /// A solver that stopped short of its accuracy.
    #[error("{what} stopped at a relative error of {error:.1e}, where {wanted:.0e} is needed")]
    NotConverged {
        /// What was solved for.
        what: &'static str,
        /// The error reached.
        error: f64,
        /// The error wanted.
        wanted: f64,
    },
}
