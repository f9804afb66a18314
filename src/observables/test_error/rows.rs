//! What is known of an error, and the error on labelled rows by counting.

use crate::data::Problem;
use crate::faults::{Fault, planted};
use crate::math::normal::QUANTILE_975;
use crate::network::{Network, answers, margin};

/// P(y f < 0) + P(f = 0)/2, and what is known of it. With K outputs a point is wrong where the
/// label's is not the largest, and a tie of m largest ones with it counts 1 - 1/m.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErrorEstimate {
    /// The probability of a wrong answer, where ties are decided by a fair guess.
    pub error: f64,
    /// P(f = 0); of K outputs the probability that the label's is one of several largest.
    pub ties: f64,
    /// Lower end of the error's 95% interval over test points or lines; the error
    /// itself where it is exact.
    pub low: f64,
    /// Upper end of that interval.
    pub high: f64,
}

/// A tie: nothing but rounding is left of a sum of `terms` numbers of total size `size`.
pub(super) fn is_rounding(sum: f64, size: f64, terms: usize) -> bool {
    sum.abs() <= f64::EPSILON * terms as f64 * size
}

/// The share of the ties of m answers that counts as wrong.
pub(super) fn wrong_ties(answers: usize) -> f64 {
    if planted(Fault::TiesAreRight) {
        return 0.0;
    }
    if planted(Fault::TiesAreWrong) {
        return 1.0;
    }
    1.0 - 1.0 / answers as f64
}

/// Counts the wrong answers to labels -1 and +1, or with K outputs a point, which stand point after
/// point, to labels 0, ..., K - 1; ties as fair guesses. The interval is Wilson's (1927) score
/// interval, which stays inside [0, 1] and is not empty at zero errors.
pub fn error_on_rows(outputs: &[f64], labels: &[f64]) -> ErrorEstimate {
    let count = labels.len() as f64;
    let (mut wrong, mut tied, mut ties) = (0.0, 0.0, 0.0);
    for (f, y) in answers(outputs, labels) {
        let margin = margin(f, y);
        if margin == 0.0 {
            let largest = match f {
                [_] => 2,
                _ => f.iter().filter(|other| **other == f[y as usize]).count(),
            };
            tied += wrong_ties(largest);
            ties += 1.0;
        } else if margin.is_nan() || margin < 0.0 {
            wrong += 1.0;
        }
    }
    let error = (wrong + tied) / count;
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

/// Whether the network answers labels that are classes, and not the targets of a regression: with
/// one output -1 and +1, or with as many outputs as there are classes.
pub(super) fn has_answers(network: &dyn Network, problem: &Problem, labels: &[f64]) -> bool {
    match problem.outputs {
        1 => network.outputs() == 1 && labels.iter().all(|y| y.abs() == 1.0),
        classes => network.outputs() == classes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_count_half() {
        // Right, wrong, and two ties.
        let estimate = error_on_rows(&[2.0, 1.0, 0.0, 0.0], &[1.0, -1.0, 1.0, -1.0]);
        assert_eq!((estimate.error, estimate.ties), (0.5, 0.5));
    }

    #[test]
    fn of_several_outputs_the_largest_answers() {
        // Right, wrong, a tie of two and one of three with the label, and one without it.
        let outputs = [
            [3.0, 1.0, 0.0],
            [3.0, 1.0, 0.0],
            [2.0, 2.0, 0.0],
            [0.0, 0.0, 0.0],
            [1.0, 1.0, 0.0],
            [f64::NAN, 1.0, 0.0],
        ];
        let labels = [0.0, 1.0, 1.0, 2.0, 2.0, 1.0];
        let estimate = error_on_rows(&outputs.concat(), &labels);
        let error = (3.0 + 0.5 + 2.0 / 3.0) / 6.0;
        assert!((estimate.error - error).abs() < 1e-15, "{estimate:?}");
        assert_eq!(estimate.ties, 2.0 / 6.0);
        assert!(estimate.low < error && error < estimate.high);
    }

    #[test]
    fn the_interval_is_wilsons() {
        // 10 of 50 wrong: Wilson's interval is .1124 to .3304.
        let labels: Vec<f64> = (0..50).map(|i| if i < 10 { -1.0 } else { 1.0 }).collect();
        let estimate = error_on_rows(&[1.0; 50], &labels);
        assert!((estimate.low - 0.1124).abs() < 5e-5, "{}", estimate.low);
        assert!((estimate.high - 0.3304).abs() < 5e-5, "{}", estimate.high);
    }
}
