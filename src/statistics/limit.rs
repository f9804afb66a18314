//! Does a quantity tend to a limit along a grid?

use serde::Serialize;

use super::contrast::ROUNDING;
use super::error::{check_at_least_zero, check_level, check_positive};
use super::{Contrast, Evidence, StatisticsError, paired};
use crate::math::largest;

/// How near a quantity came to its limit, and how much nearer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Limit {
    /// p-values for the claim and against it.
    pub evidence: Evidence,
    /// |value - target| at the last grid point.
    pub gap: Contrast,
    /// Interval of its mean, which agrees with the verdict at the level given.
    pub gap_interval: [f64; 2],
    /// Fall of the natural logarithm of the gap from the first point to the last.
    pub fall: Contrast,
    /// Interval of its mean, which agrees with the verdict at the level given.
    pub fall_interval: [f64; 2],
}

/// Evidence for "the gap |value - target| is at most `within` in the mean at the last grid
/// point, and its logarithm fell by at least `falls_by` from the first to the last".
///
/// `first` and `last` hold [values, targets] at these two points, one number per seed, the same
/// seeds in the same order. The second part asks for a trend: a gap that was small all along shows no
/// limit. Supported by the larger p of both parts, refuted by twice the smaller opposite p: it holds
/// exactly where `gap_interval` is at most `within` and `fall_interval` at least `falls_by`, and is
/// violated exactly where one of them lies beyond its bound.
///
/// A gap below 1e-12 of the largest number is rounding and is taken to be that large; a seed whose
/// gap is rounding at both points has reached the limit from the start, and counts neither for nor
/// against a fall.
///
/// # Errors
/// Fewer than 2 seeds, different numbers of seeds, values that are not finite; a `within` that is
/// not above 0, a negative `falls_by`, a level outside (0, 1).
pub fn limit(
    first: [&[f64]; 2],
    last: [&[f64]; 2],
    within: f64,
    falls_by: f64,
    level: f64,
) -> Result<Limit, StatisticsError> {
    let all = [first[0], first[1], last[0], last[1]];
    paired::check(&all, 4)?;
    check_positive("largest gap at the last point", within)?;
    check_at_least_zero("fall of the logarithm of the gap", falls_by)?;
    check_level(level)?;
    let scale = largest(all.into_iter().flatten());

    let gap = |(value, target): (&f64, &f64)| (value - target).abs();
    let gaps = [first, last].map(|[values, targets]| {
        let pairs = values.iter().zip(targets);
        pairs.map(gap).collect::<Vec<f64>>()
    });
    let gap = Contrast::of(&gaps[1], scale);
    let fall = fall(&gaps, ROUNDING * scale, falls_by);
    let evidence = Evidence::all([gap.evidence(within).opposite(), fall.evidence(falls_by)]);
    let [alone, one_of_two] = [level / 2.0, level / 4.0];
    Ok(Limit {
        evidence,
        gap,
        gap_interval: [gap.lower_limit(one_of_two)?, gap.upper_limit(alone)?],
        fall,
        fall_interval: [fall.lower_limit(alone)?, fall.upper_limit(one_of_two)?],
    })
}

