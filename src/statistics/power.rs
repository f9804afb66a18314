//! What would have been found: the smallest planted effect that 99% of repetitions show.

use rand::{Rng, RngExt};
use serde::Serialize;

use super::binomial::{check_counts, tails};
use super::error::{check, check_share};
use super::{Contrast, StatisticsError, clopper_pearson, paired};
use crate::math::mean;
use crate::random::Streams;

/// Share of the repetitions that have to find an effect.
const SHARE_FOUND: f64 = 0.99;

/// Repetitions drawn.
const REPETITIONS: usize = 1000;

/// Master seed of the repetitions: the same recorded seeds give the same power.
const MASTER_SEED: u64 = 9;

/// The smallest effects found in 99% of repetitions, as distances of the mean from the cut; infinite
/// where no effect would be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Found {
    /// Above the cut.
    pub above: f64,
    /// Below the cut.
    pub below: f64,
}

/// The smallest shifts of a contrast that a test of `seeds` seeds, each side with error
/// `error`, finds in 99% of repetitions.
///
/// The recorded `values`, one per seed, are centred and drawn again with replacement 1000 times, so
/// that no shape of their distribution is assumed. A repetition finds a shift exactly when its own
/// interval's limit is less than that away: the answer is the 99th percentile of these distances. It
/// is not the "observed power" at the measured effect, which restates the p-value.
///
/// # Errors
/// Fewer than two values or `seeds`, a value that is not finite, an error outside (0, 1/2).
pub fn smallest_found(values: &[f64], seeds: usize, error: f64) -> Result<Found, StatisticsError> {
    let recorded = Contrast::new(values)?;
    if seeds < 2 {
        return Err(StatisticsError::TooFewSeeds(seeds));
    }
    check_share("error of one limit", 2.0 * error)?;
    let centred: Vec<f64> = values.iter().map(|value| value - recorded.mean).collect();
    let mut stream = Streams::new(MASTER_SEED).resampling();
    let (mut above, mut below) = (Vec::new(), Vec::new());
    let mut drawn = vec![0.0; seeds];
    for _ in 0..REPETITIONS {
        draw_again(&centred, &mut drawn, &mut stream);
        let repetition = Contrast::of(&drawn, recorded.scale);
        above.push(-repetition.lower_limit(error)?);
        below.push(repetition.upper_limit(error)?);
    }
    Ok(Found {
        above: percentile(above),
        below: percentile(below),
    })
}

fn draw_again(recorded: &[f64], drawn: &mut [f64], stream: &mut impl Rng) {
    for slot in drawn {
        *slot = recorded[stream.random_range(0..recorded.len())];
    }
}

fn percentile(mut distances: Vec<f64>) -> f64 {
    distances.sort_by(f64::total_cmp);
    let covered = (SHARE_FOUND * distances.len() as f64).ceil() as usize;
    distances[covered.max(1) - 1]
}

/// The shortest arms of a U that [`super::interior_optimum`] finds in 99% of repetitions with `seeds`
/// seeds at `level`: how much worse than the point `best` the first and the last point have to be,
/// as ratios minus 1, each with the other arm long.
///
/// From [`smallest_found`] of the two contrasts E_end - (1 + margin) E_best at the error level/(2J)
/// that the search over J interior points leaves; infinite where the mean error at `best` is 0.
///
/// # Errors
/// Those of [`super::interior_optimum`], and a `best` that is not an interior point.
pub fn smallest_arms_found(
    errors: &[Vec<f64>],
    best: usize,
    margin: f64,
    seeds: usize,
    level: f64,
) -> Result<[f64; 2], StatisticsError> {
    paired::check(errors, 3)?;
    let last = errors.len() - 1;
    let inside = best > 0 && best < last;
    let allowed = "an interior point of the grid";
    check(inside, "best point", best as f64, allowed)?;
    let error = level / (2.0 * (last - 1) as f64);
    let floor = mean(&errors[best]);
    let arm = |end: usize| {
        let pairs = errors[end].iter().zip(&errors[best]);
        let beyond: Vec<f64> = pairs.map(|(e, b)| e - (1.0 + margin) * b).collect();
        Ok(margin + smallest_found(&beyond, seeds, error)?.above / floor)
    };
    Ok([arm(0)?, arm(last)?])
}

