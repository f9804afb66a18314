//! The error on the targets of a regression.

use super::rows::{ErrorEstimate, has_answers};
use crate::data::{Problem, TestSet};
use crate::math::mean;
use crate::math::normal::QUANTILE_975;
use crate::network::Network;

/// The mean square of f - y, with the interval of a mean over test points (normal, from their spread,
/// never below 0); no ties.
pub fn mean_square_on_rows(outputs: &[f64], labels: &[f64]) -> ErrorEstimate {
    let squares: Vec<f64> = outputs
        .iter()
        .zip(labels)
        .map(|(f, y)| (f - y) * (f - y))
        .collect();
    let (error, count) = (mean(&squares), squares.len() as f64);
    let spread: f64 = squares
        .iter()
        .map(|square| (square - error) * (square - error))
        .sum();
    let half = QUANTILE_975 * (spread / (count - 1.0) / count).sqrt();
    ErrorEstimate {
        error,
        ties: 0.0,
        low: (error - half).max(0.0),
        high: error + half,
    }
}

/// R^2 on the test set: 1 minus the mean square of f - y over that of y about its mean. `None` without
/// test rows, where their labels are classes, and where they are all alike.
pub fn test_r2(network: &dyn Network, problem: &Problem) -> Option<f64> {
    let TestSet::Rows(rows) = &problem.test else {
        return None;
    };
    let labels = rows.labels();
    if problem.outputs > 1 || network.outputs() > 1 || has_answers(network, problem, labels) {
        return None;
    }
    let centre = mean(labels);
    let spread: f64 = labels.iter().map(|y| (y - centre) * (y - centre)).sum();
    let error = mean_square_on_rows(&network.output(rows.points()), labels).error;
    let r2 = 1.0 - error * labels.len() as f64 / spread;
    r2.is_finite().then_some(r2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_square_has_the_interval_of_a_mean() {
        // Squares 0, 1, 4, 9: mean 3.5, variance 49/3.
        let found = mean_square_on_rows(&[1.0, 3.0, 0.0, 0.0], &[1.0, 2.0, 2.0, -3.0]);
        assert_eq!((found.error, found.ties, found.low), (3.5, 0.0, 0.0));
        let half = 1.959963984540054 * (49f64 / 3.0 / 4.0).sqrt();
        assert!((found.high - 3.5 - half).abs() < 1e-12);
    }
}
