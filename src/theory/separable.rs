//! Orthogonal separability: how often a draw of the mixture has it, and the times it gives.

use std::f64::consts::TAU;

use libm::{log, pow};

use super::Premise;
use crate::data::Mixture;
use crate::observables::{angle_density, angle_mass};

/// Largest measured `t_1 xmin sqrt(mu) / log n` for non-degenerate starts. A measurement
/// (logistic2, n >= 2), not a theorem: MMV24, Theorem 1, has the order with an unspecified
/// constant.
pub const MEASURED_ENTRY_CONSTANT: f64 = 0.66;

/// Time by which a neuron that does not die has entered its cone under OS, flow time of the
/// sum loss at a pull of 1 (logistic2, exponential; twice as long for logistic):
/// `0.66 log n / (xmin sqrt(mu))`. The form is MMV24's, Theorem 1; the constant is
/// [measured](MEASURED_ENTRY_CONSTANT).
///
/// n >= 2, xmin the length of the shortest point, mu > 0 the orthogonal separability. Only for
/// starts that are [non-degenerate](is_non_degenerate): near the repelling direction the time
/// grows like log(1/distance).
pub fn entry_time(samples: usize, shortest_point: f64, separability: f64) -> f64 {
    MEASURED_ENTRY_CONSTANT * log(samples as f64) / (shortest_point * separability.sqrt())
}

/// Whether a neuron starts away from the repelling direction: its cosine to the sum of the class
/// it is pushed from (x_- for v_j > 0, x_+ for v_j < 0) is below sqrt(1 - mu) (MMV24,
/// non-degenerate initialisation).
pub fn is_non_degenerate(cosine_to_wrong_class: f64, separability: f64) -> bool {
    cosine_to_wrong_class < (1.0 - separability).sqrt()
}

/// Slope of the escape time, the first time max|f| reaches a level, in log(1/alpha) as
/// alpha -> 0 under OS (own): `1 / (pull max(|x_+|, |x_-|))`.
/// Needs output weights of both signs that survive in their cones; the pull is -l'(0).
pub fn escape_time_slope(pull: f64, positive_sum: f64, negative_sum: f64) -> f64 {
    1.0 / (pull * positive_sum.max(negative_sum))
}

/// Beyond this |kappa|/sigma the probability is 1 to rounding: two of n < 1e50 points are at an
/// obtuse angle with probability below n^2 e^(-k^2/4).
const CERTAIN_RATIO: f64 = 40.0;

/// P(mu > 0), the share of draws of the mixture that rejection accepts; in one and two
/// dimensions, where it is an integral: `n int p(theta) F(theta)^(n-1) dtheta` for d = 2, p the
/// density of the angle and F the mass of (theta, theta + pi/2), `Phi(k)^n + Phi(-k)^n` for d = 1,
/// k = kappa/sigma (own). Absolute error about 1e-12.
///
/// # Errors
/// [`Premise::OneOrTwoDimensions`] for d above 2.
pub fn separable_probability(law: &Mixture) -> Result<f64, Premise> {
    let samples = law.samples as f64;
    let ratio = law.signal.abs() / law.noise;
    match law.dimension {
        // Without noise every point is +-kappa s; without signal too, all are 0.
        1 | 2 if law.noise == 0.0 => Ok(if law.signal == 0.0 { 0.0 } else { 1.0 }),
        1 => {
            let wrong = law.error_at_cosine(1.0);
            Ok(pow(1.0 - wrong, samples) + pow(wrong, samples))
        }
        2 if ratio > CERTAIN_RATIO => Ok(1.0),
        2 => Ok(within_a_right_angle(law.samples, ratio)),
        dimension => Err(Premise::OneOrTwoDimensions(dimension)),
    }
}

