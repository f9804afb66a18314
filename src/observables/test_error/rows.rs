//! The error on labelled rows, by counting.

use super::estimate::ErrorEstimate;
use crate::data::Dataset;
use crate::math::normal::QUANTILE_975;
use crate::network::TwoLayer;

/// Counts the rows on the wrong side, ties as half. The interval is Wilson's (1927) score
/// interval, which stays inside [0, 1] and is not empty at zero errors.
pub(super) fn error(network: &TwoLayer, rows: &Dataset) -> ErrorEstimate {
    let count = rows.samples() as f64;
    let (mut wrong, mut ties) = (0.0, 0.0);
    for (f, y) in network.predict(rows.points()).iter().zip(rows.labels()) {
        if *f == 0.0 {
            ties += 1.0;
        } else if f.signum() != y.signum() {
            wrong += 1.0;
        }
    }
    let error = (wrong + 0.5 * ties) / count;
    let spread = QUANTILE_975 * QUANTILE_975 / count;
    let centre = (error + 0.5 * spread) / (1.0 + spread);
    let half = (error * (1.0 - error) * spread + 0.25 * spread * spread).sqrt() / (1.0 + spread);
    ErrorEstimate {
        error,
        ties: ties / count,
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;

    #[test]
    fn ties_count_half() {
        // f(x) = relu(x): right on (2, +), wrong on (1, -), a tie on the two others.
        let network = TwoLayer {
            weights: mat![[1.0]],
            outputs: vec![1.0],
        };
        let points = mat![[2.0], [1.0], [-1.0], [-3.0]];
        let rows = Dataset::new(points, vec![1.0, -1.0, 1.0, -1.0]).unwrap();
        let estimate = error(&network, &rows);
        assert_eq!((estimate.error, estimate.ties), (0.5, 0.5));
    }

    #[test]
    fn the_interval_is_wilsons() {
        // 10 of 50 wrong: Wilson's interval is .1124 to .3304.
        let network = TwoLayer {
            weights: mat![[1.0, -1.0]],
            outputs: vec![1.0, -1.0],
        };
        let points = faer::Mat::from_fn(50, 1, |_, _| 1.0);
        let labels = (0..50).map(|i| if i < 10 { -1.0 } else { 1.0 }).collect();
        let estimate = error(&network, &Dataset::new(points, labels).unwrap());
        assert!((estimate.low - 0.1124).abs() < 5e-5, "{}", estimate.low);
        assert!((estimate.high - 0.3304).abs() < 5e-5, "{}", estimate.high);
    }
}
