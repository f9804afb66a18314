//! Rows of a finite set: which train, validate and test, and how they are preprocessed.

use faer::{Mat, MatRef};
use rand::{Rng, RngExt};
use serde::Serialize;

use super::DataError;
use crate::config::RowsConfig;

/// How many rows are for what.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sizes {
    /// Training; all that is left where it is `None`.
    pub samples: Option<usize>,
    /// For the validation risk.
    pub validation: usize,
    /// To test on; all that is left, one at least, where it is `None`.
    pub test: Option<usize>,
}

/// Splits the rows 0..rows along a random order, which does not depend on the sizes, so that a larger
/// n extends a smaller one: training, validation, then test. Without `samples` every row that is for
/// nothing else trains; where all train they stay in order. With the classes of the rows every part
/// has its share of each class, and as many training points as there are classes hold one of each.
pub(super) fn split(
    rows: usize,
    sizes: Sizes,
    classes: Option<&[usize]>,
    stream: &mut impl Rng,
) -> Result<[Vec<usize>; 3], DataError> {
    let Sizes {
        samples,
        validation,
        test,
    } = sizes;
    let tested = test.unwrap_or(usize::from(samples.is_some()));
    let free = rows.saturating_sub(tested).saturating_sub(validation);
    let training = samples.unwrap_or(free);
    if training > free || training == 0 {
        return Err(DataError::TooFewRows {
            rows,
            samples,
            validation,
            test,
            allowed: free,
        });
    }
    let mut order: Vec<usize> = (0..rows).collect();
    if training < rows {
        permute(&mut order, stream);
        if let Some(classes) = classes {
            order = stratified(&order, classes);
        }
    }
    let mut test_rows = order.split_off(training + validation);
    test_rows.truncate(test.unwrap_or(usize::MAX));
    let validation = order.split_off(training);
    Ok([order, validation, test_rows])
}

/// The rows of a random order so that every beginning has of each class its share, to one row: first
/// one row of each class, as they come, then always from the class that lacks most.
fn stratified(order: &[usize], classes: &[usize]) -> Vec<usize> {
    let count = classes.iter().max().map_or(0, |most| most + 1);
    let mut queues = vec![std::collections::VecDeque::new(); count];
    let mut first = Vec::new();
    for &row in order {
        let class = classes[row];
        if queues[class].is_empty() {
            first.push(class);
        }
        queues[class].push_back(row);
    }
    let (rows, sizes) = (
        order.len() as i64,
        queues.iter().map(|queue| queue.len() as i64),
    );
    let sizes: Vec<i64> = sizes.collect();
    let mut sorted: Vec<usize> = first
        .iter()
        .filter_map(|&class| queues[class].pop_front())
        .collect();
    let mut taken: Vec<i64> = sizes.iter().map(|size| i64::from(*size > 0)).collect();
    while sorted.len() < order.len() {
        let place = sorted.len() as i64 + 1;
        let lack = |class: &usize| sizes[*class] * place - taken[*class] * rows;
        let left = first
            .iter()
            .copied()
            .filter(|&class| !queues[class].is_empty());
        let Some(next) = left.rev().max_by_key(lack) else {
            break;
        };
        sorted.extend(queues[next].pop_front());
        taken[next] += 1;
    }
    sorted
}

/// Fisher and Yates's shuffle, from the front; drawn as u64 so that machines with
/// another usize agree.
fn permute(order: &mut [usize], stream: &mut impl Rng) {
    let length = order.len() as u64;
    for i in 0..length {
        order.swap(i as usize, stream.random_range(i..length) as usize);
    }
}

/// How points become inputs: `x -> (factor scale (x - mean), 1)`, each coordinate by itself, a missing
/// one (NaN) filled first. All of it is learned from the training points alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Preparation {
    /// What stands for a missing coordinate: its mean over the training points that have one.
    pub fill: Vec<f64>,
    /// What is subtracted.
    pub mean: Vec<f64>,
    /// Factor of each coordinate: 1 over its standard deviation where it is standardised; 0 where
    /// that is 0.
    pub scale: Vec<f64>,
    /// Factor of all: 1 over the root of the mean square norm with `data.scale`.
    pub factor: f64,
    /// Whether a column of ones comes last.
    pub bias: bool,
}

