//! Flipped training labels.

use rand::{Rng, RngExt};

use super::{DataError, Dataset};

/// Flips each label with a probability, row by row; returns the set and the number of
/// flips. One uniform a row decides: a larger rate flips the labels that a smaller one
/// flips, and more.
pub(super) fn flip_labels(
    data: Dataset,
    rate: f64,
    stream: &mut impl Rng,
) -> Result<(Dataset, usize), DataError> {
    if rate == 0.0 {
        return Ok((data, 0));
    }
    let mut flipped = 0;
    let mut labels = data.labels().to_vec();
    for label in &mut labels {
        if label.abs() != 1.0 {
            return Err(DataError::LabelNoiseOnRegression(*label));
        }
        if stream.random::<f64>() < rate {
            *label = -*label;
            flipped += 1;
        }
    }
    Ok((Dataset::new(data.points().to_owned(), labels)?, flipped))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;
    use faer::Mat;

    fn flip(n: usize, rate: f64) -> (Vec<f64>, usize) {
        let labels = (0..n)
            .map(|i| if i % 3 == 0 { -1.0 } else { 1.0 })
            .collect();
        let data = Dataset::new(Mat::ones(n, 1), labels).unwrap();
        let (data, count) = flip_labels(data, rate, &mut Streams::new(1).label_noise()).unwrap();
        (data.labels().to_vec(), count)
    }

    #[test]
    fn flips_have_their_rate_and_are_counted() {
        let n = 10_000;
        let (clean, none) = flip(n, 0.0);
        assert_eq!(none, 0);
        let (noisy, count) = flip(n, 0.3);
        let changed = clean.iter().zip(&noisy).filter(|(a, b)| a != b).count();
        assert_eq!(changed, count);
        assert!(
            (count as f64 - 3000.0).abs() < 4.0 * 2100f64.sqrt(),
            "{count}"
        );
        assert_eq!(flip(50, 1.0).1, 50);
    }

    #[test]
    fn flips_nest_in_rate_and_n() {
        let (clean, _) = flip(1000, 0.0);
        let (little, _) = flip(1000, 0.1);
        let (much, _) = flip(1000, 0.4);
        for i in 0..1000 {
            assert!(little[i] == clean[i] || much[i] == little[i]);
        }
        assert_eq!(flip(100, 0.4).0, much[..100]);
    }

    #[test]
    fn regression_labels_are_refused() {
        let data = Dataset::new(Mat::ones(1, 1), vec![0.8]).unwrap();
        let result = flip_labels(data, 0.1, &mut Streams::new(1).label_noise());
        assert!(matches!(
            result,
            Err(DataError::LabelNoiseOnRegression(0.8))
        ));
    }
}
