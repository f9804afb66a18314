//! The diagonal linear network `beta = u^2 - v^2` from u(0) = v(0) = alpha 1, trained on the
//! squared loss of an underdetermined X beta = y (WGL20).
//!
//! The gradient flow ends at the solution with the least [`penalty`]: small alpha gives the least
//! l1 norm, large alpha the least l2 norm.

use faer::linalg::triangular_solve::{
    solve_lower_triangular_in_place, solve_upper_triangular_in_place,
};
use faer::{Mat, MatRef, Par};
use libm::{asinh, cosh, sinh};

use super::TheoryError;
use crate::math::{dot, largest, largest_or_nan};

/// q(z) = int_0^z asinh(t/2) dt = 2 - sqrt(4 + z^2) + z asinh(z/2) (WGL20, Theorem 1), even and
/// convex; z^2/4 near 0 and |z| log|z| far out. To a few roundings, relative, for every z.
pub fn q(z: f64) -> f64 {
    // 2 - sqrt(4 + z^2) without its cancellation, and without squaring a large z.
    let root = libm::hypot(2.0, z);
    z * (asinh(0.5 * z) - z / (2.0 + root))
}

/// Q_alpha(beta) = alpha^2 sum_i q(beta_i/alpha^2), which the flow's limit minimises among the
/// solutions of X beta = y (WGL20, Theorem 1). alpha positive.
///
/// As alpha -> infinity it is |beta|_2^2/(4 alpha^2) (1 + O(alpha^-4)); as alpha -> 0 it is
/// log(1/alpha^2) |beta|_1 (1 + O(1/log(1/alpha))).
pub fn penalty(beta: &[f64], alpha: f64) -> f64 {
    let scale = alpha * alpha;
    scale * beta.iter().map(|b| q(b / scale)).sum::<f64>()
}

/// Where the flow from alpha -> 0 rests on the equations of `data.kind = "sparse-path"`, in order
/// (arXiv 2607.12332); the last point solves X beta = y with the least l1 norm. Coordinate 1 is
/// learnt first and given up again.
pub const SPARSE_PATH_VISITED: [[f64; 4]; 3] = [
    [4.0 / 5.0, 0.0, 0.0, 0.0],
    [0.0, 0.0, 7.0 / 5.0, 0.0],
    [0.0, 0.0, 10.0 / 7.0, -10.0 / 49.0],
];

/// Largest |X beta - y| allowed, relative to the largest |y|.
const ACCURACY: f64 = 1e-11;

/// Newton steps before giving up; each lowers the largest exponent by about 1 at worst.
const MOST_STEPS: usize = 2000;

/// Range of alpha^2/max|y| in which cosh does not overflow.
const SCALES: (f64, f64) = (1e-280, 1e280);

/// Longest change of an exponent in one step: cosh stays finite.
const LONGEST_STEP: f64 = 300.0;

/// The beta with the least Q_alpha among the solutions of X beta = y, where the flow of the
/// diagonal network ends (WGL20, Theorem 1). X is n x d with independent rows, y of length n,
/// alpha positive.
///
/// beta = 2 alpha^2 sinh(X^T nu) with the nu that maximises <y, nu> - 2 alpha^2 sum cosh(X^T nu):
/// a smooth concave problem in n variables.
///
/// # Errors
/// Lengths that differ, numbers that are not finite, dependent rows, alpha^2 out of
/// [1e-280, 1e280] max|y|, and [`TheoryError::NotConverged`] where rounding keeps |X beta - y|
/// above 1e-11 max|y|.
///
/// ```
/// use faer::mat;
/// use sweetspot::theory::diagonal::minimiser;
/// let x = mat![[1.0, 0.5, 0.7, 0.0], [0.5, 1.0, 0.1, 0.7]];
/// let sparse = minimiser(x.as_ref(), &[1.0, 0.0], 1e-100)?;
/// assert!((sparse[2] - 10.0 / 7.0).abs() < 1e-10 && sparse[0].abs() < 1e-10);
/// # Ok::<(), sweetspot::theory::TheoryError>(())
/// ```
pub fn minimiser(x: MatRef<'_, f64>, y: &[f64], alpha: f64) -> Result<Vec<f64>, TheoryError> {
    if alpha.is_nan() || alpha <= 0.0 {
        return Err(out_of_range("alpha", alpha, "it must be positive"));
    }
    independent(x, y)?;
    let largest = largest(y);
    if largest == 0.0 {
        return Ok(vec![0.0; x.ncols()]);
    }
    let scale = alpha * alpha / largest;
    if !(SCALES.0..=SCALES.1).contains(&scale) {
        let allowed = "it must be between 1e-280 and 1e280";
        return Err(out_of_range("alpha^2/max|y|", scale, allowed));
    }
    let y: Vec<f64> = y.iter().map(|v| v / largest).collect();
    let beta = Dual { x, y: &y, scale }.solve()?;
    Ok(beta.iter().map(|b| b * largest).collect())
}

