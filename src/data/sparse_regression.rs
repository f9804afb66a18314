//! Linear equations with a sparse solution.

use faer::Mat;
use rand::{Rng, RngExt};

use super::mixture::check_size;
use super::subspace::standard_normal;
use super::{DataError, Dataset};
use crate::config::SparseRegressionConfig;
use crate::math::dot;

/// n equations X beta = y without noise, where the first k of the d entries of beta are +1 or -1
/// with fair signs and the others are 0. (X has no preferred columns, so that the first k are as
/// good as any.) X is iid N(0, 1), and then a larger n extends a smaller one, or has a given
/// condition number.
pub(super) fn sparse_regression(
    config: &SparseRegressionConfig,
    stream: &mut impl Rng,
) -> Result<Dataset, DataError> {
    let (n, d) = (config.samples, config.dimension);
    check_size(n, d)?;
    let truth: Vec<f64> = (0..config.sparsity.min(d))
        .map(|_| if stream.random::<bool>() { 1.0 } else { -1.0 })
        .collect();
    let points = match config.condition {
        None => standard_normal(n, d, stream),
        Some(condition) => conditioned(n, d, condition, stream),
    };
    let labels = points.row_iter().map(|row| dot(row.iter(), &truth));
    let labels = labels.collect();
    Dataset::new(points, labels)
}

/// `U diag(s) V^T`: s from 1 to 1/condition in equal ratios, the columns of U and V orthonormal
/// in random directions.
fn conditioned(n: usize, d: usize, condition: f64, stream: &mut impl Rng) -> Mat<f64> {
    let rank = n.min(d);
    let mut left = standard_normal(n, rank, stream).qr().compute_thin_Q();
    let right = standard_normal(d, rank, stream).qr().compute_thin_Q();
    let ratios = rank.saturating_sub(1).max(1) as f64;
    for (k, column) in left.col_iter_mut().enumerate() {
        let value = libm::pow(condition, -(k as f64) / ratios);
        column.iter_mut().for_each(|u| *u *= value);
    }
    &left * right.transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;

    fn draw(samples: usize) -> Dataset {
        let config = SparseRegressionConfig {
            samples,
            dimension: 30,
            sparsity: 4,
            condition: None,
        };
        sparse_regression(&config, &mut Streams::new(2).data()).unwrap()
    }

    #[test]
    fn a_signed_sum_of_the_first_columns_gives_the_labels() {
        let data = draw(200);
        assert_eq!((data.samples(), data.dimension()), (200, 30));
        let fits = |signs: u32| {
            (0..200).all(|i| {
                let sign = |j: usize| if signs >> j & 1 == 1 { 1.0 } else { -1.0 };
                let sum: f64 = (0..4).map(|j| sign(j) * data.points()[(i, j)]).sum();
                (sum - data.labels()[i]).abs() < 1e-14
            })
        };
        let signs: Vec<u32> = (0..16).filter(|signs| fits(*signs)).collect();
        // One choice of signs, and not the one without any.
        assert!(signs.len() == 1 && signs[0] != 15, "{signs:?}");
        // The entries are N(0, 1): standard errors of mean and variance are .013 and .018.
        let entries = data.points().sum() / 6000.0;
        let square = data.points().squared_norm_l2() / 6000.0;
        assert!(
            entries.abs() < 0.05 && (square - 1.0).abs() < 0.07,
            "{entries} {square}"
        );
    }

    #[test]
    fn a_larger_set_extends_a_smaller_one() {
        let (small, large) = (draw(5), draw(9));
        let first: Vec<usize> = (0..5).collect();
        assert_eq!(large.rows(&first), small);
    }

    /// The squares of the singular values: eigenvalues of the smaller of X X^T and X^T X.
    fn squares(samples: usize, dimension: usize, condition: f64) -> Vec<f64> {
        let config = SparseRegressionConfig {
            samples,
            dimension,
            sparsity: 1,
            condition: Some(condition),
        };
        let data = sparse_regression(&config, &mut Streams::new(5).data()).unwrap();
        let points = data.points();
        let gram = match samples > dimension {
            true => points.transpose() * points,
            false => points * points.transpose(),
        };
        let values = gram.self_adjoint_eigenvalues(faer::Side::Lower);
        values.unwrap()
    }

    #[test]
    fn points_have_the_condition_number_asked_for() {
        for (samples, dimension) in [(7, 3), (3, 7)] {
            for white in squares(samples, dimension, 1.0) {
                assert!((white - 1.0).abs() < 1e-14, "{white}");
            }
            // From 1 to 1/4 in equal ratios: 1, 1/2, 1/4.
            let found = squares(samples, dimension, 4.0);
            for (square, expected) in found.iter().zip([0.0625, 0.25, 1.0]) {
                assert!((square - expected).abs() < 1e-14, "{found:?}");
            }
        }
        let single = squares(1, 1, 4.0);
        assert!((single[0] - 1.0).abs() < 1e-15, "{single:?}");
    }
}
