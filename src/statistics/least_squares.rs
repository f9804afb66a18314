//! Least squares per seed: a slope or a curvature is a fixed combination of the points.

use super::{Contrast, StatisticsError};

/// log10 of a grid, which has to be positive, finite and rising, with one value for
/// each of `points` points.
pub(super) fn log_grid(grid: &[f64], points: usize) -> Result<Vec<f64>, StatisticsError> {
    let mut previous = 0.0;
    for (point, &alpha) in grid.iter().enumerate() {
        if !(alpha > previous && alpha.is_finite()) {
            return Err(StatisticsError::NotRising { point, alpha });
        }
        previous = alpha;
    }
    if grid.len() != points {
        return Err(StatisticsError::PointsDiffer {
            alphas: grid.len(),
            points,
        });
    }
    Ok(grid.iter().map(|value| libm::log10(*value)).collect())
}

/// sum_k `weights[k]` `points[k][s]` for every seed s, and its contrast; the largest term added is
/// the yardstick for rounding.
pub(super) fn combine(weights: &[f64], points: &[Vec<f64>]) -> (Vec<f64>, Contrast) {
    let seeds = points.first().map_or(0, Vec::len);
    let mut scale = 0.0_f64;
    let combined = (0..seeds).map(|seed| {
        let terms = weights.iter().zip(points).map(|(w, point)| w * point[seed]);
        scale = terms.clone().fold(scale, |size, term| size.max(term.abs()));
        terms.sum()
    });
    let combined: Vec<f64> = combined.collect();
    let contrast = Contrast::of(&combined, scale);
    (combined, contrast)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_are_seed_by_seed_with_the_largest_term_as_scale() {
        let points = [vec![1.0, 10.0, 0.5], vec![4.0, 19.0, 1.0]];
        let (found, contrast) = combine(&[2.0, -1.0], &points);
        assert_eq!(found, [-2.0, 1.0, 0.0]);
        assert_eq!((contrast.seeds, contrast.scale), (3, 20.0));
    }

    #[test]
    fn a_grid_has_to_be_positive_finite_rising_and_as_long_as_the_points() {
        assert_eq!(log_grid(&[0.01, 10.0], 2).unwrap(), [-2.0, 1.0]);
        for (grid, point, alpha) in [
            ([0.0, 1.0], 0, 0.0),
            ([-1.0, 1.0], 0, -1.0),
            ([1.0, 1.0], 1, 1.0),
            ([1.0, f64::INFINITY], 1, f64::INFINITY),
        ] {
            let expected = Err(StatisticsError::NotRising { point, alpha });
            assert_eq!(log_grid(&grid, 2), expected);
        }
        assert!(log_grid(&[1.0, f64::NAN], 2).is_err());
        assert_eq!(
            log_grid(&[1.0, 2.0], 3),
            Err(StatisticsError::PointsDiffer {
                alphas: 2,
                points: 3
            })
        );
    }
}