/// The beta with the least l2 norm among the solutions of X beta = y: the limit alpha ->
/// infinity. X is n x d with independent rows.
///
/// # Errors
/// Lengths that differ, numbers that are not finite, dependent rows.
pub fn euclidean_minimiser(x: MatRef<'_, f64>, y: &[f64]) -> Result<Vec<f64>, TheoryError> {
    let nu = normal_solve(independent(x, y)?.as_ref(), y);
    Ok((x.transpose() * nu).col(0).iter().copied().collect())
}

/// The dual problem for a y of order 1; `scale` is alpha^2.
struct Dual<'a> {
    x: MatRef<'a, f64>,
    y: &'a [f64],
    scale: f64,
}

impl Dual<'_> {
    fn solve(&self) -> Result<Vec<f64>, TheoryError> {
        let mut nu = Mat::zeros(self.x.nrows(), 1);
        for _ in 0..MOST_STEPS {
            let z = self.x.transpose() * &nu;
            let residual = self.residual(&z);
            // Rows of the square root of the Hessian X D X^T, D = 2 alpha^2 cosh z.
            let root = Mat::from_fn(self.x.ncols(), self.x.nrows(), |j, i| {
                self.x[(i, j)] * (2.0 * self.scale * cosh(z[(j, 0)])).sqrt()
            });
            let step = normal_solve(factor(root.as_ref())?.as_ref(), &residual);
            let fraction = self.line_search(&z, &residual, &step);
            let better = &nu + faer::Scale(fraction) * &step;
            let next = self.x.transpose() * &better;
            let error = largest_or_nan(&residual);
            if error <= ACCURACY && largest_or_nan(&self.residual(&next)) >= error {
                return Ok(self.beta(&z));
            }
            if fraction == 0.0 {
                break;
            }
            nu = better;
        }
        let z = self.x.transpose() * &nu;
        let error = largest_or_nan(&self.residual(&z));
        if error <= ACCURACY {
            return Ok(self.beta(&z));
        }
        Err(TheoryError::NotConverged {
            what: "the minimiser of Q_alpha",
            error,
            wanted: ACCURACY,
        })
    }

    fn beta(&self, z: &Mat<f64>) -> Vec<f64> {
        let entries = z.col(0).iter();
        entries.map(|z| 2.0 * self.scale * sinh(*z)).collect()
    }

    /// y - X beta, the gradient of the dual.
    fn residual(&self, z: &Mat<f64>) -> Vec<f64> {
        let beta = self.beta(z);
        let fitted = self.x * Mat::from_fn(beta.len(), 1, |j, _| beta[j]);
        let pairs = self.y.iter().zip(fitted.col(0).iter());
        pairs.map(|(y, f)| y - f).collect()
    }

    /// The largest of 1, 1/2, 1/4, ... (first capped) at which the directional slope has not
    /// turned by more than the slope it began with: on a concave function that is progress, and
    /// unlike a comparison of values it does not drown in rounding near the top.
    fn line_search(&self, z: &Mat<f64>, residual: &[f64], step: &Mat<f64>) -> f64 {
        let moved = self.x.transpose() * step;
        let slope = |residual: &[f64]| dot(residual, step.col(0).iter());
        let began = slope(residual);
        let reach = largest(moved.col(0).iter());
        let mut fraction = (LONGEST_STEP / reach).min(1.0);
        while fraction > 1e-300 && fraction.is_finite() {
            let ahead = z + faer::Scale(fraction) * &moved;
            let turned = slope(&self.residual(&ahead));
            if turned.abs() <= began.abs() {
                return fraction;
            }
            fraction *= 0.5;
        }
        0.0
    }
}

/// R of the QR decomposition of a tall matrix.
fn factor(tall: MatRef<'_, f64>) -> Result<Mat<f64>, TheoryError> {
    if tall.nrows() < tall.ncols() {
        return Err(TheoryError::DependentRows(tall.ncols()));
    }
    Ok(tall.qr().thin_R().to_owned())
}

