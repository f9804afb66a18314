//! How much worse one grid point is than another, as a share of the better one.

use serde::{Deserialize, Serialize};

use super::{Contrast, paired};
use crate::math::{bisect, largest, mean};

/// Up to this ratio of the means the limits are sought in units of the better one.
const ORDINARY_RATIO: f64 = 1e6;

/// How much worse one point is than another: .12 means an error 12% larger.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// Ratio of the mean errors, minus 1. Infinite where only the better mean is 0, and
    /// 0 where both are.
    pub estimate: f64,
    /// Lower limit; -1 where even "the error is above 0" is not settled, infinite where it is and
    /// the better error is exactly 0 in every seed.
    pub low: f64,
    /// Upper limit; infinite where the better error cannot be told from 0.
    pub high: f64,
}

/// D = `end` - (1 + rho) `best`, whose mean is above 0 where the gain is above rho.
pub(super) fn beyond(end: &[f64], best: &[f64], rho: f64) -> Contrast {
    paired::difference(1.0, end, 1.0 + rho, best)
}

/// Ratio of the means minus 1; 0 where both are equal, 0 included.
pub(super) fn excess(end: &[f64], best: &[f64]) -> f64 {
    let (worse, better) = (mean(end), mean(best));
    match worse == better {
        true => 0.0,
        false => worse / better - 1.0,
    }
}

