//! A mean over seeds with its interval.

use serde::{Deserialize, Serialize};

use super::{Contrast, StatisticsError};

/// A mean over seeds, with how well it is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeanInterval {
    /// The mean.
    pub mean: f64,
    /// Standard deviation over seeds divided by the square root of their number.
    pub standard_error: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// The mean of one value per seed, and the interval that covers the true mean with
/// probability 1 - `level` (.05 for a 95% interval), from [`Contrast::interval`].
///
/// # Errors
/// Fewer than two values, one that is not finite, a level outside (0, 1).
pub fn mean_interval(values: &[f64], level: f64) -> Result<MeanInterval, StatisticsError> {
    let contrast = Contrast::new(values)?;
    let [low, high] = contrast.interval(level)?;
    Ok(MeanInterval {
        mean: contrast.mean,
        standard_error: contrast.standard_error(),
        low,
        high,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_mean_and_standard_error() {
        let found = mean_interval(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.05).unwrap();
        assert!((found.mean - 3.0).abs() < 1e-15);
        assert!((found.standard_error - 0.5_f64.sqrt()).abs() < 1e-15);
        // t_4(.975) = 2.776445; Wallace widens it a little.
        let half_width = found.high - found.mean;
        assert!((half_width / (2.776_445 * 0.5_f64.sqrt()) - 1.0).abs() < 0.01);
        assert!((found.mean - found.low - half_width).abs() < 1e-12);
    }

    #[test]
    fn a_smaller_level_is_a_wider_interval() {
        let values = [0.1, 0.4, 0.2, 0.9, 0.3, 0.1];
        let wide = mean_interval(&values, 0.01).unwrap();
        let narrow = mean_interval(&values, 0.05).unwrap();
        assert!(wide.low < narrow.low && narrow.high < wide.high);
        assert!(mean_interval(&values[..1], 0.05).is_err());
        assert!(mean_interval(&values, 0.0).is_err());
    }
}
