//! The best value of a noisy curve: smoothed over neighbours, with the band of those as good.

use crate::math::{mean, smallest};
use crate::statistics::{Overlap, Resampled, StatisticsError, resampled};

/// Held-out errors by point of the grid and split. A point that was given up has the first splits
/// only.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Errors(pub Vec<Vec<f64>>);

/// The best point of the grid and those that are as good.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Best {
    /// The point of the smallest smoothed error.
    pub point: usize,
    /// The first and the last point of the band around it.
    pub band: [usize; 2],
    /// For every point how much larger its smoothed error is than the best one.
    pub excess: Vec<Resampled>,
}

impl Errors {
    /// The splits of the point that has most.
    pub fn most(&self) -> usize {
        self.0.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Means over the splits, all brought to those of the point that has most: a point with fewer is
    /// compared on those that it shares.
    pub fn means(&self) -> Vec<f64> {
        let most = self.most();
        let whole = self.0.iter().filter(|errors| errors.len() == most);
        let whole: Vec<&Vec<f64>> = whole.collect();
        let level = |splits: usize| {
            let sums = whole.iter().map(|errors| mean(&errors[..splits]));
            mean(&sums.collect::<Vec<_>>())
        };
        let shifted = |errors: &Vec<f64>| mean(errors) + level(most) - level(errors.len());
        self.0.iter().map(shifted).collect()
    }

    /// The best point of the smoothed curve and its band: from it outwards all points whose
    /// smoothed error is within one standard error of the difference.
    ///
    /// # Errors
    /// Fewer than two splits of a point, or an error that is not finite.
    pub fn best(&self, overlap: Overlap, level: f64) -> Result<Best, StatisticsError> {
        let means = smoothed(&self.means());
        let point = smallest(&means).unwrap_or(0);
        let best = self.smoothed_splits(point);
        let excess = |other: usize| {
            let differences: Vec<f64> = self
                .smoothed_splits(other)
                .iter()
                .zip(&best)
                .map(|(other, best)| other - best)
                .collect();
            resampled(&differences, overlap, level)
        };
        let points = 0..self.0.len();
        let excess: Vec<Resampled> = points.map(excess).collect::<Result<_, _>>()?;
        let good = |at: &usize| excess[*at].mean <= excess[*at].standard_error;
        let low = (0..=point).rev().take_while(good).last().unwrap_or(point);
        let after = point..self.0.len();
        let high = after.take_while(good).last().unwrap_or(point);
        Ok(Best {
            point,
            band: [low, high],
            excess,
        })
    }

    /// The smoothed error of a point by split, on the splits that it and its neighbours share.
    fn smoothed_splits(&self, point: usize) -> Vec<f64> {
        let last = self.0.len() - 1;
        let around = [point.saturating_sub(1), point, (point + 1).min(last)];
        let splits = around.iter().map(|&at| self.0[at].len()).min().unwrap_or(0);
        let sum = |split: usize| {
            let [before, at, after] = around.map(|at| self.0[at][split]);
            (before + 2.0 * at + after) / 4.0
        };
        (0..splits).map(sum).collect()
    }

    /// The error at a point less that at another, on the splits that they share.
    pub fn differences(&self, point: usize, other: usize) -> Vec<f64> {
        let pairs = self.0[point].iter().zip(&self.0[other]);
        pairs.map(|(error, other)| error - other).collect()
    }

    /// How much larger the error at a point is, unsmoothed, than the smoothed best, by split.
    pub fn cost(&self, point: usize, best: usize) -> Vec<f64> {
        let best = self.smoothed_splits(best);
        let pairs = self.0[point].iter().zip(best);
        pairs.map(|(error, best)| error - best).collect()
    }
}

/// 1-2-1 means of neighbours; an end counts as its own neighbour.
pub(super) fn smoothed(values: &[f64]) -> Vec<f64> {
    let last = values.len().saturating_sub(1);
    let around = |at: usize| {
        (values[at.saturating_sub(1)] + 2.0 * values[at] + values[(at + 1).min(last)]) / 4.0
    };
    (0..values.len()).map(around).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_and_a_constant_stay_and_a_spike_is_spread() {
        assert_eq!(smoothed(&[2.0, 2.0, 2.0]), [2.0, 2.0, 2.0]);
        assert_eq!(smoothed(&[0.0, 1.0, 2.0, 3.0])[1..3], [1.0, 2.0]);
        assert_eq!(
            smoothed(&[0.0, 0.0, 4.0, 0.0, 0.0]),
            [0.0, 1.0, 2.0, 1.0, 0.0]
        );
    }

    /// A single low point beside high ones is luck; the valley is found.
    #[test]
    fn a_valley_wins_over_a_hole() {
        let means = [0.09, 0.30, 0.30, 0.12, 0.10, 0.12, 0.30];
        let errors = Errors(means.map(|m| vec![m - 0.01, m + 0.01, m]).to_vec());
        let best = errors.best(Overlap::default(), 0.05).unwrap();
        assert_eq!((best.point, best.band), (4, [4, 4]));
    }

    #[test]
    fn the_band_is_what_one_standard_error_does_not_tell_apart() {
        // Differences of mean .01 and deviation about .02 between the middle and its neighbours.
        let base = vec![0.10, 0.12, 0.11, 0.13, 0.09, 0.12];
        let noisy = [0.03, -0.03, 0.03, -0.02, 0.03, -0.02];
        let near: Vec<f64> = base.iter().zip(noisy).map(|(b, e)| b + 0.003 + e).collect();
        let far: Vec<f64> = base.iter().map(|b| b + 0.2).collect();
        let two = [near.clone(), near];
        let errors = [
            vec![far.clone()],
            two.to_vec(),
            vec![base],
            two.to_vec(),
            vec![far],
        ];
        let errors = Errors(errors.concat());
        let best = errors.best(Overlap::of_splits(25, 75), 0.05).unwrap();
        assert_eq!((best.point, best.band), (3, [2, 4]));
        assert!(best.excess[0].low > 0.0);
        assert_eq!(best.excess[3].mean, 0.0);
    }

    /// A point given up after two hard splits is not made to look bad by them.
    #[test]
    fn points_with_fewer_splits_are_compared_on_those_they_share() {
        let errors = Errors(vec![
            vec![0.5, 0.5],
            vec![0.4, 0.4, 0.1, 0.1],
            vec![0.5, 0.5, 0.2, 0.2],
        ]);
        let means = errors.means();
        for (found, expected) in means.iter().zip([0.35, 0.25, 0.35]) {
            assert!((found - expected).abs() < 1e-15, "{means:?}");
        }
        let cost = errors.cost(0, 1);
        assert_eq!(cost.len(), 2);
    }
}
