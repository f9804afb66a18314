//! Linear equations with a sparse solution.

use faer::Mat;
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

use super::{DataError, Dataset};
use crate::config::SparseRegressionConfig;
use crate::math::dot;

/// n equations X beta = y without noise, X iid N(0, 1), where the first k of the d entries of
/// beta are +1 or -1 with fair signs and the others are 0. (X has no preferred columns, so that
/// the first k are as good as any.) A larger n extends a smaller one.
pub(super) fn sparse_regression(
    config: &SparseRegressionConfig,
    stream: &mut impl Rng,
) -> Result<Dataset, DataError> {
    let (n, d) = (config.samples, config.dimension);
    let truth: Vec<f64> = (0..config.sparsity.min(d))
        .map(|_| if stream.random::<bool>() { 1.0 } else { -1.0 })
        .collect();
    let mut points = Mat::zeros(n, d);
    for i in 0..n {
        for j in 0..d {
            points[(i, j)] = StandardNormal.sample(stream);
        }
    }
    let labels = points.row_iter().map(|row| dot(row.iter(), &truth));
    let labels = labels.collect();
    Dataset::new(points, labels)
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
}
