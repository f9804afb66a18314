//! Orthogonal separability: how far two points of a class are from a right angle.

use faer::Mat;

use super::Dataset;
use crate::math::unit;

/// `mu = min_{i,k} y_i y_k <x_i, x_k> / (|x_i| |x_k|)` over all pairs, i = k included,
/// for labels -1 and +1. The set is orthogonally separable when mu > 0 (PL21; MMV24;
/// YHL26 Assumption 4.1). A point at the origin counts as cosine 0. Memory n^2.
pub fn orthogonal_separability(data: &Dataset) -> f64 {
    let (n, d) = (data.samples(), data.dimension());
    let mut directions = Mat::zeros(n, d);
    for (i, &label) in data.labels().iter().enumerate() {
        let row: Vec<f64> = data.points().row(i).iter().copied().collect();
        for (j, x) in unit(&row).into_iter().flatten().enumerate() {
            directions[(i, j)] = label * x;
        }
    }
    let cosines = &directions * directions.transpose();
    cosines
        .col_iter()
        .flat_map(|column| column.iter())
        .fold(1.0, |least: f64, &cosine| least.min(cosine))
}

#[cfg(test)]
mod tests {
    use super::*;
    use faer::mat;
    use proptest::prelude::*;

    fn separability(points: Mat<f64>, labels: &[f64]) -> f64 {
        orthogonal_separability(&Dataset::new(points, labels.to_vec()).unwrap())
    }

    #[test]
    fn known_sets() {
        let near = |mu: f64, expected: f64| assert!((mu - expected).abs() < 1e-15, "{mu}");
        near(separability(mat![[-2.0, 5.0]], &[-1.0]), 1.0);
        near(separability(mat![[1.0, 0.0], [3.0, 4.0]], &[1.0, 1.0]), 0.6);
        near(
            separability(mat![[1.0, 0.0], [3.0, 4.0]], &[1.0, -1.0]),
            -0.6,
        );
        near(
            separability(mat![[1.0, 0.0], [0.0, 1.0]], &[1.0, -1.0]),
            0.0,
        );
        near(separability(mat![[1.0, 0.0], [0.0, 0.0]], &[1.0, 1.0]), 0.0);
        near(
            separability(mat![[1e-200, 0.0], [3e200, 4e200]], &[1.0, 1.0]),
            0.6,
        );
    }

    proptest! {
        #[test]
        fn lengths_and_a_joint_sign_do_not_matter(
            values in prop::collection::vec(-1.0..1.0f64, 12),
            scales in prop::collection::vec(0.1..10.0f64, 4),
        ) {
            let labels = [1.0, -1.0, 1.0, -1.0];
            let mu = separability(Mat::from_fn(4, 3, |i, j| values[3 * i + j]), &labels);
            let moved = Mat::from_fn(4, 3, |i, j| -scales[i] * values[3 * i + j]);
            prop_assert!((separability(moved, &labels) - mu).abs() < 1e-12);
            for i in 0..4 {
                for k in 0..4 {
                    let product = |a: usize, b: usize| -> f64 {
                        (0..3).map(|j| values[3 * a + j] * values[3 * b + j]).sum()
                    };
                    let norms = (product(i, i) * product(k, k)).sqrt();
                    prop_assert!(labels[i] * labels[k] * product(i, k) / norms >= mu - 1e-12);
                }
            }
        }
    }
}
