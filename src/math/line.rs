//! Least squares: the line through points, and slope and curvature as combinations of heights.

use super::{dot, mean};

/// A line through the centre of its points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FittedLine {
    /// Rise for each unit of x.
    pub slope: f64,
    /// Mean of x.
    pub centre: f64,
    /// Mean of y, the line's height at the centre.
    pub height: f64,
}

impl FittedLine {
    /// The line's height at a place.
    pub fn at(&self, x: f64) -> f64 {
        self.height + self.slope * (x - self.centre)
    }
}

/// The least-squares line through (x_k, y_k); `None` with fewer than two different x.
pub fn fitted_line(x: &[f64], y: &[f64]) -> Option<FittedLine> {
    let (centre, height) = (mean(x), mean(y));
    let spread: f64 = x.iter().map(|x| (x - centre) * (x - centre)).sum();
    let product = x.iter().zip(y).map(|(x, y)| (x - centre) * (y - height));
    let slope = product.sum::<f64>() / spread;
    slope.is_finite().then_some(FittedLine {
        slope,
        centre,
        height,
    })
}

/// The weights w for which sum_k w_k y_k is the least-squares slope of y in `x`.
pub fn slope_weights(x: &[f64]) -> Vec<f64> {
    let middle = mean(x);
    normalised(x.iter().map(|x| x - middle).collect(), x)
}

/// The weights w for which sum_k w_k y_k is the coefficient of x^2 in the parabola fitted to y by
/// least squares: what is left of x^2 after a straight line, over its square.
pub fn curvature_weights(x: &[f64]) -> Vec<f64> {
    let middle = mean(x);
    let centred: Vec<f64> = x.iter().map(|x| x - middle).collect();
    let squares: Vec<f64> = centred.iter().map(|u| u * u).collect();
    let slope = dot(&slope_weights(&centred), &squares);
    let mean = mean(&squares);
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
}