/// The solution of R^T R nu = y.
fn normal_solve(r: MatRef<'_, f64>, y: &[f64]) -> Mat<f64> {
    let mut nu = Mat::from_fn(y.len(), 1, |i, _| y[i]);
    solve_lower_triangular_in_place(r.transpose(), nu.as_mut(), Par::Seq);
    solve_upper_triangular_in_place(r, nu.as_mut(), Par::Seq);
    nu
}

/// R of X^T, where X and y fit together, are finite, and the rows of X are independent.
fn independent(x: MatRef<'_, f64>, y: &[f64]) -> Result<Mat<f64>, TheoryError> {
    if x.nrows() != y.len() {
        return Err(TheoryError::Length {
            what: "entries of y",
            found: y.len(),
            expected: x.nrows(),
        });
    }
    let mut entries = x.col_iter().flat_map(|column| column.iter()).chain(y);
    if let Some(&value) = entries.find(|v| !v.is_finite()) {
        return Err(out_of_range(
            "an entry of X or y",
            value,
            "it must be finite",
        ));
    }
    let r = factor(x.transpose())?;
    let diagonal = (0..r.nrows()).map(|i| r[(i, i)].abs());
    let least = diagonal.clone().fold(f64::INFINITY, f64::min);
    if least > 1e-12 * diagonal.fold(0.0, f64::max) {
        return Ok(r);
    }
    Err(TheoryError::DependentRows(r.nrows()))
}

