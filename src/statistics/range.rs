//! A mean between two bounds: two one-sided tests.

use super::{Contrast, Evidence, StatisticsError};

/// Evidence for "the mean lies between `low` and `high`", and an interval for the mean
/// that agrees with it.
///
/// Supported when both one-sided tests are (Schuirmann 1987): the larger p. Refuted by
/// either end: twice the smaller opposite p. With a = `level` / 2 for each side of the
/// verdict, the interval's limits have error a each where the verdict is `Holds` and a/2
/// otherwise, so that it lies between the bounds exactly where the verdict is `Holds` and
/// beyond one of them exactly where it is `Violated`. It covers the mean with
/// probability 1 - `level`: it never is narrower than the one with errors a.
pub(super) fn within(
    contrast: &Contrast,
    [low, high]: [f64; 2],
    level: f64,
) -> Result<(Evidence, [f64; 2]), StatisticsError> {
    let evidence = Evidence::all([contrast.evidence(low), contrast.evidence(high).opposite()]);
    let error = if evidence.holds <= level / 2.0 {
        level / 2.0
    } else {
        level / 4.0
    };
    let interval = [contrast.lower_limit(error)?, contrast.upper_limit(error)?];
    Ok((evidence, interval))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::statistics::Verdict;

    const VALUES: [f64; 9] = [-0.4, -0.3, -0.1, 0.0, 0.1, 0.2, 0.3, 0.5, 0.6];

    /// The mean is .1. By hand from the two one-sided tests.
    #[test]
    fn the_weaker_side_supports_and_either_side_refutes() {
        let contrast = Contrast::new(&VALUES).unwrap();
        let below = contrast.evidence(-0.3);
        let above = contrast.evidence(0.4);
        let (evidence, _) = within(&contrast, [-0.3, 0.4], 0.1).unwrap();
        assert_eq!(evidence.holds, below.holds.max(above.violated));
        assert_eq!(evidence.holds, above.violated);
        assert_eq!(evidence.violated, 1.0);
        let (evidence, _) = within(&contrast, [0.5, 0.7], 0.1).unwrap();
        assert_eq!(evidence.violated, 2.0 * contrast.evidence(0.5).violated);
    }

    #[test]
    fn the_limits_have_the_error_of_the_verdict() {
        let contrast = Contrast::new(&VALUES).unwrap();
        let (evidence, [low, high]) = within(&contrast, [-1.0, 1.0], 0.1).unwrap();
        assert_eq!(evidence.decide(0.1), Verdict::Holds);
        assert_eq!(low, contrast.lower_limit(0.05).unwrap());
        assert_eq!(high, contrast.upper_limit(0.05).unwrap());
        let (evidence, [low, high]) = within(&contrast, [0.0, 1.0], 0.1).unwrap();
        assert_eq!(evidence.decide(0.1), Verdict::Inconclusive);
        assert_eq!(low, contrast.lower_limit(0.025).unwrap());
        assert_eq!(high, contrast.upper_limit(0.025).unwrap());
    }

    proptest! {
        #[test]
        fn interval_and_verdict_agree(
            values in prop::collection::vec(-1.0..1.0_f64, 2..30),
            middle in -1.5..1.5_f64, half_width in 0.01..1.0_f64, level in 0.001..0.5_f64,
        ) {
            let contrast = Contrast::new(&values).unwrap();
            let [from, to] = [middle - half_width, middle + half_width];
            let (evidence, [low, high]) = within(&contrast, [from, to], level).unwrap();
            let expected = if from <= low && high <= to {
                Verdict::Holds
            } else if low >= to || high <= from {
                Verdict::Violated
            } else {
                Verdict::Inconclusive
            };
            prop_assert_eq!(evidence.decide(level), expected);
        }
    }
}
