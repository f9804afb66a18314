//! Straight lines through the points of every replicate.

use crate::math::{FittedLine, fitted_line, mean};
use crate::statistics::Contrast;

/// One minus the coverage of the bands.
const LEVEL: f64 = 0.05;

/// A fitted line: one for each replicate, and their mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// The mean slope; the interval covers it with 95%.
    pub slope: Bounded,
    /// The line's height at every x.
    pub heights: Vec<Bounded>,
}

/// A mean and its 95% interval, which takes two replicates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounded {
    pub mean: f64,
    pub interval: Option<[f64; 2]>,
}

impl Bounded {
    /// The mean of these values, at least one.
    pub fn of(values: &[f64]) -> Bounded {
        let found = Contrast::new(values).ok();
        Bounded {
            mean: found.map_or_else(|| mean(values), |found| found.mean),
            interval: found.and_then(|found| found.interval(LEVEL).ok()),
        }
    }

    /// Through a rising function.
    pub fn map(self, rising: impl Fn(f64) -> f64) -> Bounded {
        Bounded {
            mean: rising(self.mean),
            interval: self.interval.map(|ends| ends.map(&rising)),
        }
    }

    /// The number and the ends of its interval, under the names of their columns.
    pub fn named(self, name: &str) -> Vec<(String, f64)> {
        let [low, high] = self.interval.unwrap_or([f64::NAN; 2]);
        let numbers = [self.mean, low, high];
        with_interval(name).into_iter().zip(numbers).collect()
    }
}

/// The columns of a number with the ends of its interval.
pub(super) fn with_interval(name: &str) -> [String; 3] {
    ["", "_low", "_high"].map(|end| format!("{name}{end}"))
}

/// `replicates[r][k]` belongs to `x[r][k]`; `None` with fewer than two different x or no replicate.
pub(super) fn line(x: &[Vec<f64>], replicates: &[Vec<f64>]) -> Option<Line> {
    let pairs = x.iter().zip(replicates);
    let lines: Option<Vec<FittedLine>> = pairs.map(|(x, y)| fitted_line(x, y)).collect();
    let lines = lines.filter(|lines| !lines.is_empty())?;
    let slopes: Vec<f64> = lines.iter().map(|line| line.slope).collect();
    let heights = (0..x[0].len()).map(|k| {
        let at = lines.iter().zip(x).map(|(line, x)| line.at(x[k]));
        Bounded::of(&at.collect::<Vec<f64>>())
    });
    Some(Line {
        slope: Bounded::of(&slopes),
        heights: heights.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parallel_lines_have_one_slope_and_a_band_of_their_distance() {
        let x = vec![vec![0.0, 1.0, 3.0]; 3];
        let y: Vec<Vec<f64>> = [-1.0, 0.0, 1.0]
            .iter()
            .map(|up| x[0].iter().map(|x| 2.0 * x + up).collect())
            .collect();
        let found = line(&x, &y).unwrap();
        assert!((found.slope.mean - 2.0).abs() < 1e-14);
        let [low, high] = found.slope.interval.unwrap();
        assert!(high - low < 1e-10);
        for (height, x) in found.heights.iter().zip(&x[0]) {
            assert!((height.mean - 2.0 * x).abs() < 1e-14);
            let [low, high] = height.interval.unwrap();
            assert!(low < 2.0 * x - 1.0 && high > 2.0 * x + 1.0);
        }
    }

    #[test]
    fn one_replicate_has_no_band_and_one_point_no_line() {
        let found = line(&[vec![1.0, 2.0]], &[vec![5.0, 4.0]]).unwrap();
        assert_eq!((found.slope.mean, found.slope.interval), (-1.0, None));
        assert!(found.slope.named("slope")[1].1.is_nan());
        assert_eq!(line(&[vec![1.0]], &[vec![5.0]]), None);
        assert_eq!(line(&[], &[]), None);
    }
}
