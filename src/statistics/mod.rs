//! How a verdict is reached: contrasts, intervals, tests.
//!
//! Every statistical question is put as one or more [`Contrast`]s, one number per
//! seed with the margin built in, so that the question is always "is the mean above
//! 0?". A contrast gives [`Evidence`]: one p-value for the claim and one against it.
//! Evidence is combined over parts, and [`Evidence::decide`] turns it into a verdict.
//! Limits of intervals are found by bisection on the same p-values, so that an
//! interval and a verdict cannot disagree. `docs/statistics.md` explains it in words.

mod admission;
mod binomial;
mod bounded;
mod contrast;
mod error;
mod evidence;
mod exponent;
mod holm;
mod interior;
mod kept_set;
mod least_squares;
mod limit;
mod looks;
mod mean_difference;
mod monotone;
mod paired;
mod power;
mod proportion;
mod relative;
mod resampled;
mod two_lines;
mod undefined;
mod unseen;

pub use admission::{Admission, admission};
pub use binomial::clopper_pearson;
pub use bounded::bounded_evidence;
pub use contrast::Contrast;
pub use error::StatisticsError;
pub use evidence::{Evidence, Verdict};
pub use exponent::{Curvature, Exponent, exponent};
pub use holm::holm_verdicts;
pub use interior::{
    InteriorOptimum, bounded_interior_evidence, interior_evidence, interior_optimum,
};
pub use kept_set::kept_set;
pub use limit::{Limit, limit};
pub use looks::{
    LOOKS, Looks, PAPER_LEVEL, SequentialEvidence, Stopped, level_of_a_pair, look_until_decided,
};
pub use mean_difference::{MeanDifference, equal_means, ordering};
pub use monotone::{MonotoneMeans, monotone_means};
pub use power::{Found, smallest_arms_found, smallest_found, smallest_shares_found};
pub use proportion::{Proportion, proportion};
pub use relative::Gain;
pub use resampled::{Overlap, Resampled, resampled};
pub use two_lines::{TwoLines, two_lines};
pub use undefined::with_undefined;
pub use unseen::unseen_share;

/// Skewness of a contrast above which the true error rate may be three times the level.
pub const LARGE_SKEWNESS: f64 = 2.0;
