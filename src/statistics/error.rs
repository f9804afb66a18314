//! What can be wrong with a statistical question.

use thiserror::Error;

/// What is wrong with the numbers given to a test, where, and what is allowed.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum StatisticsError {
    /// So few seeds that no spread is seen.
    #[error("{0} seeds: at least 2 are needed, because the spread between seeds is the yardstick")]
    TooFewSeeds(usize),
    /// Too few grid points for the question.
    #[error("{found} grid points: at least {needed} are needed")]
    TooFewPoints {
        /// Number of grid points.
        found: usize,
        /// Fewest allowed.
        needed: usize,
    },
    /// Points of a grid with different numbers of seeds.
    #[error(
        "grid point {point} (counted from 0) has {found} seeds, the first has {expected}: all points need the same seeds in the same order"
    )]
    LengthsDiffer {
        /// Grid point, counted from 0.
        point: usize,
        /// Its number of values.
        found: usize,
        /// The number expected.
        expected: usize,
    },
    /// A value that the question does not allow.
    #[error("grid point {point}, seed {seed} (counted from 0) is {value}: {needed}")]
    Value {
        /// Grid point, counted from 0.
        point: usize,
        /// Seed, counted from 0.
        seed: usize,
        /// The value found.
        value: f64,
        /// What is needed: a finite number, an error of at least 0, a number with a logarithm.
        needed: &'static str,
    },
    /// A look that does not exist, or that does not come after the last one.
    #[error(
        "look {look} after look {last}: looks are numbered 1 to 5 and each is taken once, in order"
    )]
    Look {
        /// The look asked for.
        look: usize,
        /// The last one taken; 0 if there was none.
        last: usize,
    },
    /// Grid values and grid points do not match.
    #[error("{alphas} grid values but {points} grid points: every point needs one")]
    PointsDiffer {
        /// Number of grid values.
        alphas: usize,
        /// Number of grid points.
        points: usize,
    },
    /// The grid does not rise.
    #[error(
        "{alpha} at grid point {point} (counted from 0): the grid must be positive, finite and rising"
    )]
    NotRising {
        /// Grid point, counted from 0.
        point: usize,
        /// The grid value found.
        alpha: f64,
    },
    /// A parameter of the question is out of range.
    #[error("the {what} is {value}: it must be {allowed}")]
    OutOfRange {
        /// Which parameter.
        what: &'static str,
        /// The value found.
        value: f64,
        /// What is allowed.
        allowed: &'static str,
    },
    /// More successes than trials, or no trials.
    #[error(
        "{successes} successes in {trials} trials: at least one trial, and no more successes than trials"
    )]
    Counts {
        /// Number of successes.
        successes: usize,
        /// Number of trials.
        trials: usize,
    },
}

/// What is said of a value that is NaN or infinite.
pub(super) const FINITE: &str = "it must be a finite number";

/// Refuses a level outside (0, 1).
pub(super) fn check_level(level: f64) -> Result<(), StatisticsError> {
    check_share("level", level)
}

/// Refuses a probability of error outside (0, 1).
pub(super) fn check_share(what: &'static str, value: f64) -> Result<(), StatisticsError> {
    let allowed = "between 0 and 1, both excluded";
    check(value > 0.0 && value < 1.0, what, value, allowed)
}

/// Refuses a number that is negative or not finite.
pub(super) fn check_at_least_zero(what: &'static str, value: f64) -> Result<(), StatisticsError> {
    check(value >= 0.0, what, value, "a finite number, at least 0")
}

/// Refuses a number that is 0, negative or not finite.
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