fn out_of_range(what: &'static str, value: f64, allowed: &'static str) -> TheoryError {
    TheoryError::OutOfRange {
        what,
        value,
        allowed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{SPARSE_PATH_INPUTS, SPARSE_PATH_TARGETS};
    use crate::random::Streams;
    use faer::mat;
    use proptest::prelude::*;
    use rand_distr::{Distribution, StandardNormal};

    fn gaussian(rows: usize, columns: usize, seed: u64) -> (Mat<f64>, Vec<f64>) {
        let mut stream = Streams::new(seed).data();
        let x = Mat::from_fn(rows, columns, |_, _| StandardNormal.sample(&mut stream));
        let y = (0..rows)
            .map(|_| StandardNormal.sample(&mut stream))
            .collect();
        (x, y)
    }

    fn small_case() -> (Mat<f64>, [f64; 2]) {
        let x = Mat::from_fn(2, 4, |i, j| SPARSE_PATH_INPUTS[i][j]);
        (x, SPARSE_PATH_TARGETS)
    }

    fn distance(a: &[f64], b: &[f64]) -> f64 {
        let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
        squares.sum::<f64>().sqrt()
    }

    /// The dual of the l1 problem is nu = (80/49, -10/7): coordinate 1, with x_1^T nu = 45/49,
    /// is the last to vanish, like alpha^(2 (1 - 45/49)).
    #[test]
    fn the_small_case_ends_at_its_last_point() {
        let (x, y) = small_case();
        let gap = |alpha| {
            let beta = minimiser(x.as_ref(), &y, alpha).unwrap();
            distance(&beta, &SPARSE_PATH_VISITED[2])
        };
        let exponent = libm::log10(gap(1e-30) / gap(1e-50)) / 20.0;
        assert!((exponent - 8.0 / 49.0).abs() < 1e-3, "{exponent}");
        assert!(gap(1e-100) < 1e-12 && gap(1e-135) < 1e-12);
    }

    #[test]
    fn large_scales_approach_the_euclidean_solution_with_the_fourth_power() {
        let (x, y) = gaussian(4, 9, 1);
        let flat = euclidean_minimiser(x.as_ref(), &y).unwrap();
        let gap = |alpha| distance(&minimiser(x.as_ref(), &y, alpha).unwrap(), &flat);
        for alpha in [8.0, 16.0, 32.0] {
            let exponent = libm::log2(gap(2.0 * alpha) / gap(alpha));
            assert!((exponent + 4.0).abs() < 0.01, "{alpha}: {exponent}");
        }
        assert!(gap(1e60) < 1e-13);
    }

    /// The flow itself, du/dt = 2 u s, dv/dt = -2 v s, s = X^T (y - X beta), by the classical
    /// Runge-Kutta scheme.
    #[test]
    fn the_flow_ends_there() {
        let (x, y) = small_case();
        for alpha in [0.05, 0.5, 2.0] {
            let slope = |state: &Mat<f64>| {
                let beta = Mat::from_fn(4, 1, |j, _| {
                    state[(j, 0)] * state[(j, 0)] - state[(j + 4, 0)] * state[(j + 4, 0)]
                });
                let residual = Mat::from_fn(2, 1, |i, _| y[i]) - &x * beta;
                let pull = x.transpose() * residual;
                Mat::from_fn(8, 1, |j, _| {
                    let sign = if j < 4 { 2.0 } else { -2.0 };
                    sign * state[(j, 0)] * pull[(j % 4, 0)]
                })
            };
            let mut state = Mat::from_fn(8, 1, |_, _| alpha);
            let step = 0.01 / (1.0 + alpha * alpha);
            for _ in 0..40_000 {
                let k1 = slope(&state);
                let k2 = slope(&(&state + faer::Scale(0.5 * step) * &k1));
                let k3 = slope(&(&state + faer::Scale(0.5 * step) * &k2));
                let k4 = slope(&(&state + faer::Scale(step) * &k3));
                state += faer::Scale(step / 6.0) * (k1 + faer::Scale(2.0) * (k2 + k3) + k4);
            }
            let limit: Vec<f64> = (0..4)
                .map(|j| state[(j, 0)] * state[(j, 0)] - state[(j + 4, 0)] * state[(j + 4, 0)])
                .collect();
            let beta = minimiser(x.as_ref(), &y, alpha).unwrap();
            assert!(
                distance(&limit, &beta) < 1e-8,
                "{alpha}: {limit:?} {beta:?}"
            );
        }
    }

    #[test]
    fn what_has_no_minimiser_is_refused() {
        let x = mat![[1.0, 2.0, 0.0], [2.0, 4.0, 0.0]];
        let dependent = minimiser(x.as_ref(), &[1.0, 2.0], 1.0);
        assert_eq!(dependent, Err(TheoryError::DependentRows(2)));
        let tall = mat![[1.0], [2.0]];
        let refused = euclidean_minimiser(tall.as_ref(), &[1.0, 2.0]);
        assert_eq!(refused, Err(TheoryError::DependentRows(2)));
        // A row of zeros alone is dependent.
        let zero = euclidean_minimiser(mat![[0.0, 0.0]].as_ref(), &[1.0]);
        assert_eq!(zero, Err(TheoryError::DependentRows(1)));
        let x = mat![[1.0, 2.0, 0.0]];
        assert!(matches!(
            minimiser(x.as_ref(), &[], 1.0),
            Err(TheoryError::Length { .. })
        ));
        for (y, alpha) in [
            (1.0, 0.0),
            (1.0, -1.0),
            (1.0, f64::NAN),
            (f64::NAN, 1.0),
            (1.0, 1e-145),
        ] {
            let refused = minimiser(x.as_ref(), &[y], alpha);
            assert!(
                matches!(refused, Err(TheoryError::OutOfRange { .. })),
                "{y} {alpha}"
            );
        }
        assert_eq!(minimiser(x.as_ref(), &[0.0], 1.0), Ok(vec![0.0; 3]));
    }

    #[test]
    fn a_sparse_truth_is_recovered() {
        let (x, _) = gaussian(12, 30, 3);
        let mut truth = vec![0.0; 30];
        (truth[3], truth[17]) = (1.0, -2.0);
        let y: Vec<f64> = (0..12).map(|i| x[(i, 3)] - 2.0 * x[(i, 17)]).collect();
        for (alpha, accuracy) in [(1e-3, 0.3), (1e-6, 1e-3)] {
            let beta = minimiser(x.as_ref(), &y, alpha).unwrap();
            assert!(
                distance(&beta, &truth) < accuracy,
                "{alpha}: {}",
                distance(&beta, &truth)
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_conditions_of_the_minimum_hold(
            // A random square X is now and then so close to singular that the solver refuses it.
            seed in 0u64..10_000, rows in 1usize..6, more in 2usize..10, exponent in -8.0..3.0f64,
        ) {
            let (x, y) = gaussian(rows, rows + more, seed);
            let alpha = libm::exp10(exponent);
            let beta = match minimiser(x.as_ref(), &y, alpha) {
                Ok(beta) => beta,
                Err(error) => return Err(TestCaseError::fail(format!("{error}"))),
            };
            let largest = y.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
            for i in 0..rows {
                let fitted: f64 = (0..rows + more).map(|j| x[(i, j)] * beta[j]).sum();
                prop_assert!((fitted - y[i]).abs() < 1e-10 * largest);
            }
            // Stationary: the slope of Q along every direction of the kernel of X is 0.
            let mut stream = Streams::new(seed).weights();
            let z: Vec<f64> = (0..rows + more).map(|_| StandardNormal.sample(&mut stream)).collect();
            let image: Vec<f64> = (0..rows).map(|i| (0..rows + more).map(|j| x[(i, j)] * z[j]).sum()).collect();
            let back = euclidean_minimiser(x.as_ref(), &image).unwrap();
            let kernel: Vec<f64> = z.iter().zip(&back).map(|(z, b)| z - b).collect();
            let slopes = beta.iter().map(|b| libm::asinh(0.5 * b / (alpha * alpha)));
            let slope: f64 = slopes.clone().zip(&kernel).map(|(s, k)| s * k).sum();
            let size: f64 = slopes.zip(&kernel).map(|(s, k)| (s * k).abs()).sum();
            prop_assert!(slope.abs() <= 1e-6 * size + 1e-12, "{slope} {size}");
            // And no other solution has a smaller penalty.
            let elsewhere: Vec<f64> = beta.iter().zip(&kernel).map(|(b, k)| b + 0.1 * k).collect();
            prop_assert!(penalty(&elsewhere, alpha) >= penalty(&beta, alpha) * (1.0 - 1e-12));
        }
    }

    /// By mpmath at 40 digits.
    #[test]
    fn known_values_of_q() {
        for (z, value) in [
            (1e-8, 2.5e-17),
            (1e-3, 2.499_999_947_916_671e-7),
            (0.5, 0.062_180_417_964_801_45),
            (2.0, 0.934_320_049_292_895_9),
            (-3.0, 1.978_738_376_397_338_6),
            (1e4, 82_105.403_619_761_83),
            (1e10, 220_258_509_301.404_57),
        ] {
            assert!((q(z) / value - 1.0).abs() < 4e-16 * 8.0, "{z}: {}", q(z));
        }
        assert_eq!(q(0.0), 0.0);
        assert!(q(1e200).is_finite());
    }

    #[test]
    fn limits_of_the_penalty() {
        let beta = [1.5, -0.2, 0.0, 3.0];
        let squares: f64 = beta.iter().map(|b| b * b).sum();
        let large = penalty(&beta, 1e3) * 4.0 * 1e6 / squares;
        assert!((large - 1.0).abs() < 1e-11, "{large}");
        let absolute: f64 = beta.iter().map(|b| b.abs()).sum();
        let small =
            |alpha: f64| penalty(&beta, alpha) / (absolute * libm::log(1.0 / (alpha * alpha)));
        assert!((small(1e-140) - 1.0).abs() < 2e-3, "{}", small(1e-140));
        assert!((small(1e-140) - 1.0).abs() < (small(1e-20) - 1.0).abs());
    }

    #[test]
    fn the_small_case_rests_where_the_gradient_has_no_support() {
        for beta in SPARSE_PATH_VISITED {
            let residual = |i: usize| -> f64 {
                let fitted: f64 = (0..4).map(|j| SPARSE_PATH_INPUTS[i][j] * beta[j]).sum();
                SPARSE_PATH_TARGETS[i] - fitted
            };
            for j in (0..4).filter(|&j| beta[j] != 0.0) {
                let slope: f64 = (0..2).map(|i| residual(i) * SPARSE_PATH_INPUTS[i][j]).sum();
                assert!(slope.abs() < 1e-15, "{beta:?} {j}");
            }
        }
    }

    proptest! {
        #[test]
        fn q_is_even_convex_and_has_its_slope(z in -1e3..1e3f64, step in 0.01..1.0f64) {
            prop_assert_eq!(q(z), q(-z));
            prop_assert!(q(z) >= 0.0);
            prop_assert!(q(z + step) + q(z - step) > 2.0 * q(z));
            let h = 1e-4 * (1.0 + z.abs());
            let slope = (q(z + h) - q(z - h)) / (2.0 * h);
            prop_assert!((slope - asinh(0.5 * z)).abs() < 1e-6, "{slope}");
            // Between its two limits: q <= z^2/4 and |z| (log|z| - 1) <= q.
            prop_assert!(q(z) <= 0.25 * z * z * (1.0 + 1e-14));
            prop_assert!(q(z) >= z.abs() * (libm::log(z.abs().max(1e-300)) - 1.0));
        }
    }
}
