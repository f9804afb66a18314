//! Orthogonally separable training sets of the mixture: by rejection, and by
//! construction where rejection is hopeless.

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, Par};
use rand::Rng;

use super::mixture::{check_size, draw_row};
use super::{DataError, Dataset, Mixture, orthogonal_separability};
use crate::math::dot;

/// Draws that [`Construction::Rejection`](crate::config::Construction) makes before it
/// gives up.
pub const REJECTION_LIMIT: u64 = 100_000;

/// The separability that [`Construction::ScaledNoise`](crate::config::Construction)
/// reaches at least: [`orthogonal_separability`] >= 0.01. Phase times of the theory
/// grow like mu^(-1/2), so a set at mu = 0 would be separable on paper only.
pub const SEPARABILITY_FLOOR: f64 = 0.01;

/// Draws the mixture again until the set is orthogonally separable; returns the set
/// and the number of draws. A draw is given up at its first row that fails, which leaves the law
/// of the accepted set as it is.
pub(super) fn reject(
    mixture: &Mixture,
    stream: &mut impl Rng,
) -> Result<(Dataset, u64), DataError> {
    check_size(mixture.samples, mixture.dimension)?;
    for tries in 1..=REJECTION_LIMIT {
        let separable = |data: &Dataset| orthogonal_separability(data) > 0.0;
        if let Some(data) = attempt(mixture, stream)?.filter(separable) {
            return Ok((data, tries));
        }
    }
    Err(DataError::RejectionHopeless {
        tries: REJECTION_LIMIT,
        samples: mixture.samples,
        dimension: mixture.dimension,
    })
}

/// One draw; `None` as soon as two of its rows are not separable.
fn attempt(mixture: &Mixture, stream: &mut impl Rng) -> Result<Option<Dataset>, DataError> {
    let (n, d) = (mixture.samples, mixture.dimension);
    let mut labels = Vec::new();
    let mut signed: Vec<Vec<f64>> = Vec::new(); // y_i x_i
    while labels.len() < n {
        let mut row = vec![0.0; d];
        let label = draw_row(&mut row, stream);
        mixture.place(label, &mut row);
        row.iter_mut().for_each(|x| *x *= label);
        labels.push(label);
        signed.push(row);
        if signed
            .iter()
            .any(|other| dot(other, &signed[labels.len() - 1]) <= 0.0)
        {
            return Ok(None);
        }
    }
    let points = Mat::from_fn(n, d, |i, j| labels[i] * signed[i][j]);
    Dataset::new(points, labels).map(Some)
}

/// Draws the mixture once and shrinks its noise by the largest common factor c <= 1
/// at which `2 y_i y_k <x_i, x_k> / (|x_i|^2 + |x_k|^2)` reaches the floor for all
/// pairs; returns the set and c. The ratio is at most the cosine, and unlike it quadratic in c;
/// it keeps a point that c moves through the origin (d = 1) from ending there.
pub(super) fn scale_noise(
    mixture: &Mixture,
    stream: &mut impl Rng,
) -> Result<(Dataset, f64), DataError> {
    let (n, d) = (mixture.samples, mixture.dimension);
    check_size(n, d)?;
    let mut noise = Mat::zeros(n, d); // y_i z_i
    let mut labels = vec![0.0; n];
    let mut z = vec![0.0; d];
    for (i, label) in labels.iter_mut().enumerate() {
        *label = draw_row(&mut z, stream);
        for (j, z) in z.iter().enumerate() {
            noise[(i, j)] = *label * z;
        }
    }
    let scale = largest_noise_scale(&noise, mixture.noise / mixture.signal);
    let shrunk = Mixture {
        noise: scale * mixture.noise,
        ..*mixture
    };
    let points = Mat::from_fn(n, d, |i, j| {
        let signal = if j == 0 {
            shrunk.signal * labels[i]
        } else {
            0.0
        };
        labels[i] * shrunk.noise * noise[(i, j)] + signal
    });
    let data = Dataset::new(points, labels)?;
    let separability = orthogonal_separability(&data);
    if scale > 0.0 && separability > 0.0 {
        Ok((data, scale))
    } else {
        Err(DataError::NotSeparable {
            separability,
            signal: mixture.signal,
            noise: mixture.noise,
        })
    }
}

