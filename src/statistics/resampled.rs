//! The mean of a paired difference over random splits of one table.

use serde::{Deserialize, Serialize};

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::StatisticsError;
use super::error::{FINITE, check_at_least_zero, check_level, check_values};
use crate::math::mean;

/// A mean difference over splits that share rows, and its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resampled {
    /// The mean over splits.
    pub mean: f64,
    /// Its standard error, with the rows that the splits share counted.
    pub standard_error: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// What is known of the splits beside the differences.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overlap {
    /// Rows that test over rows that train; 0 where every split has rows of its own.
    pub ratio: f64,
    /// The least variance of one difference: what is left of it when chance makes all alike.
    pub least_variance: f64,
}

impl Overlap {
    /// Splits of one table, tested on `test` rows and trained on `training`.
    pub fn of_splits(test: usize, training: usize) -> Overlap {
        Overlap {
            ratio: test as f64 / training as f64,
            least_variance: 0.0,
        }
    }

    /// The same for differences of errors in [0, 1] counted on `test` rows. A mean difference m needs a share
    /// |m| of rows at least on which the two disagree, so that the difference of one row has variance
    /// |m| - m^2 at least, and that of a split this over `test`.
    pub fn of_counts(self, differences: &[f64], test: usize) -> Overlap {
        let m = mean(differences).abs().min(1.0);
        Overlap {
            least_variance: (m - m * m) / test as f64,
            ..self
        }
    }
}

/// The interval of a mean difference over J random splits, that misses it with probability `level`.
///
/// Splits of one table share rows, and the plain standard error is too small. Nadeau and Bengio
/// (2003, "Inference for the Generalization Error", Section 3) estimate the variance of the mean by
/// `(1/J + n_test/n_train) s^2`, s^2 the sample variance, and compare with Student's t of J - 1
/// degrees of freedom. Its quantile is that of Wallace (1959), as in [`Contrast`](super::Contrast).
///
/// # Errors
/// Fewer than two differences, one that is not finite, a ratio or variance below 0, a level outside
/// (0, 1).
pub fn resampled(
    differences: &[f64],
    overlap: Overlap,
    level: f64,
) -> Result<Resampled, StatisticsError> {
    let splits = differences.len();
    if splits < 2 {
        return Err(StatisticsError::TooFewSeeds(splits));
    }
    check_values(&[differences], FINITE, f64::is_finite)?;
    check_at_least_zero("ratio of rows that test to rows that train", overlap.ratio)?;
    check_at_least_zero("least variance", overlap.least_variance)?;
    check_level(level)?;
    let (n, mean) = (splits as f64, mean(differences));
    let squares = differences.iter().map(|d| (d - mean) * (d - mean));
    let variance = (squares.sum::<f64>() / (n - 1.0)).max(overlap.least_variance);
    let standard_error = ((1.0 / n + overlap.ratio) * variance).sqrt();
    let half = student_quantile(1.0 - level / 2.0, splits - 1) * standard_error;
    Ok(Resampled {
        mean,
        standard_error,
        low: mean - half,
        high: mean + half,
    })
}

/// The quantile of Student's t.
fn student_quantile(probability: f64, freedom: usize) -> f64 {
    let student = StudentsT::new(0.0, 1.0, freedom as f64);
    student.map_or(f64::INFINITY, |student| student.inverse_cdf(probability))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};

    /// Tables of Student's t, two-sided 99% and 95%.
    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (freedom, p, expected) in [
            (1, 0.995, 63.657),
            (4, 0.995, 4.604),
            (9, 0.995, 3.250),
            (9, 0.975, 2.262),
            (19, 0.995, 2.861),
            (29, 0.995, 2.756),
            (63, 0.975, 1.998),
        ] {
            let found = student_quantile(p, freedom);
            assert!((found / expected - 1.0).abs() < 3e-4, "{freedom}: {found}");
        }
    }

    #[test]
    fn the_standard_error_is_that_of_nadeau_and_bengio() {
        let found = resampled(&[0.1, 0.3, 0.2, 0.2], Overlap::of_splits(25, 75), 0.05).unwrap();
        let variance = 0.02 / 3.0;
        assert!((found.mean - 0.2).abs() < 1e-15);
        let expected = f64::sqrt((0.25 + 1.0 / 3.0) * variance);
        assert!((found.standard_error - expected).abs() < 1e-15);
        assert!((found.high - 0.2 - (0.2 - found.low)).abs() < 1e-15);
    }

    /// Alike by chance is not certain: five splits of 20 rows that all differ by one row.
    #[test]
    fn equal_differences_of_counts_keep_the_variance_of_their_rows() {
        let differences = [0.05; 5];
        let plain = Overlap::of_splits(20, 60);
        let sure = resampled(&differences, plain, 0.01).unwrap();
        assert_eq!((sure.low, sure.high), (sure.mean, sure.mean));
        let counted = plain.of_counts(&differences, 20);
        let found = resampled(&differences, counted, 0.01).unwrap();
        assert!(found.low < 0.0 && found.high > 0.1, "{found:?}");
        let nothing = resampled(&[0.0; 5], plain.of_counts(&[0.0; 5], 20), 0.01).unwrap();
        assert_eq!((nothing.low, nothing.high), (0.0, 0.0));
    }

    /// Differences d_r = shared + own_r, the shared part with the variance that the correction stands
    /// for: a plain interval misses far more often than it says, this one does not.
    #[test]
    fn shared_rows_do_not_make_it_too_sure() {
        let mut stream = rand_chacha::ChaCha12Rng::seed_from_u64(5);
        let mut normal = || -> f64 { StandardNormal.sample(&mut stream) };
        let (mut missed, mut plain) = (0, 0);
        for _ in 0..4000 {
            let shared = 0.5 * normal();
            let differences: Vec<f64> = (0..10).map(|_| shared + normal()).collect();
            let misses = |ratio| {
                let overlap = Overlap {
                    ratio,
                    ..Overlap::default()
                };
                let found = resampled(&differences, overlap, 0.01).unwrap();
                found.low > 0.0 || found.high < 0.0
            };
            missed += usize::from(misses(0.25));
            plain += usize::from(misses(0.0));
        }
        // A binomial of mean 40, and four of its deviations.
        assert!(missed < 66, "{missed}");
        assert!(plain > 200, "{plain}");
    }

    #[test]
    fn bad_input_is_refused() {
        let plain = Overlap::default();
        assert!(resampled(&[0.1], plain, 0.01).is_err());
        assert!(resampled(&[0.1, f64::NAN], plain, 0.01).is_err());
        assert!(resampled(&[0.1, 0.2], plain, 1.0).is_err());
        let negative = Overlap {
            ratio: -1.0,
            ..plain
        };
        assert!(resampled(&[0.1, 0.2], negative, 0.01).is_err());
    }
}