/// log(first gap) - log(last gap), seed by seed; `neutral` where both are rounding.
fn fall([first, last]: &[Vec<f64>; 2], rounding: f64, neutral: f64) -> Contrast {
    let mut scale = neutral;
    let falls = first.iter().zip(last).map(|(&before, &after)| {
        if before <= rounding && after <= rounding {
            return neutral;
        }
        let [before, after] = [before, after].map(|gap| libm::log(gap.max(rounding)));
        scale = scale.max(before.abs()).max(after.abs());
        before - after
    });
    let falls: Vec<f64> = falls.collect();
    Contrast::of(&falls, scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Verdict;

    const TARGET: [f64; 5] = [1.0, 2.0, 1.0, 2.0, 1.0];

    fn near(gaps: [f64; 5]) -> Vec<f64> {
        TARGET.iter().zip(gaps).map(|(t, gap)| t + gap).collect()
    }

    fn test(first: [f64; 5], last: [f64; 5], within: f64, falls_by: f64) -> Limit {
        let (first, last) = (near(first), near(last));
        limit([&first, &TARGET], [&last, &TARGET], within, falls_by, 0.1).unwrap()
    }

    const FAR: [f64; 5] = [0.5, -0.5, 0.25, -0.25, 0.5];
    const NEAR: [f64; 5] = [-0.125, 0.0625, 0.0625, 0.03125, 0.125];

    /// Gaps .125, .0625, .0625, .03125, .125; falls of log 4, 8, 4, 8, 4.
    #[test]
    fn gaps_are_absolute_and_falls_are_natural_logarithms() {
        let found = test(FAR, NEAR, 0.3, 1.0);
        assert!((found.gap.mean - 0.08125).abs() < 1e-15);
        let log2 = std::f64::consts::LN_2;
        assert!((found.fall.mean - 2.4 * log2).abs() < 1e-14);
        assert!((found.fall.standard_deviation - 0.3_f64.sqrt() * log2).abs() < 1e-14);
        assert_eq!(found.evidence.decide(0.1), Verdict::Holds);
    }

    #[test]
    fn both_parts_have_to_hold_and_either_refutes() {
        let decide = |within, falls_by| test(FAR, NEAR, within, falls_by).evidence.decide(0.1);
        assert_eq!(decide(0.3, 0.5), Verdict::Holds);
        assert_eq!(decide(0.08125, 0.5), Verdict::Inconclusive);
        assert_eq!(decide(0.3, 1.5), Verdict::Inconclusive);
        assert_eq!(decide(0.01, 0.5), Verdict::Violated);
        assert_eq!(decide(0.3, 5.0), Verdict::Violated);
        let found = test(FAR, NEAR, 0.2, 1.0);
        let [gap, fall] = [found.gap.evidence(0.2), found.fall.evidence(1.0)];
        assert_eq!(found.evidence.holds, gap.violated.max(fall.holds));
        assert_eq!(
            test(FAR, NEAR, 0.05, 1.0).evidence.violated,
            2.0 * found.gap.evidence(0.05).holds
        );
    }

    #[test]
    fn the_intervals_agree_with_the_verdict() {
        for within in [0.01, 0.04, 0.08125, 0.12, 0.14, 0.3] {
            for falls_by in [0.1, 0.6, 1.0, 1.4, 2.0, 5.0] {
                let found = test(FAR, NEAR, within, falls_by);
                let ([gap_low, gap_high], [fall_low, fall_high]) =
                    (found.gap_interval, found.fall_interval);
                let expected = if gap_high <= within && fall_low >= falls_by {
                    Verdict::Holds
                } else if gap_low >= within || fall_high <= falls_by {
                    Verdict::Violated
                } else {
                    Verdict::Inconclusive
                };
                assert_eq!(found.evidence.decide(0.1), expected, "{within} {falls_by}");
            }
        }
        let found = test(FAR, NEAR, 0.3, 1.0);
        assert_eq!(found.gap_interval[0], found.gap.lower_limit(0.025).unwrap());
        assert_eq!(found.gap_interval[1], found.gap.upper_limit(0.05).unwrap());
        assert_eq!(
            found.fall_interval[0],
            found.fall.lower_limit(0.05).unwrap()
        );
        assert_eq!(
            found.fall_interval[1],
            found.fall.upper_limit(0.025).unwrap()
        );
    }

    /// The limit is reached exactly: gaps are measured to 1e-12 of the largest number, 2.5.
    #[test]
    fn a_gap_of_zero_at_the_end_is_a_large_fall() {
        let first = [0.5, 0.5, 0.25, 0.25, 0.5];
        let found = test(first, [0.0; 5], 0.3, 1.0);
        let expected = libm::log(0.4 / (1e-12 * 2.5));
        assert!(found.fall.mean > 24.0 && (found.fall.mean - expected).abs() < 0.2);
        assert_eq!(found.evidence.decide(0.1), Verdict::Holds);
        let left = test([0.0; 5], first, 0.9, 1.0);
        assert!(left.fall.mean < -24.0);
        assert_eq!(left.evidence.decide(0.1), Verdict::Violated);
    }

    #[test]
    fn a_seed_at_the_limit_all_along_counts_neither_way() {
        let found = test(
            [0.0, 0.5, 0.5, 0.5, 0.5],
            [0.0, 0.1, 0.1, 0.1, 0.1],
            0.3,
            1.0,
        );
        let expected = (1.0 + 4.0 * libm::log(5.0)) / 5.0;
        assert!((found.fall.mean - expected).abs() < 1e-12);
        let nothing = test([0.0; 5], [0.0; 5], 0.3, 1.0);
        assert_eq!(nothing.evidence.decide(0.1), Verdict::Inconclusive);
        let zero = [0.0; 3];
        let zero = limit([&zero, &zero], [&zero, &zero], 0.3, 0.0, 0.1).unwrap();
        assert_eq!(zero.evidence.decide(0.1), Verdict::Inconclusive);
    }

    /// The same gap everywhere is small, and is no limit.
    #[test]
    fn a_gap_that_does_not_fall_is_no_limit() {
        assert_eq!(
            test(NEAR, NEAR, 0.3, 1.0).evidence.decide(0.1),
            Verdict::Violated
        );
    }

    #[test]
    fn bad_input_is_refused() {
        let good = near(NEAR);
        let ask = |last: &[f64], within, falls_by, level| {
            limit([&good, &TARGET], [last, &TARGET], within, falls_by, level).is_err()
        };
        assert!(!ask(&good, 0.1, 0.0, 0.1));
        assert!(ask(&good, 0.0, 1.0, 0.1));
        assert!(ask(&good, 0.1, -1.0, 0.1));
        assert!(ask(&good, 0.1, 1.0, 1.0));
        assert!(ask(&good[..4], 0.1, 1.0, 0.1));
        assert!(ask(&[f64::NAN; 5], 0.1, 1.0, 0.1));
    }
}
