//! The symmetric Gaussian mixture `x = kappa y s + sigma z`.

use faer::Mat;
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

use super::{DataError, Dataset};
use crate::faults::{Fault, planted};
use crate::math::{normal, unit};

/// The symmetric Gaussian mixture: a fair label y in {-1, +1} and
/// `x = kappa y s + sigma z` with `z ~ N(0, I_d)`.
///
/// The law is invariant under rotations, so the signal direction s is the first
/// basis vector. The signal-to-noise ratio is kappa/sigma.
///
/// ```
/// use sweetspot::{data::Mixture, random::Streams};
/// let mixture = Mixture { samples: 40, dimension: 40, signal: 2.0, noise: 1.0 };
/// let data = mixture.draw(&mut Streams::new(0).data())?;
/// assert_eq!((data.samples(), data.dimension()), (40, 40));
/// assert!((mixture.bayes_error() - 0.02275).abs() < 1e-5); // Phi(-2)
/// # Ok::<(), sweetspot::data::DataError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixture {
    /// Number of points n.
    pub samples: usize,
    /// Dimension d.
    pub dimension: usize,
    /// Length kappa of the class means.
    pub signal: f64,
    /// Standard deviation sigma of the noise in every direction.
    pub noise: f64,
}

/// Most numbers one draw may hold (2 GiB): a mistyped size is refused instead of
/// exhausting the memory.
const MOST_NUMBERS: usize = 1 << 28;

impl Mixture {
    /// Draws n labelled points, row by row, so that a larger n extends a smaller one.
    ///
    /// Labels and z come from the stream alone: another kappa or sigma moves the same
    /// draw. At tiny n all labels may be equal.
    ///
    /// # Errors
    /// Refuses n = 0, d = 0, a draw of more than 2^28 numbers, and a kappa or sigma
    /// that makes a coordinate infinite or NaN.
    pub fn draw(&self, stream: &mut impl Rng) -> Result<Dataset, DataError> {
        check_size(self.samples, self.dimension)?;
        let mut points = Mat::zeros(self.samples, self.dimension);
        let mut labels = vec![0.0; self.samples];
        let mut row = vec![0.0; self.dimension];
        for (i, label) in labels.iter_mut().enumerate() {
            *label = draw_row(&mut row, stream);
            self.place(*label, &mut row);
            for (j, &x) in row.iter().enumerate() {
                points[(i, j)] = x;
            }
        }
        Dataset::new(points, labels)
    }

    /// Turns a row of standard normals z into the point x of a label.
    pub(super) fn place(&self, label: f64, row: &mut [f64]) {
        for x in row.iter_mut() {
            *x *= self.noise;
            if planted(Fault::NoiseIsItsSquare) {
                *x *= self.noise;
            }
        }
        if let Some(along) = row.first_mut() {
            *along += self.signal * label;
        }
    }

    /// Draws the part of m test points that is orthogonal to s, m x d: sigma z with
    /// the component along s set to 0. A test point of label y is
    /// `(kappa y + sigma z_1) s` plus one of these rows, so that the error can be
    /// integrated exactly along s.
    ///
    /// # Errors
    /// Refuses m = 0, d = 0 and more than 2^28 numbers.
    pub fn draw_lines(&self, lines: usize, stream: &mut impl Rng) -> Result<Mat<f64>, DataError> {
        check_size(lines, self.dimension)?;
        let mut points = Mat::zeros(lines, self.dimension);
        for i in 0..lines {
            for j in 1..self.dimension {
                let z: f64 = StandardNormal.sample(stream);
                points[(i, j)] = self.noise * z;
            }
        }
        Ok(points)
    }

    /// The signal direction s, length d.
    pub fn direction(&self) -> Vec<f64> {
        let entry = |j| if j == 0 { 1.0 } else { 0.0 };
        (0..self.dimension).map(entry).collect()
    }

    /// The smallest error any classifier can have, `Phi(-|kappa|/sigma)`.
    pub fn bayes_error(&self) -> f64 {
        if planted(Fault::BayesHasNoSignal) {
            return normal::cdf(-1.0 / self.noise);
        }
        self.error_at_cosine(self.signal.signum())
    }

    /// The error of the linear classifier `sign <u, x>`:
    /// `E(u) = Phi(-(kappa/sigma) <u,s>/|u|)`; 1/2 for u = 0 and for an infinite entry.
    pub fn error_of_direction(&self, u: &[f64]) -> f64 {
        unit(u).map_or(0.5, |unit| self.error_at_cosine(unit[0]))
    }

