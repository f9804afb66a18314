//! Two numbers per run compared in the mean: equal within a margin, or one the greater.

use serde::Serialize;

use super::error::{check, check_level, check_positive};
use super::{Contrast, Evidence, StatisticsError, paired};

/// A difference of two means, paired by seed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MeanDifference {
    /// p-values for the claim and against it.
    pub evidence: Evidence,
    /// The first number minus the second; its mean is the effect.
    pub difference: Contrast,
    /// Interval of the mean difference that agrees with the verdict at the level given.
    pub interval: [f64; 2],
}

/// Evidence for |mean of (left - right)| <= `within`, by two one-sided tests
/// (Schuirmann 1987): the larger p supports it, twice the smaller opposite p refutes it.
///
/// One number per seed on both sides, the same seeds in the same order. Each side of the
/// verdict is held to `level / 2`. The interval lies inside +-`within` exactly where the
/// verdict at `level` is `Holds`, and beyond one end exactly where it is `Violated`.
///
/// # Errors
/// Fewer than two seeds, different numbers of seeds, values that are not finite; a
/// `within` that is not above 0 (no number of seeds shows two means to be the same
/// number); a level outside (0, 1).
pub fn equal_means(
    left: &[f64],
    right: &[f64],
    within: f64,
    level: f64,
) -> Result<MeanDifference, StatisticsError> {
    check_positive("largest difference that counts as equal", within)?;
    check_level(level)?;
    let difference = difference(left, right)?;
    let (evidence, interval) = difference.within([-within, within], level)?;
    Ok(MeanDifference {
        evidence,
        difference,
        interval,
    })
}

/// Evidence for mean of (greater - smaller) >= `by`.
///
/// As [`equal_means`], with one contrast. The interval lies above `by` exactly where the
/// verdict is `Holds` and below it exactly where it is `Violated`. Differences that equal
/// `by` in every seed decide nothing: ask for less.
///
/// # Errors
/// Fewer than two seeds, different numbers of seeds, values or a `by` that are not
/// finite, a level outside (0, 1).
pub fn ordering(
    greater: &[f64],
    smaller: &[f64],
    by: f64,
    level: f64,
) -> Result<MeanDifference, StatisticsError> {
    check(true, "margin of the ordering", by, "a finite number")?;
    let difference = difference(greater, smaller)?;
    Ok(MeanDifference {
        evidence: difference.evidence(by),
        difference,
        interval: difference.interval(level)?,
    })
}

fn difference(left: &[f64], right: &[f64]) -> Result<Contrast, StatisticsError> {
    paired::check(&[left, right], 2)?;
    Ok(paired::difference(1.0, left, 1.0, right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Verdict;

    const LEFT: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    const RIGHT: [f64; 6] = [0.5, 1.75, 2.25, 3.5, 4.75, 5.25];

    /// Differences .5, .25, .75, .5, .25, .75: mean .5.
    #[test]
    fn the_difference_is_left_minus_right_seed_by_seed() {
        let test = ordering(&LEFT, &RIGHT, 0.25, 0.1).unwrap();
        let by_hand = Contrast::with_scale(&[0.5, 0.25, 0.75, 0.5, 0.25, 0.75], 6.0).unwrap();
        assert_eq!(test.difference, by_hand);
        assert_eq!(test.evidence, by_hand.evidence(0.25));
        assert_eq!(test.interval, by_hand.interval(0.1).unwrap());
        assert_eq!(test.evidence.decide(0.1), Verdict::Holds);
        let reversed = ordering(&RIGHT, &LEFT, -0.25, 0.1).unwrap();
        assert_eq!(reversed.evidence.decide(0.1), Verdict::Violated);
    }

    #[test]
    fn equal_means_has_a_margin_on_both_sides() {
        for (left, right) in [(&LEFT, &RIGHT), (&RIGHT, &LEFT)] {
            let decide = |within: f64| {
                let test = equal_means(left, right, within, 0.05).unwrap();
                test.evidence.decide(0.05)
            };
            assert_eq!(decide(1.0), Verdict::Holds);
            assert_eq!(decide(0.5), Verdict::Inconclusive);
            assert_eq!(decide(0.1), Verdict::Violated);
        }
    }

    #[test]
    fn bad_input_is_refused() {
        assert!(equal_means(&LEFT, &RIGHT, 0.0, 0.01).is_err());
        assert!(equal_means(&LEFT, &RIGHT, 0.1, 1.0).is_err());
        assert!(equal_means(&LEFT, &RIGHT[..5], 0.1, 0.01).is_err());
        assert!(ordering(&LEFT, &RIGHT[..5], 0.1, 0.01).is_err());
        assert!(ordering(&LEFT, &RIGHT, f64::NAN, 0.01).is_err());
        assert!(ordering(&LEFT, &RIGHT, 0.1, 0.0).is_err());
        assert!(ordering(&[1.0, f64::NAN], &[1.0, 1.0], 0.1, 0.01).is_err());
    }
}
