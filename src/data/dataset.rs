//! A set of labelled points, and whether it is orthogonally separable.

use faer::{Mat, MatRef};

use super::DataError;
use crate::faults::{Fault, planted};
use crate::math::unit;

/// n points of dimension d with their labels (-1 or +1; any number for regression).
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    points: Mat<f64>,
    labels: Vec<f64>,
}

impl Dataset {
    /// A set of points (n x d, one a row) and labels (length n).
    ///
    /// # Errors
    /// Refuses an empty set, lengths that differ, and numbers that are not finite.
    pub fn new(points: Mat<f64>, labels: Vec<f64>) -> Result<Self, DataError> {
        if points.nrows() == 0 || points.ncols() == 0 {
            return Err(DataError::Empty);
        }
        if points.nrows() != labels.len() {
            return Err(DataError::LengthsDiffer {
                points: points.nrows(),
                labels: labels.len(),
            });
        }
        check_points(points.as_ref())?;
        check_labels(&labels)?;
        Ok(Dataset { points, labels })
    }

    /// A selection of this set's rows, in the order given.
    pub(crate) fn rows(&self, rows: &[usize]) -> Dataset {
        Dataset {
            points: Mat::from_fn(rows.len(), self.dimension(), |i, k| {
                self.points[(rows[i], k)]
            }),
            labels: rows.iter().map(|&i| self.labels[i]).collect(),
        }
    }

    /// The points, n x d.
    pub fn points(&self) -> MatRef<'_, f64> {
        self.points.as_ref()
    }

    /// The labels, length n.
    pub fn labels(&self) -> &[f64] {
        &self.labels
    }

    /// Number of points n.
    pub fn samples(&self) -> usize {
        self.points.nrows()
    }

    /// Dimension d.
    pub fn dimension(&self) -> usize {
        self.points.ncols()
    }

    /// The points whose label has this sign, counted from 0.
    pub fn class(&self, positive: bool) -> Vec<usize> {
        let sign = |y: f64| y != 0.0 && (y > 0.0) == positive;
        (0..self.samples())
            .filter(|&i| sign(self.labels[i]))
            .collect()
    }

    /// x_+ or x_-: the sum of the points whose label has this sign, length d.
    pub fn class_sum(&self, positive: bool) -> Vec<f64> {
        let mut sum = vec![0.0; self.dimension()];
        for i in self.class(positive) {
            for (s, x) in sum.iter_mut().zip(self.points.row(i).iter()) {
                *s += x;
            }
        }
        if planted(Fault::ClassSumIsMean) {
            let count = self.class(positive).len() as f64;
            sum.iter_mut().for_each(|s| *s /= count);
        }
        if planted(Fault::MinusSumHasOtherSign) && !positive {
            sum.iter_mut().for_each(|s| *s = -*s);
        }
        sum
    }
}

/// Refuses coordinates that are not finite.
pub(super) fn check_points(points: MatRef<'_, f64>) -> Result<(), DataError> {
    for (row, values) in points.row_iter().enumerate() {
        if let Some(column) = values.iter().position(|x| !x.is_finite()) {
            let value = values[column];
            return Err(DataError::NotFinite { row, column, value });
        }
    }
    Ok(())
}

/// Refuses labels that are not finite.
pub(super) fn check_labels(labels: &[f64]) -> Result<(), DataError> {
    match labels.iter().position(|y| !y.is_finite()) {
        Some(row) => Err(DataError::LabelNotFinite {
            row,
            value: labels[row],
        }),
        None => Ok(()),
    }
}

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
