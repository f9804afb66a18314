//! The least-squares parabola through points, and a minimum found with it.

use super::{dot, mean, smallest};

/// Coefficients [a, b, c] of the least-squares parabola a + b x + c x^2; `None` with fewer than
/// three places.
pub fn parabola(x: &[f64], y: &[f64]) -> Option<[f64; 3]> {
    if x.len() < 3 {
        return None;
    }
    // Orthogonal polynomials on the places themselves: no system to solve.
    let n = x.len() as f64;
    let middle = mean(x);
    let first: Vec<f64> = x.iter().map(|x| x - middle).collect();
    let norm_first: f64 = first.iter().map(|p| p * p).sum();
    let skew = first.iter().map(|p| p * p * p).sum::<f64>() / norm_first;
    let second: Vec<f64> = first
        .iter()
        .map(|p| p * p - skew * p - norm_first / n)
        .collect();
    let norm_second: f64 = second.iter().map(|p| p * p).sum();
    let (b, c) = (dot(&first, y) / norm_first, dot(&second, y) / norm_second);
    // mean(y) + b (x - m) + c ((x - m)^2 - skew (x - m) - norm_first/n), in powers of x.
    let linear = b - c * skew;
    Some([
        mean(y) - linear * middle + c * (middle * middle - norm_first / n),
        linear - 2.0 * c * middle,
        c,
    ])
}

/// Points on each side of the smallest that the parabola goes through.
const NEIGHBOURS: usize = 2;

/// The vertex of the least-squares parabola through the smallest y and its neighbours, two on each
/// side where there are; `None` where it does not open upwards or its vertex leaves their range.
/// The places x rise.
pub fn fitted_minimum(x: &[f64], y: &[f64]) -> Option<f64> {
    let at = smallest(y)?;
    let window = at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS + 1).min(x.len());
    let centre = x[at];
    let x: Vec<f64> = x[window.clone()].iter().map(|x| x - centre).collect();
    let [_, slope, curvature] = parabola(&x, &y[window])?;
    let vertex = -slope / (2.0 * curvature);
    let inside = x[0] <= vertex && vertex <= x[x.len() - 1];
    (curvature > 0.0 && inside).then_some(centre + vertex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parabola_is_found_again() {
        let x = [-2.0, -0.5, 0.0, 1.0, 4.0];
        let y = x.map(|x: f64| 3.0 - 2.0 * x + 0.5 * x * x);
        let found = parabola(&x, &y).unwrap();
        for (found, expected) in found.iter().zip([3.0, -2.0, 0.5]) {
            assert!((found - expected).abs() < 1e-12, "{found} for {expected}");
        }
        assert_eq!(parabola(&x[..2], &y[..2]), None);
    }

    #[test]
    fn the_vertex_of_a_parabola_is_found_between_the_points() {
        let x = [-3.0, -2.0, -1.0, 0.0, 1.5, 2.0];
        let y = x.map(|x: f64| 4.0 + 0.5 * (x - 0.3) * (x - 0.3));
        assert!((fitted_minimum(&x, &y).unwrap() - 0.3).abs() < 1e-12);
    }

    #[test]
    fn a_parabola_that_opens_downwards_or_leaves_its_points_has_no_minimum() {
        assert_eq!(fitted_minimum(&[1.0, 2.0, 3.0], &[0.1, 0.2, 0.25]), None);
        assert_eq!(fitted_minimum(&[1.0, 2.0, 3.0], &[0.1, 0.2, 0.4]), None);
        assert_eq!(fitted_minimum(&[], &[]), None);
    }
}