/// The largest c <= 1 for which the points `p_i = s + c rho u_i` (rows u_i, s the first
/// basis vector) satisfy `<p_i, p_k> >= floor (|p_i|^2 + |p_k|^2) / 2` for all pairs.
fn largest_noise_scale(noise: &Mat<f64>, rho: f64) -> f64 {
    const CONSTANT: f64 = 1.0 - SEPARABILITY_FLOOR;
    let n = noise.nrows();
    let mut gram = Mat::zeros(n, n);
    let square = rho * rho;
    matmul(
        &mut gram,
        Accum::Replace,
        noise,
        noise.transpose(),
        square,
        Par::Seq,
    );
    let mut c = 1.0;
    loop {
        let before = c;
        for k in 0..n {
            for i in 0..k {
                let squares = 0.5 * (gram[(i, i)] + gram[(k, k)]);
                let linear = CONSTANT * rho * (noise[(i, 0)] + noise[(k, 0)]);
                let square = gram[(i, k)] - SEPARABILITY_FLOOR * squares;
                if CONSTANT + c * (linear + c * square) < 0.0 {
                    c = c.min(least_positive_root(CONSTANT, linear, square));
                }
            }
        }
        // A smaller c may bring an earlier pair below the floor. No pair moves c
        // twice, because each holds all the way below its own least root.
        if c == before {
            return c;
        }
    }
}