impl Preparation {
    /// Learns it from the training points: `standardised` says which coordinates are brought to mean
    /// 0 and variance 1, none where it is empty; `centre` subtracts every mean, and `scale` makes the
    /// mean square norm of the then centred points 1.
    ///
    /// # Errors
    /// Points that cannot be scaled, and a coordinate that no training point has.
    pub(super) fn fit(
        training: MatRef<'_, f64>,
        config: &RowsConfig,
        standardised: &[bool],
    ) -> Result<Self, DataError> {
        let d = training.ncols();
        let mut fitted = Preparation {
            fill: vec![0.0; d],
            mean: vec![0.0; d],
            scale: vec![1.0; d],
            factor: 1.0,
            bias: config.bias,
        };
        for (j, column) in training.col_iter().enumerate() {
            let present: Vec<f64> = column.iter().copied().filter(|x| !x.is_nan()).collect();
            let count = present.len() as f64;
            let mean = present.iter().sum::<f64>() / count;
            // Without a value in the training part nothing is known of it.
            fitted.fill[j] = if present.is_empty() { 0.0 } else { mean };
            let standardise = standardised.get(j).copied().unwrap_or(false);
            if config.centre || standardise {
                fitted.mean[j] = fitted.fill[j];
            }
            if standardise {
                let square = |x: &f64| (x - mean) * (x - mean);
                let deviation =
                    (present.iter().map(square).sum::<f64>() / column.nrows() as f64).sqrt();
                let varies = present.iter().any(|x| *x != present[0]) && deviation > 0.0;
                fitted.scale[j] = if varies { 1.0 / deviation } else { 0.0 };
            }
        }
        if config.scale {
            let mut square = 0.0;
            for (j, column) in training.col_iter().enumerate() {
                square += column
                    .iter()
                    .map(|x| fitted.moved(*x, j))
                    .map(|x| x * x)
                    .sum::<f64>();
            }
            let n = training.nrows() as f64;
            fitted.factor = 1.0 / (square / n).sqrt();
            if !fitted.factor.is_finite() || fitted.factor == 0.0 {
                return Err(DataError::NotScalable(square / n));
            }
        }
        Ok(fitted)
    }

    /// A coordinate before the common factor.
    fn moved(&self, x: f64, j: usize) -> f64 {
        let x = if x.is_nan() { self.fill[j] } else { x };
        self.scale[j] * (x - self.mean[j])
    }