    /// The error of a direction at this cosine to s, `Phi(-(kappa/sigma) cosine)`.
    pub fn error_at_cosine(&self, cosine: f64) -> f64 {
        let margin = self.signal * cosine;
        // Without noise margin/sigma is 0/0 for a direction that decides nothing.
        if margin == 0.0 {
            return 0.5;
        }
        if planted(Fault::DirectionHasNoNoise) {
            return normal::cdf(-margin);
        }
        normal::cdf(-margin / self.noise)
    }
}

/// Draws a fair label and fills z with standard normals: the one order in which a
/// row of the mixture uses its stream.
pub(super) fn draw_row(z: &mut [f64], stream: &mut impl Rng) -> f64 {
    let mut label = if stream.random::<bool>() { 1.0 } else { -1.0 };
    if planted(Fault::LabelsAreBiased) && stream.random::<bool>() {
        label = 1.0;
    }
    for z in z {
        *z = StandardNormal.sample(stream);
    }
    label
}

/// Refuses an empty draw and one that could not fit.
pub(super) fn check_size(rows: usize, columns: usize) -> Result<(), DataError> {
    if rows == 0 || columns == 0 {
        return Err(DataError::Empty);
    }
    match rows.checked_mul(columns) {
        Some(numbers) if numbers <= MOST_NUMBERS => Ok(()),
        _ => Err(DataError::TooLarge {
            rows,
            columns,
            most: MOST_NUMBERS,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;

    const MIXTURE: Mixture = Mixture {
        samples: 20_000,
        dimension: 3,
        signal: 1.5,
        noise: 0.7,
    };

    /// Kolmogorov and Smirnov's distance to N(0, 1).
    fn distance_to_normal(mut sample: Vec<f64>) -> f64 {
        sample.sort_by(f64::total_cmp);
        let n = sample.len() as f64;
        let gaps = sample.iter().enumerate().map(|(i, x)| {
            let p = normal::cdf(*x);
            (p - i as f64 / n).max((i + 1) as f64 / n - p)
        });
        gaps.fold(0.0, f64::max)
    }

    /// The noise of coordinate j, standardised, of all rows.
    fn noise(mixture: &Mixture, data: &Dataset, j: usize) -> Vec<f64> {
        let mean = if j == 0 { mixture.signal } else { 0.0 };
        let rows = data.points().nrows();
        (0..rows)
            .map(|i| (data.points()[(i, j)] - mean * data.labels()[i]) / mixture.noise)
            .collect()
    }

    #[test]
    fn every_coordinate_is_normal_around_its_class_mean() {
        let data = MIXTURE.draw(&mut Streams::new(1).data()).unwrap();
        // P(sqrt(n) D > 1.95) = 0.001 (Kolmogorov).
        let limit = 1.95 / (MIXTURE.samples as f64).sqrt();
        for j in 0..MIXTURE.dimension {
            assert!(distance_to_normal(noise(&MIXTURE, &data, j)) < limit, "{j}");
        }
    }

    #[test]
    fn coordinates_and_labels_are_uncorrelated_and_labels_fair() {
        let data = MIXTURE.draw(&mut Streams::new(2).data()).unwrap();
        let n = MIXTURE.samples as f64;
        let mut variables: Vec<Vec<f64>> = (0..3).map(|j| noise(&MIXTURE, &data, j)).collect();
        variables.push(data.labels().to_vec());
        for (a, x) in variables.iter().enumerate() {
            let mean = x.iter().sum::<f64>() / n;
            assert!(mean.abs() < 4.0 / n.sqrt(), "mean of {a}: {mean}");
            for y in &variables[..a] {
                let covariance = x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>() / n;
                assert!(covariance.abs() < 4.0 / n.sqrt(), "{a}: {covariance}");
            }
        }
    }

    #[test]
    fn larger_n_extends_smaller_n() {
        let draw = |samples| {
            let mixture = Mixture { samples, ..MIXTURE };
            mixture.draw(&mut Streams::new(3).data()).unwrap()
        };
        let (small, large) = (draw(5), draw(9));
        assert_eq!(small.points(), large.points().subrows(0, 5));
        assert_eq!(small.labels(), &large.labels()[..5]);
        let lines = |m| MIXTURE.draw_lines(m, &mut Streams::new(3).test()).unwrap();
        assert_eq!(lines(4).as_ref(), lines(6).subrows(0, 4));
    }

    #[test]
    fn signal_and_noise_move_the_same_draw() {
        let draw = |signal, noise| {
            let mixture = Mixture {
                samples: 50,
                signal,
                noise,
                ..MIXTURE
            };
            (mixture, mixture.draw(&mut Streams::new(4).data()).unwrap())
        };
        let (unit, plain) = draw(0.0, 1.0);
        let (moved, data) = draw(3.0, 0.25);
        assert_eq!(plain.labels(), data.labels());
        for j in 0..3 {
            for (a, b) in noise(&unit, &plain, j).iter().zip(noise(&moved, &data, j)) {
                assert!((a - b).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn lines_are_noise_orthogonal_to_the_signal() {
        let mixture = Mixture {
            dimension: 2,
            ..MIXTURE
        };
        let lines = mixture
            .draw_lines(20_000, &mut Streams::new(5).test())
            .unwrap();
        assert!(lines.col(0).iter().all(|&x| x == 0.0));
        let z = lines.col(1).iter().map(|x| x / mixture.noise).collect();
        assert!(distance_to_normal(z) < 1.95 / 20_000f64.sqrt());
    }

    #[test]
    fn error_of_a_direction_is_what_points_show() {
        let data = MIXTURE.draw(&mut Streams::new(6).data()).unwrap();
        let u = [1.0, -2.0, 0.5];
        let wrong = (0..MIXTURE.samples).filter(|&i| {
            let f: f64 = (0..3).map(|j| data.points()[(i, j)] * u[j]).sum();
            f * data.labels()[i] < 0.0
        });
        let (n, p) = (MIXTURE.samples as f64, MIXTURE.error_of_direction(&u));
        let deviation = (wrong.count() as f64 / n - p) / (p * (1.0 - p) / n).sqrt();
        assert!(deviation.abs() < 4.0, "{deviation}");
    }

    #[test]
    fn known_errors_of_directions() {
        let best = MIXTURE.error_of_direction(&MIXTURE.direction());
        assert_eq!(best, MIXTURE.bayes_error());
        let unit = Mixture {
            signal: 1.0,
            noise: 1.0,
            ..MIXTURE
        };
        assert!((unit.bayes_error() - 0.158_655_253_931_457_05).abs() < 1e-15);
        let opposite = unit.error_of_direction(&[-1e-200, 0.0, 0.0]);
        assert!((opposite - 0.841_344_746_068_542_9).abs() < 1e-15);
        assert_eq!(unit.error_of_direction(&[0.0; 3]), 0.5);
        assert_eq!(unit.error_of_direction(&[0.0, 1.0, 0.0]), 0.5);
        let tiny = unit.error_of_direction(&[3e-300, 4e-300, 0.0]);
        assert!((tiny - unit.error_of_direction(&[3.0, 4.0, 0.0])).abs() < 1e-15);
        let noiseless = Mixture { noise: 0.0, ..unit };
        assert_eq!(noiseless.bayes_error(), 0.0);
        assert_eq!(noiseless.error_of_direction(&[0.0, 1.0, 0.0]), 0.5);
        let signalless = Mixture {
            signal: 0.0,
            noise: 0.0,
            ..unit
        };
        assert_eq!(signalless.bayes_error(), 0.5);
    }

    #[test]
    fn impossible_sizes_and_numbers_are_refused() {
        let draw = |mixture: Mixture| mixture.draw(&mut Streams::new(0).data());
        let huge = Mixture {
            samples: usize::MAX,
            ..MIXTURE
        };
        assert!(matches!(draw(huge), Err(DataError::TooLarge { .. })));
        let large = Mixture {
            samples: 1 << 30,
            ..MIXTURE
        };
        assert!(matches!(draw(large), Err(DataError::TooLarge { .. })));
        let none = Mixture {
            samples: 0,
            ..MIXTURE
        };
        assert!(matches!(draw(none), Err(DataError::Empty)));
        let flat = Mixture {
            dimension: 0,
            ..MIXTURE
        };
        assert!(matches!(draw(flat), Err(DataError::Empty)));
        let odd = Mixture {
            samples: 1,
            signal: f64::NAN,
            ..MIXTURE
        };
        assert!(matches!(draw(odd), Err(DataError::NotFinite { .. })));
    }
}
