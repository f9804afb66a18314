//! The least-squares fit: where BF25's network ends from a small initialisation.

use faer::Mat;
use faer::linalg::solvers::SolveLstsq;

use super::TheoryError;
use crate::data::Dataset;

/// A linear fit `f(x) = <beta, x>`.
#[derive(Clone, Debug, PartialEq)]
pub struct LeastSquares {
    /// beta, length d; with a bias column its entry is the intercept.
    pub coefficients: Vec<f64>,
    /// <beta, x_i>, length n.
    pub predictions: Vec<f64>,
    /// `(1/2n) sum (f - y)^2`.
    pub mean_loss: f64,
}

/// The beta that minimises `sum_i (<beta, x_i> - y_i)^2`, by QR. Needs n >= d and columns that
/// are linearly independent.
///
/// On the three points of BF25, -0.75, -0.5 and 0.125 with a bias input, small initialisations
/// converge to this line although a two-layer network could fit the points (BF25, section 5): all
/// neurons that matter are active on all points, and f is linear there.
///
/// # Errors
/// Fewer points than dimensions, dependent columns.
pub fn least_squares(data: &Dataset) -> Result<LeastSquares, TheoryError> {
    let (n, d) = (data.samples(), data.dimension());
    if n < d {
        return Err(TheoryError::Length {
            what: "points of a least-squares fit",
            found: n,
            expected: d,
        });
    }
    let decomposition = data.points().qr();
    let r = decomposition.thin_R();
    let diagonal = (0..d).map(|k| r[(k, k)].abs());
    let least = diagonal.clone().fold(f64::INFINITY, f64::min);
    if least <= 1e-12 * diagonal.fold(0.0, f64::max) {
        return Err(TheoryError::DependentColumns(d));
    }
    let labels = Mat::from_fn(n, 1, |i, _| data.labels()[i]);
    let solution = decomposition.solve_lstsq(&labels);
    let beta: Vec<f64> = solution.col(0).iter().copied().collect();
    let fitted = data.points() * Mat::from_fn(d, 1, |j, _| beta[j]);
    let predictions: Vec<f64> = fitted.col(0).iter().copied().collect();
    let losses = predictions.iter().zip(data.labels());
    let sum: f64 = losses.map(|(f, y)| 0.5 * (f - y) * (f - y)).sum();
    Ok(LeastSquares {
        coefficients: beta,
        predictions,
        mean_loss: sum / n as f64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{DataConfig, ThreePointsConfig};
    use crate::data::Problem;
    use crate::network::Loss;
    use crate::random::Streams;
    use faer::mat;
    use proptest::prelude::*;

    /// By hand, in fractions: means -3/8 and 2/3, Sxx = 13/32, Sxy = -1/40, Syy = 79/150.
    #[test]
    fn the_three_points_of_bf25() {
        let config = DataConfig::from(ThreePointsConfig::default());
        let problem = Problem::draw(&config, Loss::Squared, &Streams::new(0)).unwrap();
        let fit = least_squares(&problem.training).unwrap();
        let slope = -(1.0 / 40.0) * (32.0 / 13.0);
        assert!((fit.coefficients[0] - slope).abs() < 1e-15);
        let loss = (79.0 / 150.0 - 0.025 * 0.025 * 32.0 / 13.0) / 6.0;
        assert!((fit.mean_loss - loss).abs() < 1e-15);
        assert!((fit.mean_loss - 0.087_521_37).abs() < 5e-9);
        for (f, shown) in fit.predictions.iter().zip([0.6897, 0.6744, 0.6359]) {
            assert!((f - shown).abs() < 5e-5, "{f}");
        }
    }

    #[test]
    fn what_has_no_unique_fit_is_refused() {
        let one = Dataset::new(mat![[1.0, 2.0]], vec![1.0]).unwrap();
        assert!(matches!(
            least_squares(&one),
            Err(TheoryError::Length { .. })
        ));
        for twin in [mat![[1.0, 0.0], [2.0, 0.0]], mat![[1.0, 0.3], [2.0, 0.6]]] {
            let twin = Dataset::new(twin, vec![1.0, 1.0]).unwrap();
            let refused = least_squares(&twin);
            assert_eq!(refused, Err(TheoryError::DependentColumns(2)));
        }
    }

    proptest! {
        #[test]
        fn residuals_are_orthogonal_to_the_points(values in prop::collection::vec(-1.0..1.0f64, 24)) {
            let points = Mat::from_fn(6, 3, |i, j| values[3 * i + j] + if i == j { 2.0 } else { 0.0 });
            let data = Dataset::new(points, values[18..].to_vec()).unwrap();
            let fit = least_squares(&data).unwrap();
            for j in 0..3 {
                let residuals = fit.predictions.iter().zip(data.labels());
                let along: f64 = residuals.enumerate().map(|(i, (f, y))| (f - y) * data.points()[(i, j)]).sum();
                prop_assert!(along.abs() < 1e-12);
            }
        }
    }
}