/// The largest share below `bound` and the smallest above it that exact binomial tests of
/// `trials` seeds, each side with error `error`, find in 99% of repetitions; `None` where
/// not even a share of 0 or 1 would be.
///
/// # Errors
/// No trials, a bound or an error outside (0, 1).
pub fn smallest_shares_found(
    bound: f64,
    trials: usize,
    error: f64,
) -> Result<[Option<f64>; 2], StatisticsError> {
    check_share("bound of the share", bound)?;
    check_share("error of one side", error)?;
    check_counts(0, trials)?;
    let above = smallest_share_above(bound, trials, error)?;
    let below = smallest_share_above(1.0 - bound, trials, error)?;
    Ok([below.map(|failures| 1.0 - failures), above])
}

/// The share at which the fewest successes that reject "at most the bound" are reached in 99%.
fn smallest_share_above(
    bound: f64,
    trials: usize,
    error: f64,
) -> Result<Option<f64>, StatisticsError> {
    let rejects = |successes: &usize| tails(*successes, trials, bound)[0] <= error;
    let Some(successes) = (1..=trials).find(rejects) else {
        return Ok(None);
    };
    // Fewer successes have probability 1% at the upper Clopper-Pearson limit of one less.
    let level = 2.0 * (1.0 - SHARE_FOUND);
    Ok(Some(clopper_pearson(successes - 1, trials, level)?[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 40 values with a spread of about 1 and hardly any skewness.
    fn values() -> Vec<f64> {
        let quantile = |k: i32| crate::math::normal::quantile((f64::from(k) + 0.5) / 40.0);
        (0..40).map(|k| 3.0 + quantile(k).unwrap()).collect()
    }

    /// For normal numbers: (z of the error + z of 99%) s / sqrt(n).
    #[test]
    fn near_normal_values_need_the_shift_of_the_normal_formula() {
        for (seeds, error, z) in [(512, 0.005, 2.575_829), (512, 5e-4, 3.290_527)] {
            let found = smallest_found(&values(), seeds, error).unwrap();
            let spread = Contrast::new(&values()).unwrap().standard_deviation;
            let formula = (z + 2.326_348) * spread / (seeds as f64).sqrt();
            for shift in [found.above, found.below] {
                assert!((shift / formula - 1.0).abs() < 0.06, "{shift} {formula}");
            }
        }
    }

    /// The shift is the one at which 99% of repetitions find it, not fewer and not many more.
    #[test]
    fn a_planted_shift_of_that_size_is_found_in_99_percent() {
        let (seeds, error) = (64, 0.002);
        let found = smallest_found(&values(), seeds, error).unwrap();
        let mean = Contrast::new(&values()).unwrap().mean;
        for (shift, sign) in [(found.above, 1.0), (found.below, -1.0)] {
            let planted: Vec<f64> = values().iter().map(|v| v - mean + sign * shift).collect();
            let mut stream = Streams::new(77).resampling();
            let mut drawn = vec![0.0; seeds];
            let mut hits = 0.0;
            for _ in 0..4000 {
                draw_again(&planted, &mut drawn, &mut stream);
                let evidence = Contrast::new(&drawn).unwrap().evidence(0.0);
                let p = if sign > 0.0 {
                    evidence.holds
                } else {
                    evidence.violated
                };
                hits += f64::from(p <= error);
            }
            let share = hits / 4000.0;
            assert!((0.98..0.997).contains(&share), "{sign} {share}");
        }
    }

    /// A long tail to the right makes a mean below the cut the harder one to show.
    #[test]
    fn skewness_makes_one_side_harder() {
        let skewed: Vec<f64> = (0..40)
            .map(|k| libm::exp(f64::from(k % 20) / 5.0))
            .collect();
        let found = smallest_found(&skewed, 64, 0.002).unwrap();
        assert!(found.below > 1.1 * found.above, "{found:?}");
    }

    #[test]
    fn power_does_not_depend_on_the_mean_and_scales_with_the_spread() {
        let one = smallest_found(&values(), 64, 0.002).unwrap();
        let other: Vec<f64> = values().iter().map(|v| 4.0 * v - 100.0).collect();
        let other = smallest_found(&other, 64, 0.002).unwrap();
        assert!((other.above / one.above - 4.0).abs() < 1e-9);
        assert!((other.below / one.below - 4.0).abs() < 1e-9);
    }

    #[test]
    fn without_a_spread_any_shift_is_found() {
        let found = smallest_found(&[0.3; 8], 64, 0.002).unwrap();
        assert!(found.above < 1e-11 && found.below < 1e-11);
    }

    #[test]
    fn the_percentile_covers_99_of_100() {
        let distances = |count: i32| (1..=count).rev().map(f64::from).collect();
        assert_eq!(percentile(distances(1000)), 990.0);
        assert_eq!(percentile(distances(100)), 99.0);
        assert_eq!(percentile(distances(2)), 2.0);
        assert_eq!(percentile(distances(1)), 1.0);
    }

    #[test]
    fn arms_are_in_units_of_the_best_error_beyond_the_margin() {
        let wiggle = |k: usize| values().iter().map(|v| 0.01 * (v + k as f64)).collect();
        let mut errors: Vec<Vec<f64>> = (0..5).map(wiggle).collect();
        errors[4].rotate_left(7);
        let (best, margin, seeds, level) = (2, 0.1, 64, 0.03);
        let found = smallest_arms_found(&errors, best, margin, seeds, level).unwrap();
        let floor = mean(&errors[2]);
        for (found, end) in found.iter().zip([0, 4]) {
            let pairs = errors[end].iter().zip(&errors[2]);
            let beyond: Vec<f64> = pairs.map(|(e, b)| e - 1.1 * b).collect();
            // Three interior points share .03, halved for the two sides.
            let shift = smallest_found(&beyond, 64, 0.005).unwrap().above;
            assert!((found - (0.1 + shift / floor)).abs() < 1e-12);
        }
        assert!(found[0] > 0.1 && found[1] > found[0]);
        for best in [0, 4, 5] {
            let refused = smallest_arms_found(&errors, best, margin, seeds, level);
            assert!(matches!(
                refused,
                Err(StatisticsError::OutOfRange {
                    what: "best point",
                    ..
                })
            ));
        }
        assert!(smallest_arms_found(&errors[..2], 1, margin, seeds, level).is_err());
    }

    /// n = 10, bound .5, error .02: 9 successes or more have probability 11/1024 = .0107,
    /// 8 have .0547. P(X >= 9) = 10 p^9 - 9 p^10 = .99 at p = .98362 (by bisection, elsewhere).
    #[test]
    fn shares_are_those_of_the_exact_test() {
        let [below, above] = smallest_shares_found(0.5, 10, 0.02).unwrap();
        let above = above.unwrap();
        let power = |p: f64| 10.0 * libm::pow(p, 9.0) - 9.0 * libm::pow(p, 10.0);
        assert!((power(above) - 0.99).abs() < 1e-12, "{above}");
        assert!((below.unwrap() - (1.0 - above)).abs() < 1e-12);
        // Exactly at the probability of all ten, 1/1024, and just below it.
        let least = 1.0 / 1024.0;
        let [_, found] = smallest_shares_found(0.5, 10, 1.000_001 * least).unwrap();
        assert!((libm::pow(found.unwrap(), 10.0) - 0.99).abs() < 1e-12);
        let none = smallest_shares_found(0.5, 10, 0.999_999 * least).unwrap();
        assert_eq!(none, [None, None]);
    }

    /// A small bound: nothing is far enough below it, a share of .3 is found above.
    #[test]
    fn the_two_sides_of_a_share_differ() {
        let [below, above] = smallest_shares_found(0.05, 40, 0.005).unwrap();
        assert_eq!(below, None);
        assert!((0.2..0.4).contains(&above.unwrap()), "{above:?}");
    }

    #[test]
    fn bad_input_is_refused() {
        assert!(smallest_found(&[1.0], 64, 0.01).is_err());
        assert_eq!(
            smallest_found(&[1.0, 2.0], 1, 0.01),
            Err(StatisticsError::TooFewSeeds(1))
        );
        assert!(smallest_found(&[1.0, 2.0], 2, 0.01).is_ok());
        assert!(smallest_found(&[1.0, 2.0], 64, 0.5).is_err());
        assert!(smallest_shares_found(0.5, 0, 0.01).is_err());
        assert!(smallest_shares_found(1.0, 10, 0.01).is_err());
        assert!(smallest_shares_found(0.5, 10, 0.0).is_err());
    }
}
