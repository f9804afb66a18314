//! Training labels that are flipped.

use rand::{Rng, RngExt};

use super::{DataError, Dataset};
use crate::faults::{Fault, planted};

/// Flips each label with a probability, row by row; returns the set and the number of
/// flips. One uniform a row decides: a larger rate flips the labels that a smaller one
/// flips, and more. With K outputs another draw a row chooses the other class, whether it is
/// flipped or not.
pub(super) fn flip_labels(
    data: Dataset,
    outputs: usize,
    rate: f64,
    stream: &mut impl Rng,
) -> Result<(Dataset, usize), DataError> {
    let rate = if planted(Fault::LabelsAreFlipped) {
        rate + 0.05
    } else {
        rate
    };
    if rate == 0.0 {
        return Ok((data, 0));
    }
    let mut flipped = 0;
    let mut labels = data.labels().to_vec();
    for label in &mut labels {
        if outputs == 1 && label.abs() != 1.0 {
            return Err(DataError::LabelNoiseOnRegression(*label));
        }
        let flips = stream.random::<f64>() < rate;
        let other = match outputs {
            1 => -*label,
            classes => {
                let further = stream.random_range(1..classes as u64) as f64;
                (*label + further) % classes as f64
            }
        };
        if flips {
            *label = other;
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
        let (data, count) = flip_labels(data, 1, rate, &mut Streams::new(1).label_noise()).unwrap();
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
    fn flips_of_many_classes_go_to_every_other_class_and_nest() {
        let n = 20_000;
        let clean: Vec<f64> = (0..n).map(|i| f64::from(i % 4)).collect();
        let flip = |n: usize, rate| {
            let data = Dataset::new(Mat::ones(n, 1), clean[..n].to_vec()).unwrap();
            let (data, count) =
                flip_labels(data, 4, rate, &mut Streams::new(1).label_noise()).unwrap();
            (data.labels().to_vec(), count)
        };
        let ((little, few), (much, many)) = (flip(n as usize, 0.1), flip(n as usize, 0.4));
        let mut to = [[0; 4]; 4];
        for i in 0..n as usize {
            assert!(little[i] == clean[i] || much[i] == little[i]);
            to[clean[i] as usize][much[i] as usize] += 1;
        }
        let changed = |labels: &[f64]| labels.iter().zip(&clean).filter(|(a, b)| a != b).count();
        assert_eq!((changed(&little), changed(&much)), (few, many));
        assert!(
            (many as f64 - 8000.0).abs() < 4.0 * 4800f64.sqrt(),
            "{many}"
        );
        for (class, row) in to.iter().enumerate() {
            for (other, &count) in row.iter().enumerate() {
                // 5000 points a class, .4/3 of them to each other class.
                let expected = if class == other { 3000.0 } else { 2000.0 / 3.0 };
                assert!((f64::from(count) - expected).abs() < 4.0 * 35.0, "{to:?}");
            }
        }
        assert_eq!(flip(500, 0.4).0, much[..500]);
    }

    #[test]
    fn regression_labels_are_refused() {
        let data = Dataset::new(Mat::ones(1, 1), vec![0.8]).unwrap();
        let result = flip_labels(data, 1, 0.1, &mut Streams::new(1).label_noise());
        assert!(matches!(
            result,
            Err(DataError::LabelNoiseOnRegression(0.8))
        ));
    }
}
