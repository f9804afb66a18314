//! What can be wrong with the input of a prediction, and the premises that can fail.

use thiserror::Error;

use crate::network::Loss;

/// Why a prediction cannot be computed: the messages say it.
#[allow(missing_docs)]
#[derive(Debug, Error, Clone, PartialEq)]
#[non_exhaustive]
pub enum TheoryError {
    #[error("{what}: {found} where {expected} are needed")]
    Length {
        what: &'static str,
        found: usize,
        expected: usize,
    },
    #[error("{what} is {value}: {allowed}")]
    OutOfRange {
        what: &'static str,
        value: f64,
        allowed: &'static str,
    },
    #[error("no w has <w, x_i> > 0 for all {0} points of the class: it has no max-margin vector")]
    NoMargin(usize),
    #[error(
        "the {0} rows of X are linearly dependent: X beta = y has to be underdetermined with independent rows"
    )]
    DependentRows(usize),
    #[error("the tangent kernel on the {0} points is not invertible")]
    DependentGradients(usize),
    #[error("the {0} columns of the points are linearly dependent: the fit is not unique")]
    DependentColumns(usize),
    #[error("{what} stopped at a relative error of {error:.1e}, where {wanted:.0e} is needed")]
    NotConverged {
        what: &'static str,
        error: f64,
        wanted: f64,
    },
}

/// A premise that does not hold, why a prediction is not applicable: the messages say it.
#[allow(missing_docs)]
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum Premise {
    #[error(
        "the loss is not covered: the theorem is about losses of the margin (logistic, logistic2, exponential)"
    )]
    MarginLoss,
    /// The theorem starts from |v_j| = |w_j|: max_j ||v_j| - |w_j|| / max(|v_j|, |w_j|).
    #[error("the start is not balanced: |v_j| and |w_j| differ by up to {0:.1e} of their size")]
    Balanced(f64),
    #[error("T(alpha) is not positive: alpha has to be below 1/sqrt(h) = {0:.3e}")]
    PhaseIsEmpty(f64),
    /// The exponential loss needs a smaller start: at most log 2 / (sqrt(h) xmax Wmax^2).
    #[error("with the exponential loss alpha has to be at most {0:.3e}, so that |f| <= log 2")]
    ExponentialTooLarge(f64),
    #[error("zeta = {zeta:.3e} is not positive: alpha has to be below {limit:.3e}")]
    ZetaNotPositive { zeta: f64, limit: f64 },
    #[error("the data are not orthogonally separable: mu = {0:.3}")]
    Separable(f64),
    #[error("mu is not computed for more than {0} points")]
    SeparabilityUnknown(usize),
    #[error("the law of the data is not known")]
    LawKnown,
    #[error("a class has no point")]
    TwoClasses,
    #[error("every output weight has the same sign")]
    BothSigns,
    #[error("known for the mixture in 1 or 2 dimensions, not in {0}")]
    OneOrTwoDimensions(usize),
    #[error("the start is not antisymmetric: its random function keeps it from becoming lazy")]
    Antisymmetric,
    #[error(
        "alpha is not large: the weights change by less than a tenth from about alpha = {0:.3}"
    )]
    AlphaLarge(f64),
    #[error("only for stop.at = \"training-risk\"")]
    TrainingRisk,
    #[error("about data.kind = \"three-points\" only")]
    ThreePoints,
    #[error("at least {0} points are needed")]
    Points(usize),
    #[error("{0}")]
    Numerics(#[from] TheoryError),
}

impl Premise {
    /// The loss is a decreasing loss of the margin.
    pub(super) fn margin_loss(loss: Loss) -> Result<(), Premise> {
        let margin = loss.is_classification();
        margin.then_some(()).ok_or(Premise::MarginLoss)
    }
}
