//! Least squares per seed: a slope or a curvature is a fixed combination of the points.

use super::{Contrast, StatisticsError, paired};

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

/// The weights w for which sum_k w_k y_k is the least-squares slope of y in `x`.
pub(super) fn slope_weights(x: &[f64]) -> Vec<f64> {
    let middle = paired::mean(x);
    normalised(x.iter().map(|x| x - middle).collect(), x)
}

/// The weights w for which sum_k w_k y_k is the coefficient of x^2 in the parabola fitted
/// to y by least squares: what is left of x^2 after a straight line, over its square.
pub(super) fn curvature_weights(x: &[f64]) -> Vec<f64> {
    let middle = paired::mean(x);
    let centred: Vec<f64> = x.iter().map(|x| x - middle).collect();
    let squares: Vec<f64> = centred.iter().map(|u| u * u).collect();
    let slope = dot(&slope_weights(&centred), &squares);
    let mean = paired::mean(&squares);
    let rest = centred.iter().zip(&squares);
    normalised(
        rest.map(|(u, square)| square - mean - slope * u).collect(),
        &squares,
    )
}

/// `direction` divided so that it gives 1 on `unit`, the regressor it belongs to.
fn normalised(direction: Vec<f64>, unit: &[f64]) -> Vec<f64> {
    let size = dot(&direction, unit);
    direction.into_iter().map(|d| d / size).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// A combination of the points, seed by seed.
pub(super) struct Combination {
    /// One number per seed.
    pub values: Vec<f64>,
    /// The largest term that was added: the yardstick for rounding.
    pub scale: f64,
}

/// sum_k `weights[k]` `points[k][s]` for every seed s.
pub(super) fn combine(weights: &[f64], points: &[Vec<f64>]) -> Combination {
    let seeds = points.first().map_or(0, Vec::len);
    let mut scale = 0.0_f64;
    let values = (0..seeds)
        .map(|seed| {
            let terms = weights.iter().zip(points).map(|(w, point)| w * point[seed]);
            scale = terms.clone().fold(scale, |size, term| size.max(term.abs()));
            terms.sum()
        })
        .collect();
    Combination { values, scale }
}

/// The contrast of a combination.
pub(super) fn contrast(combination: &Combination) -> Contrast {
    Contrast::of(&combination.values, combination.scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: [f64; 5] = [-2.0, -0.5, 0.25, 1.0, 3.0];

    fn on_the_grid(f: impl Fn(f64) -> f64) -> Vec<f64> {
        X.iter().map(|x| f(*x)).collect()
    }

    #[test]
    fn weights_read_off_the_coefficients_of_a_parabola() {
        let parabola = on_the_grid(|x| 3.0 - 2.0 * x + 0.75 * x * x);
        assert!((dot(&curvature_weights(&X), &parabola) - 0.75).abs() < 1e-13);
        let line = on_the_grid(|x| 3.0 - 2.0 * x);
        assert!((dot(&slope_weights(&X), &line) + 2.0).abs() < 1e-13);
        assert!(dot(&curvature_weights(&X), &line).abs() < 1e-13);
    }

    /// x = 0, 1, 2, 3: slope weights (-3, -1, 1, 3)/10, curvature weights (1, -1, -1, 1)/4.
    #[test]
    fn known_weights_of_an_even_grid() {
        let x = [0.0, 1.0, 2.0, 3.0];
        for (found, exact) in [
            (slope_weights(&x), [-0.3, -0.1, 0.1, 0.3]),
            (curvature_weights(&x), [0.25, -0.25, -0.25, 0.25]),
        ] {
            for (found, exact) in found.iter().zip(exact) {
                assert!((found - exact).abs() < 1e-15, "{found} {exact}");
            }
        }
    }

    #[test]
    fn combinations_are_seed_by_seed_with_the_largest_term_as_scale() {
        let found = combine(&[2.0, -1.0], &[vec![1.0, 10.0, 0.5], vec![4.0, 19.0, 1.0]]);
        assert_eq!(found.values, [-2.0, 1.0, 0.0]);
        assert_eq!(found.scale, 20.0);
        let contrast = contrast(&found);
        assert_eq!((contrast.seeds, contrast.scale), (3, 20.0));
        assert!(combine(&[], &[]).values.is_empty());
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
