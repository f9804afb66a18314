//! How long the next step may be.

/// The error estimate falls like the third power of the step.
const EXPONENT: f64 = 1.0 / 3.0;

/// Aims below the tolerance, so that most steps are accepted.
const SAFETY: f64 = 0.9;

/// A step's length after one that left the range or let the risk rise.
pub(super) const RETREAT: f64 = 0.3;

/// The next step over an accepted one; `ratio` is its error over the tolerance.
pub(super) fn growth(ratio: f64) -> f64 {
    factor(ratio).clamp(0.2, 5.0)
}

/// The next try over a rejected one.
pub(super) fn reduction(ratio: f64) -> f64 {
    factor(ratio).clamp(0.1, 0.9)
}

fn factor(ratio: f64) -> f64 {
    SAFETY * libm::pow(ratio, -EXPONENT)
}
