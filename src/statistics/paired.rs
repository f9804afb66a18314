//! What a grid of paired values has to satisfy, and the contrast of two of its points.

use super::error::{FINITE, check_values};
use super::{Contrast, StatisticsError};
use crate::math::mean;

/// Refuses a grid with fewer than `fewest` points or two seeds, with different numbers
/// of seeds, or with values that are not finite. Returns the number of seeds.
pub(super) fn check<V: AsRef<[f64]>>(
    errors: &[V],
    fewest: usize,
) -> Result<usize, StatisticsError> {
    if errors.len() < fewest {
        return Err(StatisticsError::TooFewPoints {
            found: errors.len(),
            needed: fewest,
        });
    }
    let expected = errors.first().map_or(0, |values| values.as_ref().len());
    if expected < 2 {
        return Err(StatisticsError::TooFewSeeds(expected));
    }
    for (point, values) in errors.iter().enumerate() {
        let found = values.as_ref().len();
        if found != expected {
            return Err(StatisticsError::LengthsDiffer {
                point,
                found,
                expected,
            });
        }
    }
    check_values(errors, FINITE, f64::is_finite)?;
    Ok(expected)
}

/// The contrast `a` times one point minus `b` times another, seed by seed.
pub(super) fn difference(a: f64, first: &[f64], b: f64, second: &[f64]) -> Contrast {
    let mut scale = 0.0_f64;
    let values = first.iter().zip(second).map(|(x, y)| {
        scale = scale.max((a * x).abs()).max((b * y).abs());
        a * x - b * y
    });
    let values: Vec<f64> = values.collect();
    Contrast::of(&values, scale)
}

/// The index of the smallest mean among `candidates`, the first of equal ones.
pub(super) fn smallest_mean(
    errors: &[Vec<f64>],
    candidates: impl IntoIterator<Item = usize>,
) -> Option<usize> {
    let means = candidates
        .into_iter()
        .map(|point| (point, mean(&errors[point])));
    let smallest = means.min_by(|a, b| a.1.total_cmp(&b.1));
    smallest.map(|(point, _)| point)
}
