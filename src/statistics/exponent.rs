//! Is a quantity a power of the swept key, with this exponent?

use serde::Serialize;

use super::error::{check, check_level, check_positive, check_values};
use super::least_squares::{combine, log_grid};
use super::{Contrast, Evidence, StatisticsError, Verdict, paired};
use crate::math::{curvature_weights, slope_weights};

/// A measured exponent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exponent {
    /// p-values for "the exponent is in its range" and against it; both are 1 where
    /// `no_power_law`.
    pub evidence: Evidence,
    /// The least-squares slope of log(value) in log(key), over seeds.
    pub slope: Contrast,
    /// Interval of the mean slope that agrees with the verdict at the level given (if
    /// there is a power law).
    pub interval: [f64; 2],
    /// How the logarithms bend; `None` with two points.
    pub curvature: Option<Curvature>,
    /// Whether the curvature is established to be larger than allowed.
    pub no_power_law: bool,
    /// The slope of every seed.
    pub slopes: Vec<f64>,
}

/// The coefficient of (log10 key)^2 in a parabola fitted to log10 value, per seed: over
/// a decade the local exponent changes by twice this.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Curvature {
    /// The coefficient, over seeds.
    pub coefficient: Contrast,
    /// Interval of its mean.
    pub interval: [f64; 2],
}

/// Evidence for "the exponent is in `expected` +- `within`" from one log-log slope per seed, by two
/// one-sided tests of the mean slope (Schuirmann 1987).
///
/// `values[k][s]` is the value at `grid[k]` with seed s; every point has the same seeds in the same
/// order. A straight line fits a bent curve too, with a slope that is nobody's exponent: if the mean
/// curvature is established (at `level`, either sign) to be larger than `most_curvature`, there is no
/// power law and neither side has evidence.
///
/// # Errors
/// Fewer than 2 points (3 with `most_curvature`) or 2 seeds, different numbers of seeds, values that
/// are not finite or not above 0; a grid that is not positive, finite and rising, or not one a point;
/// an `expected` that is not finite, a `within` or `most_curvature` not above 0, a level outside
/// (0, 1).
pub fn exponent(
    grid: &[f64],
    values: &[Vec<f64>],
    expected: f64,
    within: f64,
    most_curvature: Option<f64>,
    level: f64,
) -> Result<Exponent, StatisticsError> {
    let fewest = if most_curvature.is_some() { 3 } else { 2 };
    paired::check(values, fewest)?;
    check(true, "expected exponent", expected, "a finite number")?;
    check_positive("half-width of the exponent's range", within)?;
    check_level(level)?;
    let log_grid = log_grid(grid, values.len())?;
    check_values(values, "a power law needs values above 0", |value| {
        value > 0.0
    })?;
    let logs = |values: &Vec<f64>| values.iter().map(|value| libm::log10(*value)).collect();
    let logs: Vec<Vec<f64>> = values.iter().map(logs).collect();

    let (slopes, slope) = combine(&slope_weights(&log_grid), &logs);
    let (in_range, interval) = slope.within([expected - within, expected + within], level)?;
    let (curvature, no_power_law) = bend(&log_grid, &logs, most_curvature, level)?;
    Ok(Exponent {
        evidence: match no_power_law {
            true => Evidence::NONE,
            false => in_range,
        },
        slope,
        interval,
        curvature,
        no_power_law,
        slopes,
    })
}

