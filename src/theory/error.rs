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
    /// No vector has a positive product with every point of the class, which has so many.
    #[error("no w has <w, x_i> > 0 for all {0} points of the class: it has no max-margin vector")]
    NoMargin(usize),
    /// Equations that depend on each other: the rows of X, so many.
    #[error(
        "the {0} rows of X are linearly dependent: X beta = y has to be underdetermined with independent rows"
    )]
    DependentRows(usize),
    /// Gradients on n points that depend on each other.
    #[error("the tangent kernel on the {0} points is not invertible")]
    DependentGradients(usize),
    /// Columns that depend on each other, d of them.
    #[error("the {0} columns of the points are linearly dependent: the fit is not unique")]
    DependentColumns(usize),
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
