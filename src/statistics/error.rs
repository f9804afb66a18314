//! What can be wrong with a statistical question.

use thiserror::Error;

/// What is wrong with the numbers given to a test, where, and what is allowed; the messages say what
/// each part is.
#[allow(missing_docs)]
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum StatisticsError {
    #[error("{0} seeds: at least 2 are needed, because the spread between seeds is the yardstick")]
    TooFewSeeds(usize),
    #[error("{found} grid points: at least {needed} are needed")]
    TooFewPoints { found: usize, needed: usize },
    #[error(
        "grid point {point} (counted from 0) has {found} seeds, the first has {expected}: all points need the same seeds in the same order"
    )]
    LengthsDiffer {
        point: usize,
        found: usize,
        expected: usize,
    },
    #[error("grid point {point}, seed {seed} (counted from 0) is {value}: {needed}")]
    Value {
        point: usize,
        seed: usize,
        value: f64,
        needed: &'static str,
    },
    /// `last` is 0 if there was none.
    #[error(
        "look {look} after look {last}: looks are numbered 1 to 5 and each is taken once, in order"
    )]
    Look { look: usize, last: usize },
    #[error("{alphas} grid values but {points} grid points: every point needs one")]
    PointsDiffer { alphas: usize, points: usize },
    #[error(
        "{alpha} at grid point {point} (counted from 0): the grid must be positive, finite and rising"
    )]
    NotRising { point: usize, alpha: f64 },
    #[error("the {what} is {value}: it must be {allowed}")]
    OutOfRange {
        what: &'static str,
        value: f64,
        allowed: &'static str,
    },
    #[error(
        "{successes} successes in {trials} trials: at least one trial, and no more successes than trials"
    )]
    Counts { successes: usize, trials: usize },
}

/// What is said of a value that is NaN or infinite.
pub(super) const FINITE: &str = "it must be a finite number";

pub(super) fn check_level(level: f64) -> Result<(), StatisticsError> {
    check_share("level", level)
}

pub(super) fn check_share(what: &'static str, value: f64) -> Result<(), StatisticsError> {
    let allowed = "between 0 and 1, both excluded";
    check(value > 0.0 && value < 1.0, what, value, allowed)
}

pub(super) fn check_at_least_zero(what: &'static str, value: f64) -> Result<(), StatisticsError> {
    check(value >= 0.0, what, value, "a finite number, at least 0")
}

pub(super) fn check_positive(what: &'static str, value: f64) -> Result<(), StatisticsError> {
    check(value > 0.0, what, value, "a finite number above 0")
}

/// Refuses a number that does not fit or is not finite.
pub(super) fn check(
    fits: bool,
    what: &'static str,
    value: f64,
    allowed: &'static str,
) -> Result<(), StatisticsError> {
    let refused = StatisticsError::OutOfRange {
        what,
        value,
        allowed,
    };
    (fits && value.is_finite()).then_some(()).ok_or(refused)
}

/// Refuses the first value that does not fit.
pub(super) fn check_values<V: AsRef<[f64]>>(
    points: &[V],
    needed: &'static str,
    fits: fn(f64) -> bool,
) -> Result<(), StatisticsError> {
    for (point, values) in points.iter().map(AsRef::as_ref).enumerate() {
        if let Some(seed) = values.iter().position(|value| !fits(*value)) {
            return Err(StatisticsError::Value {
                point,
                seed,
                value: values[seed],
                needed,
            });
        }
    }
    Ok(())
}