/// n int p F^(n-1) over the circle. The integrand is smooth and periodic, so that the
/// trapezoidal rule converges faster than any power; F is a sliding sum of cells.
fn within_a_right_angle(samples: usize, ratio: f64) -> f64 {
    let samples = samples as f64;
    let quarter = (16.0 * ratio.max(1.0) * samples.sqrt()).ceil() as usize;
    let cells = 4 * quarter;
    let step = TAU / cells as f64;
    let at = |i: usize| i as f64 * step;
    let masses: Vec<f64> = (0..cells)
        .map(|i| angle_mass(at(i), at(i + 1), ratio))
        .collect();
    let mut within: f64 = masses[..quarter].iter().sum();
    let mut sum = 0.0;
    for i in 0..cells {
        sum += angle_density(at(i), ratio) * pow(within, samples - 1.0);
        within += masses[(i + quarter) % cells] - masses[i];
    }
    (samples * step * sum).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Construction, DataConfig, MixtureConfig, SeparableConfig};
    use crate::data::{Problem, orthogonal_separability};
    use crate::network::Loss;
    use crate::random::Streams;

    fn probability(samples: usize, dimension: usize, signal: f64) -> f64 {
        let law = Mixture {
            samples,
            dimension,
            signal,
            noise: 1.0,
        };
        separable_probability(&law).unwrap()
    }

    /// By scipy's adaptive quadrature.
    #[test]
    fn known_values() {
        for (samples, signal, expected) in [
            (10, 2.0, 0.384_904_439_337_707_9),
            (20, 2.0, 0.097_498_515_832_531_3),
            (40, 2.0, 0.004_963_065_124_922_2),
            (80, 2.0, 9.745_912_053_042_362e-6),
            (5, 0.5, 0.051_950_343_786_847_36),
            (10, 3.0, 0.900_643_208_322_208_9),
        ] {
            let found = probability(samples, 2, signal);
            assert!(
                (found / expected - 1.0).abs() < 1e-10,
                "{samples} {signal}: {found}"
            );
        }
    }

    #[test]
    fn without_signal_it_is_the_chance_of_a_quarter_circle() {
        for samples in 1..30 {
            let n = samples as f64;
            let found = probability(samples, 2, 0.0);
            assert!(
                (found - n * libm::pow(0.25, n - 1.0)).abs() < 1e-13,
                "{samples}: {found}"
            );
        }
    }

    #[test]
    fn limits_and_symmetry() {
        assert!((probability(1, 2, 0.7) - 1.0).abs() < 1e-13);
        assert_eq!(probability(1000, 2, 41.0), 1.0);
        assert!((probability(50, 2, 12.0) - 1.0).abs() < 1e-10);
        assert_eq!(probability(7, 2, -1.3), probability(7, 2, 1.3));
        assert!((probability(3, 1, 0.0) - 0.25).abs() < 1e-15);
        let below = 0.022_750_131_948_179_21; // Phi(-2)
        let two = (1.0 - below) * (1.0 - below) + below * below;
        assert!((probability(2, 1, 2.0) - two).abs() < 1e-15);
        assert_eq!(probability(2, 1, -2.0), probability(2, 1, 2.0));
        for n in 1..40 {
            assert!(probability(n, 2, 1.5) > probability(n + 1, 2, 1.5));
            assert!(probability(n + 1, 2, 1.5) < probability(n + 1, 2, 1.6));
        }
        let silent = |signal| {
            let law = Mixture {
                samples: 3,
                dimension: 2,
                signal,
                noise: 0.0,
            };
            separable_probability(&law).unwrap()
        };
        assert_eq!((silent(0.0), silent(1.0)), (0.0, 1.0));
        let law = Mixture {
            samples: 3,
            dimension: 3,
            signal: 1.0,
            noise: 1.0,
        };
        let refused = separable_probability(&law);
        assert_eq!(refused, Err(Premise::OneOrTwoDimensions(3)));
    }

    #[test]
    fn draws_are_accepted_at_this_rate() {
        let config = |dimension| {
            DataConfig::from(SeparableConfig {
                mixture: MixtureConfig {
                    samples: 10,
                    dimension,
                    signal: 1.0,
                    test_lines: 0,
                    ..Default::default()
                },
                construction: Construction::Rejection,
            })
        };
        for dimension in [1, 2] {
            let (mut tries, accepted) = (0, 300);
            for replicate in 0..accepted {
                let streams = Streams::new(5).replicate(replicate);
                let problem = Problem::draw(&config(dimension), Loss::Logistic, &streams).unwrap();
                assert!(orthogonal_separability(&problem.training) > 0.0);
                tries += problem.draw.tries;
            }
            let exact = probability(10, dimension, 1.0);
            let rate = accepted as f64 / tries as f64;
            let spread = exact * ((1.0 - exact) / accepted as f64).sqrt();
            assert!(
                (rate - exact).abs() < 4.0 * spread,
                "d = {dimension}: {rate} {exact}"
            );
        }
    }

    #[test]
    fn known_values_and_scalings() {
        let time = entry_time(10, 2.0, 0.25);
        assert!((time - 0.66 * log(10.0)).abs() < 1e-15);
        assert_eq!(entry_time(10, 4.0, 0.25), 0.5 * time);
        assert_eq!(entry_time(10, 2.0, 0.0625), 2.0 * time);
        assert_eq!(escape_time_slope(0.5, 4.0, 5.0), 0.4);
        assert_eq!(escape_time_slope(1.0, 5.0, 4.0), 0.2);
    }

    #[test]
    fn degenerate_starts_point_at_the_wrong_class() {
        assert!(is_non_degenerate(0.79, 0.36));
        assert!(!is_non_degenerate(0.81, 0.36));
        assert!(is_non_degenerate(-1.0, 1.0));
    }
}
