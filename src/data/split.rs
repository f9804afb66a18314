//! Which rows of a finite set train, validate and test.

use rand::{Rng, RngExt};

use super::DataError;

/// Disjoint lists of rows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Split {
    pub training: Vec<usize>,
    pub validation: Vec<usize>,
    pub test: Vec<usize>,
}

/// Splits the rows 0..rows along a random permutation, which does not depend on the sizes, so that
/// a larger n extends a smaller one: training, validation, then test. Without `samples` every row
/// that does not validate trains; without either they stay in order.
pub(super) fn split(
    rows: usize,
    samples: Option<usize>,
    validation: usize,
    stream: &mut impl Rng,
) -> Result<Split, DataError> {
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
    let rest = order.split_off(training);
    let (validation, test) = rest.split_at(validation);
    Ok(Split {
        training: order,
        validation: validation.to_vec(),
        test: test.to_vec(),
    })
}

/// Fisher and Yates's shuffle, from the front; drawn as u64 so that machines with
/// another usize agree.
fn permute(order: &mut [usize], stream: &mut impl Rng) {
    let length = order.len() as u64;
    for i in 0..length {
        order.swap(i as usize, stream.random_range(i..length) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;
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
            prop_assert_eq!(parts.training.len(), training);
            prop_assert_eq!(parts.validation.len(), validation);
            let mut all = [&parts.training[..], &parts.validation, &parts.test].concat();
            prop_assert_eq!(&draw(1, 0).training[..], &parts.training[..1]);
            prop_assert_eq!(&draw(rows - 1, 0).training, &all[..rows - 1]);
            all.sort();
            prop_assert_eq!(all, (0..rows).collect::<Vec<_>>());
        }
    }

    #[test]
    fn each_row_comes_first_equally_often() {
        let mut counts = [0; 5];
        for replicate in 0..5000 {
            let mut stream = Streams::new(3).replicate(replicate).data();
            counts[split(5, Some(1), 0, &mut stream).unwrap().training[0]] += 1;
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
        assert_eq!(parts.training, [0, 1, 2, 3]);
        assert!(parts.validation.is_empty() && parts.test.is_empty());
        let held_out = split(4, None, 3, &mut Streams::new(0).data()).unwrap();
        assert_eq!((held_out.training.len(), held_out.validation.len()), (1, 3));
        assert!(held_out.test.is_empty());
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
}
