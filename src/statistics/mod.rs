//! How a verdict is reached: contrasts, intervals, tests.
//!
//! Every statistical question is put as one or more [`Contrast`]s, one number per
//! seed with the margin built in, so that the question is always "is the mean above
//! 0?". A contrast gives [`Evidence`]: one p-value for the claim and one against it.
//! Evidence is combined over parts, and [`Evidence::decide`] turns it into a verdict.
//! Limits of intervals are found by bisection on the same p-values, so that an
//! interval and a verdict cannot disagree. `docs/statistics.md` explains it in words.

mod binomial;
mod contrast;
mod error;
mod evidence;
mod interior;
mod kept_set;
mod mean;
pub mod normal;
mod paired;
mod relative;
mod student;
mod two_lines;

pub use binomial::{clopper_pearson, probability_at_least, probability_at_most};
pub use contrast::Contrast;
pub use error::StatisticsError;
pub use evidence::{Decision, Evidence};
pub use interior::{CrossFitted, InteriorOptimum, Verdict, interior_optimum};
pub use kept_set::kept_set;
pub use mean::{MeanInterval, mean_interval};
pub use relative::{Gain, relative_gain};
pub use two_lines::{TwoLines, two_lines};

/// Fewest seeds for which the error rates were simulated; below it a level is approximate.
pub const FEWEST_SEEDS_FOR_LEVEL: usize = 32;

/// Skewness of a contrast above which the true error rate may be three times the level.
pub const LARGE_SKEWNESS: f64 = 2.0;