    /// The inputs of points, n x d; n x (d + 1) with a column of ones.
    pub fn apply(&self, points: MatRef<'_, f64>) -> Mat<f64> {
        let d = points.ncols();
        let entry = |i, j| {
            if j == d {
                1.0
            } else {
                self.factor * self.moved(points[(i, j)], j)
            }
        };
        Mat::from_fn(points.nrows(), d + usize::from(self.bias), entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;
    use faer::mat;
    use proptest::prelude::*;

    fn sizes(samples: Option<usize>, validation: usize) -> Sizes {
        let test = None;
        let test = if samples.is_none() { Some(0) } else { test };
        Sizes {
            samples,
            validation,
            test,
        }
    }

    proptest! {
        #[test]
        fn every_row_is_used_once_and_sizes_nest(
            rows in 3usize..60, a in 0.0..1.0f64, b in 0.0..1.0f64, seed in 0u64..100,
        ) {
            let training = 1 + (a * (rows - 2) as f64) as usize;
            let validation = (b * (rows - training) as f64) as usize;
            let draw = |n, v| split(rows, sizes(Some(n), v), None, &mut Streams::new(seed).data()).unwrap();
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
            counts[split(5, sizes(Some(1), 0), None, &mut stream).unwrap()[0][0]] += 1;
        }
        // Four standard deviations of a binomial of mean 1000.
        assert!(
            counts.iter().all(|&count: &i32| (count - 1000).abs() < 113),
            "{counts:?}"
        );
    }

    #[test]
    fn without_samples_all_rows_train_in_order() {
        let parts = split(4, sizes(None, 0), None, &mut Streams::new(0).data()).unwrap();
        assert_eq!(parts, [vec![0, 1, 2, 3], vec![], vec![]]);
        let held_out = split(4, sizes(None, 3), None, &mut Streams::new(0).data()).unwrap();
        assert_eq!(held_out.map(|rows| rows.len()), [1, 3, 0]);
    }

    #[test]
    fn too_many_rows_are_refused_with_the_number_allowed() {
        let refused = |samples, validation| {
            let error = split(
                10,
                sizes(samples, validation),
                None,
                &mut Streams::new(0).data(),
            )
            .unwrap_err();
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
            let fitted = Preparation::fit(points.as_ref(), &config(true, true, true), &[]).unwrap();
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
        let fit = |config| Preparation::fit(training.as_ref(), &config, &[]).unwrap();
        let fitted = fit(config(true, true, false));
        assert_eq!(fitted.apply(mat![[4.0, 6.0]].as_ref()), mat![[1.0, 2.0]]);
        let scaled = fit(config(false, true, false));
        let factor = 1.0 / 12f64.sqrt();
        assert_eq!(scaled.apply(mat![[1.0, 0.0]].as_ref()), mat![[factor, 0.0]]);
        let plain = fit(config(false, false, false));
        assert_eq!(plain.apply(training.as_ref()), training);
    }

    #[test]
    fn points_without_extent_cannot_be_scaled() {
        for points in [mat![[3.0, 4.0]], mat![[1e300, 0.0], [-1e300, 0.0]]] {
            let result = Preparation::fit(points.as_ref(), &config(true, true, false), &[]);
            assert!(matches!(result, Err(DataError::NotScalable { .. })));
        }
    }

    proptest! {
        /// Every beginning of the order has each class's share, and sizes nest.
        #[test]
        fn parts_have_their_share_of_every_class(
            sizes in prop::collection::vec(1usize..30, 2..5), a in 0.0..1.0f64, seed in 0u64..100,
        ) {
            let classes: Vec<usize> = sizes
                .iter()
                .enumerate()
                .flat_map(|(class, size)| vec![class; *size])
                .collect();
            let rows = classes.len();
            let training = 1 + (a * (rows - 1) as f64) as usize;
            let of = |n| Sizes { samples: Some(n), validation: 0, test: Some(0) };
            let draw = |n| {
                split(rows, of(n), Some(&classes), &mut Streams::new(seed).data()).unwrap()[0].clone()
            };
            let drawn = draw(training);
            let longer = draw((training + 1).min(rows - 1).max(training));
            prop_assert_eq!(&longer[..training], &drawn[..]);
            for (class, size) in sizes.iter().enumerate() {
                let found = drawn.iter().filter(|&&row| classes[row] == class).count();
                if training >= sizes.len() && training < rows {
                    prop_assert!(found >= 1);
                    let share = training as f64 * *size as f64 / rows as f64;
                    // The first rows are one of each class, whatever its share.
                    prop_assert!((found as f64 - share).abs() <= sizes.len() as f64);
                }
            }
        }
    }

    #[test]
    fn missing_coordinates_are_filled_and_numbers_standardised() {
        let nan = f64::NAN;
        let training = mat![
            [1.0, 0.0, 5.0],
            [3.0, 1.0, 5.0],
            [nan, 1.0, 5.0],
            [5.0, 0.0, 5.0]
        ];
        let fitted = Preparation::fit(
            training.as_ref(),
            &config(false, false, false),
            &[true, false, true],
        );
        let fitted = fitted.unwrap();
        assert_eq!(
            (fitted.fill[0], fitted.mean.clone()),
            (3.0, vec![3.0, 0.0, 5.0])
        );
        // The variance of 1, 3, 3, 5 is 2.
        let moved = fitted.apply(mat![[5.0, 1.0, 7.0], [nan, 0.0, 5.0]].as_ref());
        assert!((moved[(0, 0)] - 2f64.sqrt()).abs() < 1e-15);
        assert_eq!((moved[(0, 1)], moved[(0, 2)]), (1.0, 0.0));
        assert_eq!(moved.row(1).to_owned(), faer::row![0.0, 0.0, 0.0]);
    }
}