/// The curvature, and whether it is established to be larger than `most`.
fn bend(
    log_grid: &[f64],
    logs: &[Vec<f64>],
    most: Option<f64>,
    level: f64,
) -> Result<(Option<Curvature>, bool), StatisticsError> {
    if log_grid.len() < 3 {
        return Ok((None, false));
    }
    let (_, coefficient) = combine(&curvature_weights(log_grid), logs);
    let (interval, too_large) = match most {
        Some(most) => {
            check_positive("largest curvature", most)?;
            let (evidence, interval) = coefficient.within([-most, most], level)?;
            (interval, evidence.decide(level) == Verdict::Violated)
        }
        None => (coefficient.interval(level)?, false),
    };
    let curvature = Curvature {
        coefficient,
        interval,
    };
    Ok((Some(curvature), too_large))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRID: [f64; 4] = [1.0, 10.0, 100.0, 1000.0];

    /// Seeds with exponents -.5 + .1 k, k = -2..2, and curvatures c + .01 k^3.
    fn power_laws(curvature: f64) -> Vec<Vec<f64>> {
        let value = |u: f64, k: f64| {
            let log = (-0.5 + 0.1 * k) * u + (curvature + 0.01 * k * k * k) * u * u;
            3.0 * libm::exp10(log)
        };
        let seeds = [-2.0, -1.0, 0.0, 1.0, 2.0];
        [0.0, 1.0, 2.0, 3.0]
            .map(|u| seeds.map(|k| value(u, k)).to_vec())
            .to_vec()
    }

    fn decide(expected: f64, within: f64) -> Verdict {
        let test = exponent(&GRID, &power_laws(0.0), expected, within, None, 0.02).unwrap();
        test.evidence.decide(0.02)
    }

    #[test]
    fn slopes_and_curvatures_are_those_of_each_seed() {
        let test = exponent(&GRID, &power_laws(0.0), -0.5, 0.6, None, 0.02).unwrap();
        // A parabola c u^2 on u = 0..3 adds 3 c to the slope.
        for (slope, k) in test.slopes.iter().zip([-2.0_f64, -1.0, 0.0, 1.0, 2.0]) {
            assert!((slope - (-0.5 + 0.1 * k + 0.03 * k * k * k)).abs() < 1e-13);
        }
        assert!((test.slope.mean + 0.5).abs() < 1e-13);
        let curvature = test.curvature.unwrap();
        assert!(curvature.coefficient.mean.abs() < 1e-13);
        let spread = 0.01 * (130.0_f64 / 4.0).sqrt();
        assert!((curvature.coefficient.standard_deviation - spread).abs() < 1e-13);
        assert_eq!(
            curvature.interval,
            curvature.coefficient.interval(0.02).unwrap()
        );
        assert!(!test.no_power_law);
    }

    #[test]
    fn the_range_has_two_ends() {
        assert_eq!(decide(-0.5, 1.5), Verdict::Holds);
        assert_eq!(decide(0.9, 1.5), Verdict::Inconclusive);
        assert_eq!(decide(-1.9, 1.5), Verdict::Inconclusive);
        assert_eq!(decide(2.0, 0.5), Verdict::Violated);
        assert_eq!(decide(-3.0, 0.5), Verdict::Violated);
    }

    #[test]
    fn the_interval_is_the_one_of_the_verdict() {
        let test = exponent(&GRID, &power_laws(0.0), -0.5, 1.5, None, 0.02).unwrap();
        assert_eq!(test.interval, test.slope.interval(0.02).unwrap());
        assert!(-2.0 <= test.interval[0] && test.interval[1] <= 1.0);
    }

    #[test]
    fn an_established_curvature_takes_both_sides_away() {
        let bent = power_laws(0.5);
        let test = |most| exponent(&GRID, &bent, 1.0, 1.5, most, 0.02).unwrap();
        assert!(test(Some(0.1)).no_power_law);
        assert_eq!(test(Some(0.1)).evidence, Evidence::NONE);
        assert!(test(Some(0.1)).curvature.unwrap().interval[0] > 0.1);
        for allowed in [None, Some(0.5), Some(1.0)] {
            let test = test(allowed);
            assert!(!test.no_power_law, "{allowed:?}");
            assert_eq!(test.evidence.decide(0.02), Verdict::Holds);
        }
        let hollow = exponent(&GRID, &power_laws(-0.5), -2.0, 1.5, Some(0.1), 0.02).unwrap();
        assert!(hollow.no_power_law);
    }

    #[test]
    fn two_points_have_no_curvature() {
        let values = &power_laws(0.0)[..2];
        let test = exponent(&GRID[..2], values, -0.5, 0.5, None, 0.02).unwrap();
        assert_eq!((test.curvature, test.no_power_law), (None, false));
        assert_eq!(
            exponent(&GRID[..2], values, -0.5, 0.5, Some(0.1), 0.02),
            Err(StatisticsError::TooFewPoints {
                found: 2,
                needed: 3
            })
        );
        let three = exponent(
            &GRID[..3],
            &power_laws(0.0)[..3],
            -0.5,
            0.5,
            Some(9.0),
            0.02,
        );
        assert!(three.unwrap().curvature.is_some());
    }

    #[test]
    fn a_power_law_needs_values_above_zero() {
        for value in [0.0, -1.0] {
            let mut values = power_laws(0.0);
            values[2][4] = value;
            let error = exponent(&GRID, &values, -0.5, 0.1, None, 0.02).unwrap_err();
            assert_eq!(
                error,
                StatisticsError::Value {
                    point: 2,
                    seed: 4,
                    value,
                    needed: "a power law needs values above 0"
                }
            );
            assert!(error.to_string().contains("point 2, seed 4"));
        }
    }

    #[test]
    fn bad_questions_are_refused() {
        let values = power_laws(0.0);
        let ask = |expected, within, most, level| {
            exponent(&GRID, &values, expected, within, most, level).is_err()
        };
        assert!(!ask(-0.5, 0.1, Some(0.1), 0.02));
        assert!(ask(f64::NAN, 0.1, None, 0.02));
        assert!(ask(-0.5, 0.0, None, 0.02));
        assert!(ask(-0.5, 0.1, Some(0.0), 0.02));
        assert!(ask(-0.5, 0.1, None, 1.0));
        assert!(exponent(&GRID[..3], &values, -0.5, 0.1, None, 0.02).is_err());
        assert!(exponent(&GRID[..1], &values[..1], -0.5, 0.1, None, 0.02).is_err());
    }
}
