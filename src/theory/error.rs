//! What can be wrong with the input of a prediction.

use thiserror::Error;

/// Why a prediction cannot be computed; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Debug, Error, Clone, PartialEq)]
#[non_exhaustive]
pub enum TheoryError {
    /// Two lengths that have to agree.
    #[error("{what}: {found} where {expected} are needed")]
    Length {
        what: &'static str,
        found: usize,
        expected: usize,
    },
    /// A number outside its range.
    #[error("{what} is {value}: {allowed}")]
    OutOfRange {
        what: &'static str,
        value: f64,
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
        what: &'static str,
        error: f64,
        wanted: f64,
    },
}