/// The least root above 0 of `constant + linear c + square c^2`, constant > 0, where there is one:
/// written without the difference that would cancel for a small `square`.
fn least_positive_root(constant: f64, linear: f64, square: f64) -> f64 {
    let discriminant = linear * linear - 4.0 * square * constant;
    2.0 * constant / (discriminant.max(0.0).sqrt() - linear)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;
    use proptest::prelude::*;

    fn mixture(samples: usize, dimension: usize, snr: f64) -> Mixture {
        Mixture {
            samples,
            dimension,
            signal: 2.0,
            noise: 2.0 / snr,
        }
    }

    /// min over pairs of 2 y_i y_k <x_i, x_k> / (|x_i|^2 + |x_k|^2).
    fn least_ratio(data: &Dataset) -> f64 {
        let (x, y) = (data.points(), data.labels());
        let product = |i: usize, k: usize| -> f64 {
            (0..data.dimension()).map(|j| x[(i, j)] * x[(k, j)]).sum()
        };
        let mut least = f64::INFINITY;
        for k in 0..y.len() {
            for i in 0..k {
                let ratio = 2.0 * y[i] * y[k] * product(i, k) / (product(i, i) + product(k, k));
                least = least.min(ratio);
            }
        }
        least
    }

    /// P(mu > 0) for d = 2: all n signed points y_i x_i within a right angle, so
    /// `n int p(theta) (int_theta^(theta + pi/2) p)^(n - 1) dtheta`, with the density p
    /// of their angle at k = kappa/sigma: `e^(-k^2/2)/(2 pi)
    /// [1 + sqrt(2 pi) k c Phi(k c) e^((k c)^2/2)]`, c = cos theta.
    fn acceptance_rate(n: i32, k: f64) -> f64 {
        use std::f64::consts::{PI, SQRT_2};
        const QUARTER: usize = 1000;
        let step = 0.5 * PI / QUARTER as f64;
        let at = |i: usize| {
            let along = k * libm::cos(i as f64 * step);
            let phi = 0.5 * libm::erfc(-along / SQRT_2);
            let shape = 1.0 + (2.0 * PI).sqrt() * along * phi * libm::exp(0.5 * along * along);
            libm::exp(-0.5 * k * k) / (2.0 * PI) * shape
        };
        let density: Vec<f64> = (0..=5 * QUARTER).map(at).collect();
        let rates = density.windows(QUARTER + 1).take(4 * QUARTER).map(|arc| {
            let ends = 0.5 * (arc[0] + arc[QUARTER]);
            let within = step * (ends + arc[1..QUARTER].iter().sum::<f64>());
            f64::from(n) * arc[0] * within.powi(n - 1) * step
        });
        rates.sum()
    }

    #[test]
    fn rejection_accepts_at_the_exact_rate() {
        for samples in [5, 10, 20] {
            let law = mixture(samples, 2, 2.0);
            let mut stream = Streams::new(9).data();
            let accepted = 400;
            let mut tries = 0;
            for _ in 0..accepted {
                let (data, more) = reject(&law, &mut stream).unwrap();
                assert!(orthogonal_separability(&data) > 0.0);
                tries += more;
            }
            let rate = f64::from(accepted) / tries as f64;
            let exact = acceptance_rate(samples as i32, 2.0);
            let deviation = (rate - exact) / (exact * (1.0 - exact) / tries as f64).sqrt();
            assert!(deviation.abs() < 4.0, "n = {samples}: {rate}, {exact}");
        }
        // The law itself, against 200,000 draws of another program: .385 and .098.
        assert!((acceptance_rate(10, 2.0) - 0.385).abs() < 4.0 * 0.0011);
        assert!((acceptance_rate(20, 2.0) - 0.098).abs() < 4.0 * 0.0007);
    }

    #[test]
    fn hopeless_rejection_ends() {
        let error = reject(&mixture(40, 40, 0.5), &mut Streams::new(0).data()).unwrap_err();
        let message = error.to_string();
        assert!(message.contains("0 of 100000 draws"), "{message}");
        // The rule of three: 0.99997^100000 = 5%.
        assert!(message.contains("below 3e-5 with 95%"), "{message}");
        assert!(message.contains("scaled-noise"), "{message}");
    }

    #[test]
    fn a_separable_draw_keeps_its_noise() {
        let law = mixture(5, 3, 1000.0);
        let (data, scale) = scale_noise(&law, &mut Streams::new(1).data()).unwrap();
        assert_eq!(scale, 1.0);
        let plain = law.draw(&mut Streams::new(1).data()).unwrap();
        assert_eq!(data, plain);
    }

    #[test]
    fn the_root_is_the_least_positive_one() {
        for (constant, linear, square, root) in [
            (1.0, 0.0, -1.0, 1.0),
            (2.0, -3.0, 1.0, 1.0),
            (2.0, 1.0, -1.0, 2.0),
            (1.0, -2.0, 0.0, 0.5),
            (1.0, -4.0, 1e-18, 0.25),
        ] {
            let found = least_positive_root(constant, linear, square);
            assert!((found - root).abs() < 1e-15);
        }
    }

    #[test]
    fn noise_beyond_floating_point_is_refused() {
        let law = Mixture {
            signal: 1e-300,
            noise: 1e300,
            ..mixture(5, 3, 1.0)
        };
        let result = scale_noise(&law, &mut Streams::new(1).data());
        assert!(
            matches!(result, Err(DataError::NotSeparable { .. })),
            "{result:?}"
        );
    }

    proptest! {
        #[test]
        fn scaled_noise_is_separable_and_shrunk_no_more_than_needed(
            seed in 0u64..1000, samples in 1usize..30, dimension in 1usize..12, snr in 0.05..4.0f64,
        ) {
            let law = mixture(samples, dimension, snr);
            let (data, scale) = scale_noise(&law, &mut Streams::new(seed).data()).unwrap();
            prop_assert!(0.0 < scale && scale <= 1.0);
            prop_assert!(orthogonal_separability(&data) >= SEPARABILITY_FLOOR * (1.0 - 1e-9));
            let at = |factor: f64| {
                let law = Mixture { noise: factor * scale * law.noise, ..law };
                least_ratio(&law.draw(&mut Streams::new(seed).data()).unwrap())
            };
            prop_assert!(at(1.0) >= SEPARABILITY_FLOOR * (1.0 - 1e-9));
            if scale < 1.0 {
                // The largest: every larger factor up to 1 breaks the floor.
                for factor in [1.001, 0.5 * (1.0 + 1.0 / scale), 1.0 / scale] {
                    if factor * scale <= 1.0 {
                        prop_assert!(at(factor) < SEPARABILITY_FLOOR, "{factor}");
                    }
                }
            }
        }
    }
}
