//! Centring, scaling and the bias column: learned on the training rows, applied to all.

use faer::{Mat, MatRef};

use super::DataError;
use crate::config::RowsConfig;

/// `x -> (factor (x - mean), 1)`.
pub(super) struct Preprocessing {
    mean: Vec<f64>,
    factor: f64,
    bias: bool,
}

impl Preprocessing {
    /// Learns the training mean (`centre`), and the factor that makes the mean square
    /// norm of the then centred training rows 1 (`scale`).
    pub fn fit(training: MatRef<'_, f64>, config: &RowsConfig) -> Result<Self, DataError> {
        let n = training.nrows() as f64;
        let mean: Vec<f64> = if config.centre {
            training
                .col_iter()
                .map(|column| column.iter().sum::<f64>() / n)
                .collect()
        } else {
            vec![0.0; training.ncols()]
        };
        let mut factor = 1.0;
        if config.scale {
            let mut square = 0.0;
            for (column, mean) in training.col_iter().zip(&mean) {
                square += column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
            }
            factor = 1.0 / (square / n).sqrt();
            if !factor.is_finite() || factor == 0.0 {
                return Err(DataError::NotScalable(square / n));
            }
        }
        Ok(Preprocessing {
            mean,
            factor,
            bias: config.bias,
        })
    }

    /// Transforms points, m x d, to m x d or, with the bias column last, m x (d + 1).
    pub fn apply(&self, points: MatRef<'_, f64>) -> Mat<f64> {
        let d = points.ncols();
        Mat::from_fn(points.nrows(), d + usize::from(self.bias), |i, j| {
            if j == d {
                1.0
            } else {
                self.factor * (points[(i, j)] - self.mean[j])
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use faer::mat;
    use proptest::prelude::*;

    fn config(centre: bool, scale: bool, bias: bool) -> RowsConfig {
        RowsConfig {
            samples: None,
            task: None,
            centre,
            scale,
            bias,
            validation_samples: 0,
        }
    }

    proptest! {
        #[test]
        fn training_rows_are_centred_and_of_unit_mean_square_norm(
            values in prop::collection::vec(-5.0..9.0f64, 20),
        ) {
            let points = Mat::from_fn(5, 4, |i, j| values[4 * i + j]);
            let fitted = Preprocessing::fit(points.as_ref(), &config(true, true, true)).unwrap();
            let moved = fitted.apply(points.as_ref());
            prop_assert_eq!(moved.ncols(), 5);
            prop_assert!(moved.col(4).iter().all(|&x| x == 1.0));
            for column in moved.subcols(0, 4).col_iter() {
                prop_assert!(column.iter().sum::<f64>().abs() < 1e-12);
            }
            let square = moved.subcols(0, 4).squared_norm_l2() / 5.0;
            prop_assert!((square - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn other_points_get_the_training_transform() {
        let training = mat![[0.0, 2.0], [4.0, 2.0]];
        let fitted = Preprocessing::fit(training.as_ref(), &config(true, true, false)).unwrap();
        assert_eq!(fitted.apply(mat![[4.0, 6.0]].as_ref()), mat![[1.0, 2.0]]);
        let scaled = Preprocessing::fit(training.as_ref(), &config(false, true, false)).unwrap();
        let factor = 1.0 / 12f64.sqrt();
        assert_eq!(scaled.apply(mat![[1.0, 0.0]].as_ref()), mat![[factor, 0.0]]);
        let plain = Preprocessing::fit(training.as_ref(), &config(false, false, false)).unwrap();
        assert_eq!(plain.apply(training.as_ref()), training);
    }

    #[test]
    fn points_without_extent_cannot_be_scaled() {
        for points in [mat![[3.0, 4.0]], mat![[1e300, 0.0], [-1e300, 0.0]]] {
            let result = Preprocessing::fit(points.as_ref(), &config(true, true, false));
            assert!(matches!(result, Err(DataError::NotScalable { .. })));
        }
    }
}
