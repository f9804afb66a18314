//! A set of labelled points.

use faer::{Mat, MatRef};

use super::DataError;

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
