//! Rows of a finite set: which train, validate and test, and how they are preprocessed.

use faer::{Mat, MatRef};
use rand::{Rng, RngExt};

use super::DataError;
use crate::config::RowsConfig;

/// Splits the rows 0..rows along a random permutation, which does not depend on the sizes, so that
/// a larger n extends a smaller one: training, validation, then test. Without `samples` every row
/// that does not validate trains; without either they stay in order.
pub(super) fn split(
    rows: usize,
    samples: Option<usize>,
    validation: usize,
    stream: &mut impl Rng,
) -> Result<[Vec<usize>; 3], DataError> {
    let tested = usize::from(samples.is_some());
    let free = rows.saturating_sub(tested).saturating_sub(validation);
    let training = samples.unwrap_or(free);
    if training > free || training == 0 {
        return Err(DataError::TooFewRows {
            rows,
            samples,
            validation,
            allowed: free,
        });
    }
    let mut order: Vec<usize> = (0..rows).collect();
    if samples.is_some() || validation > 0 {
        permute(&mut order, stream);
    }
    let test = order.split_off(training + validation);
    let validation = order.split_off(training);
    Ok([order, validation, test])
}

/// Fisher and Yates's shuffle, from the front; drawn as u64 so that machines with
/// another usize agree.
fn permute(order: &mut [usize], stream: &mut impl Rng) {
    let length = order.len() as u64;
    for i in 0..length {
        order.swap(i as usize, stream.random_range(i..length) as usize);
    }
}

/// `x -> (factor (x - mean), 1)`: learns the mean of the training rows (`centre`) and the factor
/// that makes the mean square norm of the then centred rows 1 (`scale`); the column of ones
/// (`bias`) comes last.
pub(super) fn preprocessing(
    training: MatRef<'_, f64>,
    config: &RowsConfig,
) -> Result<impl Fn(MatRef<'_, f64>) -> Mat<f64> + use<>, DataError> {
    let n = training.nrows() as f64;
    let mean: Vec<f64> = if config.centre {
        let columns = training.col_iter();
        columns
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
    let bias = usize::from(config.bias);
    Ok(move |points: MatRef<'_, f64>| {
        let d = points.ncols();
        let entry = |i, j| {
            if j == d {
                1.0
            } else {
                factor * (points[(i, j)] - mean[j])
            }
        };
        Mat::from_fn(points.nrows(), d + bias, entry)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;
    use faer::mat;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_row_is_used_once_and_sizes_nest(
            rows in 3usize..60, a in 0.0..1.0f64, b in 0.0..1.0f64, seed in 0u64..100,
        ) {
            let training = 1 + (a * (rows - 2) as f64) as usize;
            let validation = (b * (rows - training) as f64) as usize;
            let draw = |n, v| split(rows, Some(n), v, &mut Streams::new(seed).data()).unwrap();
            let parts = draw(training, validation);
            prop_assert_eq!(parts[0].len(), training);
            prop_assert_eq!(parts[1].len(), validation);
            let mut all = parts.concat();
            prop_assert_eq!(&draw(1, 0)[0][..], &parts[0][..1]);
            prop_assert_eq!(&draw(rows - 1, 0)[0], &all[..rows - 1]);
            all.sort();
            prop_assert_eq!(all, (0..rows).collect::<Vec<_>>());
        }
    }

    #[test]
    fn each_row_comes_first_equally_often() {
        let mut counts = [0; 5];
        for replicate in 0..5000 {
            let mut stream = Streams::new(3).replicate(replicate).data();
            counts[split(5, Some(1), 0, &mut stream).unwrap()[0][0]] += 1;
        }
        // Four standard deviations of a binomial of mean 1000.
        assert!(
            counts.iter().all(|&count: &i32| (count - 1000).abs() < 113),
            "{counts:?}"
        );
    }

    #[test]
    fn without_samples_all_rows_train_in_order() {
        let parts = split(4, None, 0, &mut Streams::new(0).data()).unwrap();
        assert_eq!(parts, [vec![0, 1, 2, 3], vec![], vec![]]);
        let held_out = split(4, None, 3, &mut Streams::new(0).data()).unwrap();
        assert_eq!(held_out.map(|rows| rows.len()), [1, 3, 0]);
    }

    #[test]
    fn too_many_rows_are_refused_with_the_number_allowed() {
        let refused = |samples, validation| {
            let error = split(10, samples, validation, &mut Streams::new(0).data()).unwrap_err();
            match error {
                DataError::TooFewRows { allowed, .. } => allowed,
                other => panic!("{other}"),
            }
        };
        assert_eq!(refused(Some(10), 0), 9);
        assert_eq!(refused(Some(8), 2), 7);
        assert_eq!(refused(Some(0), 2), 7);
        assert_eq!(refused(None, 10), 0);
        assert_eq!(refused(Some(usize::MAX), usize::MAX), 0);
    }

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
            let fitted = preprocessing(points.as_ref(), &config(true, true, true)).unwrap();
            let moved = fitted(points.as_ref());
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
        let fitted = preprocessing(training.as_ref(), &config(true, true, false)).unwrap();
        assert_eq!(fitted(mat![[4.0, 6.0]].as_ref()), mat![[1.0, 2.0]]);
        let scaled = preprocessing(training.as_ref(), &config(false, true, false)).unwrap();
        let factor = 1.0 / 12f64.sqrt();
        assert_eq!(scaled(mat![[1.0, 0.0]].as_ref()), mat![[factor, 0.0]]);
        let plain = preprocessing(training.as_ref(), &config(false, false, false)).unwrap();
        assert_eq!(plain(training.as_ref()), training);
    }

    #[test]
    fn points_without_extent_cannot_be_scaled() {
        for points in [mat![[3.0, 4.0]], mat![[1e300, 0.0], [-1e300, 0.0]]] {
            let result = preprocessing(points.as_ref(), &config(true, true, false));
            assert!(matches!(result, Err(DataError::NotScalable { .. })));
        }
    }
}