/// The relative gain of `best` over `end`, with limits that miss on their side with
/// probability `error_below` and `error_above`.
///
/// Both hold one error per seed, at least 0, the same seeds in the same order. The limits are those
/// rho at which the contrast D = `end` - (1 + rho) `best` is just decided, found by bisection, so the
/// best error itself is never put into a denominator (Fieller 1954). The lower limit is at least
/// `margin` exactly where the test finds a gain above `margin`, the upper one at most `margin`
/// exactly where it finds a gain below.
pub(super) fn gain(
    end: &[f64],
    best: &[f64],
    margin: f64,
    error_below: f64,
    error_above: f64,
) -> Gain {
    let estimate = excess(end, best);
    if largest(best) == 0.0 && Contrast::of(end, largest(end)).evidence(0.0).holds <= error_below {
        // D is `end` whatever rho is, and is settled to be above 0.
        let (low, high) = (f64::INFINITY, f64::INFINITY);
        return Gain {
            estimate,
            low,
            high,
        };
    }
    // u = (1 + rho)/(unit + 1 + rho) maps rho in [-1, infinity] to [0, 1], and the contrast
    // (1 - u) end - u unit best has the sign and the z of D.
    let unit = match (ORDINARY_RATIO..f64::INFINITY).contains(&estimate) {
        true => estimate,
        false => 1.0,
    };
    let share = |rho: f64| match rho.is_finite() {
        true => (1.0 + rho) / (unit + 1.0 + rho),
        false => 1.0,
    };
    let rho = |u: f64| match u < 1.0 {
        true => unit * (u / (1.0 - u)) - 1.0,
        false => f64::INFINITY,
    };
    let at = |u: f64| paired::difference(1.0 - u, end, u * unit, best).evidence(0.0);
    let above = |u: f64| at(u).holds <= error_below;
    let below = |u: f64| at(u).violated <= error_above;

    let at_margin = beyond(end, best, margin).evidence(0.0);
    let (middle, anchor) = (share(estimate), share(margin));
    let low = if at_margin.holds <= error_below {
        rho(bisect(anchor, middle, above)).max(margin)
    } else if above(0.0) {
        rho(bisect(0.0, middle.min(anchor), above)).min(margin.next_down())
    } else {
        -1.0
    };
    let high = if at_margin.violated <= error_above {
        rho(bisect(anchor, middle, below)).min(margin)
    } else if below(1.0) {
        rho(bisect(1.0, middle.max(anchor), below)).max(margin.next_up())
    } else {
        f64::INFINITY
    };
    Gain {
        estimate,
        low,
        high,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// With a constant better error the interval is the one of the mean, divided.
    #[test]
    fn a_constant_better_error_gives_the_interval_of_the_mean() {
        let end = [0.13, 0.12, 0.145, 0.125, 0.135, 0.13, 0.15];
        let gain = super::gain(&end, &[0.1; 7], 0.02, 0.005, 0.005);
        let [low, high] = Contrast::new(&end).unwrap().interval(0.01).unwrap();
        assert!((gain.low - (low / 0.1 - 1.0)).abs() < 1e-9);
        assert!((gain.high - (high / 0.1 - 1.0)).abs() < 1e-9);
    }

    #[test]
    fn the_unit_of_the_errors_does_not_matter() {
        let end = [0.13, 0.12, 0.145, 0.125, 0.135, 0.13, 0.15];
        let best = [0.1, 0.12, 0.11, 0.09, 0.1, 0.12, 0.11];
        let one = super::gain(&end, &best, 0.02, 0.005, 0.001);
        let percent = |errors: [f64; 7]| errors.map(|error| 100.0 * error);
        let other = super::gain(&percent(end), &percent(best), 0.02, 0.005, 0.001);
        assert!((one.low - other.low).abs() < 1e-9 && (one.high - other.high).abs() < 1e-9);
        assert!(one.low < one.estimate && one.estimate < one.high);
    }

    #[test]
    fn what_is_not_known_is_unbounded() {
        let gain = super::gain(&[0.1, 0.2, 0.1], &[0.0; 3], 0.02, 0.005, 0.005);
        assert_eq!((gain.estimate, gain.high), (f64::INFINITY, f64::INFINITY));
        let gain = super::gain(&[0.0; 3], &[0.0; 3], 0.02, 0.005, 0.005);
        assert_eq!(
            (gain.estimate, gain.low, gain.high),
            (0.0, -1.0, f64::INFINITY)
        );
        // One seed of three has an error at all: it cannot be told from 0 at this level.
        let gain = super::gain(&[0.1, 0.0, 0.0], &[0.1; 3], 0.02, 0.005, 0.005);
        assert_eq!(gain.low, -1.0);
    }

    /// Every seed has no error at the best point and one at the end: every margin is beaten, and is
    /// said to be.
    #[test]
    fn over_an_error_of_nothing_the_gain_is_infinite() {
        let end = [0.13, 0.12, 0.145, 0.125, 0.135, 0.13, 0.15];
        let gain = super::gain(&end, &[0.0; 7], 0.02, 0.005, 0.005);
        let all = [gain.estimate, gain.low, gain.high];
        assert_eq!(all, [f64::INFINITY; 3]);
        // One seed with an error of its own: the estimate and the lower limit are numbers again.
        let best = [0.0, 0.0, 0.01, 0.0, 0.0, 0.0, 0.0];
        let gain = super::gain(&end, &best, 0.02, 0.005, 0.005);
        assert!(gain.low.is_finite() && gain.low > 1.0, "{gain:?}");
        assert_eq!(gain.high, f64::INFINITY);
    }

    /// The limits are those of the same errors in another unit, to 1e-9 of themselves.
    #[test]
    fn a_tiny_better_error_has_limits_around_its_estimate() {
        let end = [0.13, 0.12, 0.145, 0.125, 0.135, 0.13, 0.15];
        let best = [0.1, 0.12, 0.11, 0.09, 0.1, 0.12, 0.11];
        let one = super::gain(&end, &best, 0.02, 0.005, 0.001);
        let tiny = super::gain(&end, &best.map(|error| 1e-20 * error), 0.02, 0.005, 0.001);
        for (tiny, one) in [(tiny.low, one.low), (tiny.high, one.high)] {
            let ratio = (1.0 + tiny) / (1.0 + one);
            assert!((ratio / 1e20 - 1.0).abs() < 1e-9, "{tiny} {one}");
        }
    }

    fn errors() -> impl Strategy<Value = Vec<(f64, f64)>> {
        // Few values, so that ties, zeros and zero spread occur.
        let error = (0_u32..=12).prop_map(|k| f64::from(k * k) / 200.0);
        prop::collection::vec((error.clone(), error), 2..36)
    }

    /// Four seeds, half of them without an error: the test rejects a gain of -1, not one of the margin, and
    /// again a larger one. The limit is the crossing on the far side of the margin.
    #[test]
    fn where_the_score_turns_back_the_margin_bounds_the_search() {
        let end = [0.27, 0.12, 0.09, 0.12];
        let best = [0.18, 0.0, 0.0, 0.08];
        let (margin, error) = (0.02, 0.05);
        let rejected = |rho: f64| beyond(&end, &best, rho).evidence(0.0).holds <= error;
        assert!(rejected(-1.0) && !rejected(margin) && rejected(0.3));
        let gain = super::gain(&end, &best, margin, error, error);
        assert!(gain.low < margin, "{gain:?}");
        assert!(
            rejected(gain.low - 1e-9) && !rejected(gain.low + 1e-9),
            "{gain:?}"
        );
    }

    proptest! {
        #[test]
        fn limits_and_test_agree_at_the_margin(
            errors in errors(), margin in 0.0..2.0_f64, below in 1e-5..0.4_f64, above in 1e-5..0.4_f64,
        ) {
            let (end, best): (Vec<f64>, Vec<f64>) = errors.into_iter().unzip();
            let gain = super::gain(&end, &best, margin, below, above);
            let evidence = beyond(&end, &best, margin).evidence(0.0);
            prop_assert_eq!(evidence.holds <= below, gain.low >= margin, "{:?}", gain);
            prop_assert_eq!(evidence.violated <= above, gain.high <= margin, "{:?}", gain);
            prop_assert!(gain.low <= gain.estimate && gain.estimate <= gain.high, "{:?}", gain);
        }
    }
}
