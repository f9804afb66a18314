//! Is the share of seeds with a property above or below a bound?

use serde::Serialize;

use super::binomial::{check_counts, tails};
use super::error::{check_level, check_share};
use super::{Evidence, StatisticsError, clopper_pearson};

/// A share of seeds compared with a bound.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Proportion {
    /// p-values for the claim and against it: exact binomial tails at the bound.
    pub evidence: Evidence,
    /// The observed share.
    pub share: f64,
    /// Clopper-Pearson interval: beyond the bound exactly where the verdict is decided.
    pub interval: [f64; 2],
}

/// Evidence for "the share is at least (`at_least`) or at most (else) `bound`" from
/// `successes` in `trials` independent seeds, by exact binomial tails: valid at every look, and
/// conservative because counts are discrete.
///
/// # Errors
/// No trials, more successes than trials; a bound outside (0, 1) ("never" and "always" are
/// deterministic claims); a level outside (0, 1).
pub fn proportion(
    successes: usize,
    trials: usize,
    bound: f64,
    at_least: bool,
    level: f64,
) -> Result<Proportion, StatisticsError> {
    check_share("bound of the share", bound)?;
    check_level(level)?;
    check_counts(successes, trials)?;
    let [holds, violated] = tails(successes, trials, bound);
    let evidence = Evidence { holds, violated };
    Ok(Proportion {
        evidence: match at_least {
            true => evidence,
            false => evidence.opposite(),
        },
        share: successes as f64 / trials as f64,
        interval: clopper_pearson(successes, trials, level)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Verdict;

    /// Four fair coins: P(X >= 3) = 5/16, P(X <= 3) = 15/16.
    #[test]
    fn both_tails_hold_the_observed_count() {
        let test = proportion(3, 4, 0.5, true, 0.01).unwrap();
        assert!((test.evidence.holds - 0.3125).abs() < 1e-15);
        assert!((test.evidence.violated - 0.9375).abs() < 1e-15);
        assert_eq!(test.share, 0.75);
        let other = proportion(3, 4, 0.5, false, 0.01).unwrap();
        assert_eq!(other.evidence, test.evidence.opposite());
        assert_eq!(test.interval, clopper_pearson(3, 4, 0.01).unwrap());
    }

    #[test]
    fn interval_and_verdict_agree() {
        for successes in 0..=30 {
            for bound in [0.05, 0.3, 0.5, 0.8] {
                let test = proportion(successes, 30, bound, true, 0.05).unwrap();
                let [low, high] = test.interval;
                let expected = if low >= bound {
                    Verdict::Holds
                } else if high <= bound {
                    Verdict::Violated
                } else {
                    Verdict::Inconclusive
                };
                assert_eq!(test.evidence.decide(0.05), expected, "{successes} {bound}");
            }
        }
    }

    #[test]
    fn bad_input_is_refused() {
        assert!(proportion(1, 4, 0.0, true, 0.01).is_err());
        assert!(proportion(1, 4, 1.0, true, 0.01).is_err());
        assert!(proportion(5, 4, 0.5, true, 0.01).is_err());
        assert!(proportion(0, 0, 0.5, true, 0.01).is_err());
        assert!(proportion(1, 4, 0.5, true, 0.0).is_err());
    }
}
