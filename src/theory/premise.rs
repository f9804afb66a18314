//! Premises of the predictions, and how one fails.

use thiserror::Error;

use crate::network::Loss;

/// A premise that does not hold: why a prediction is not applicable. The messages say what each
/// part is.
#[allow(missing_docs)]
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum Premise {
    /// The theorem is about losses of the margin.
    #[error("the squared loss is not covered: the theorem is about losses of the margin")]
    MarginLoss,
    /// The theorem starts from |v_j| = |w_j|: max_j ||v_j| - |w_j|| / max(|v_j|, |w_j|).
    #[error("the start is not balanced: |v_j| and |w_j| differ by up to {0:.1e} of their size")]
    Balanced(f64),
    /// T(alpha) is not positive; 1/sqrt(h).
    #[error("T(alpha) is not positive: alpha has to be below 1/sqrt(h) = {0:.3e}")]
    PhaseIsEmpty(f64),
    /// The exponential loss needs a smaller start: at most log 2 / (sqrt(h) xmax Wmax^2).
    #[error("with the exponential loss alpha has to be at most {0:.3e}, so that |f| <= log 2")]
    ExponentialTooLarge(f64),
    /// zeta is not positive.
    #[error("zeta = {zeta:.3e} is not positive: alpha has to be below {limit:.3e}")]
    ZetaNotPositive { zeta: f64, limit: f64 },
    /// The data are not orthogonally separable; mu.
    #[error("the data are not orthogonally separable: mu = {0:.3}")]
    Separable(f64),
    /// Separability was not computed for more than so many points.
    #[error("mu is not computed for more than {0} points")]
    SeparabilityUnknown(usize),
    /// The law of the points is not known.
    #[error("the law of the data is not known")]
    LawKnown,
    /// A class has no point.
    #[error("a class has no point")]
    TwoClasses,
    /// Only one sign of output weight.
    #[error("every output weight has the same sign")]
    BothSigns,
    /// The probability of separability is known in one and two dimensions, not in d.
    #[error("known for the mixture in 1 or 2 dimensions, not in {0}")]
    OneOrTwoDimensions(usize),
    /// Laziness needs f = 0 at the start.
    #[error("the start is not antisymmetric: its random function keeps it from becoming lazy")]
    Antisymmetric,
    /// Laziness needs a large alpha, at least this.
    #[error(
        "alpha is not large: the weights change by less than a tenth from about alpha = {0:.3}"
    )]
    AlphaLarge(f64),
    /// The end of the run has to be known by its risk.
    #[error("only for stop.at = \"training-risk\"")]
    TrainingRisk,
    /// A statement about the three points.
    #[error("about data.kind = \"three-points\" only")]
    ThreePoints,
    /// The statement needs at least so many points.
    #[error("at least {0} points are needed")]
    Points(usize),
    /// The numbers did not come out.
    #[error("{0}")]
    Numerics(#[from] super::TheoryError),
}

impl Premise {
    /// The loss is a decreasing loss of the margin.
    pub(super) fn margin_loss(loss: Loss) -> Result<(), Premise> {
        let margin = loss.is_classification();
        margin.then_some(()).ok_or(Premise::MarginLoss)
    }
}
