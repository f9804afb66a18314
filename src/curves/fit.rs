//! Straight lines through the points of every replicate.

use crate::statistics::{MeanInterval, mean_interval};

/// One minus the coverage of the bands.
pub(super) const LEVEL: f64 = 0.05;

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
        match mean_interval(values, LEVEL) {
            Ok(MeanInterval {
                mean, low, high, ..
            }) => Bounded {
                mean,
                interval: Some([low, high]),
            },
            Err(_) => Bounded {
                mean: values.iter().sum::<f64>() / values.len() as f64,
                interval: None,
            },
        }
    }

    /// Through a rising function.
    pub fn map(self, rising: impl Fn(f64) -> f64) -> Bounded {
        Bounded {
            mean: rising(self.mean),
            interval: self.interval.map(|ends| ends.map(&rising)),
        }
    }

    /// Low end, where there is one.
    pub fn low(&self) -> f64 {
        self.interval.map_or(f64::NAN, |[low, _]| low)
    }

    /// High end, where there is one.
    pub fn high(&self) -> f64 {
        self.interval.map_or(f64::NAN, |[_, high]| high)
    }
}

/// Least squares for every replicate: `replicates[r][k]` belongs to `x[r][k]`. `None` with fewer
/// than two different x or no replicate.
pub(super) fn line(x: &[Vec<f64>], replicates: &[Vec<f64>]) -> Option<Line> {
    let lines: Option<Vec<(f64, f64, f64)>> = x
        .iter()
        .zip(replicates)
        .map(|(x, y)| least_squares(x, y))
        .collect();
    let lines = lines.filter(|lines| !lines.is_empty())?;
    let slopes: Vec<f64> = lines.iter().map(|(slope, _, _)| *slope).collect();
    let heights = (0..x[0].len()).map(|k| {
        let at: Vec<f64> = lines
            .iter()
            .zip(x)
            .map(|((slope, centre, height), x)| height + slope * (x[k] - centre))
            .collect();
        Bounded::of(&at)
    });
    Some(Line {
        slope: Bounded::of(&slopes),
        heights: heights.collect(),
    })
}

/// Slope, mean of x, mean of y.
fn least_squares(x: &[f64], y: &[f64]) -> Option<(f64, f64, f64)> {
    let n = x.len() as f64;
    let (centre, height) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let spread: f64 = x.iter().map(|x| (x - centre) * (x - centre)).sum();
    let product = x.iter().zip(y).map(|(x, y)| (x - centre) * (y - height));
    let slope = product.sum::<f64>() / spread;
    slope.is_finite().then_some((slope, centre, height))
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
        assert!(found.slope.high() - found.slope.low() < 1e-10);
        for (height, x) in found.heights.iter().zip(&x[0]) {
            assert!((height.mean - 2.0 * x).abs() < 1e-14);
            assert!(height.low() < 2.0 * x - 1.0 && height.high() > 2.0 * x + 1.0);
        }
    }

    #[test]
    fn one_replicate_has_no_band_and_one_point_no_line() {
        let found = line(&[vec![1.0, 2.0]], &[vec![5.0, 4.0]]).unwrap();
        assert_eq!((found.slope.mean, found.slope.interval), (-1.0, None));
        assert!(found.slope.low().is_nan());
        assert_eq!(line(&[vec![1.0]], &[vec![5.0]]), None);
        assert_eq!(line(&[], &[]), None);
    }
}
