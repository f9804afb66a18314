//! Two-layer linear networks `f(x) = W_2 W_1 x` with one output, on the sum of the squared loss of
//! whitened points, X^T X = 1, in closed form.
//!
//! With `Q = [W_1^T; W_2]`, (d + 1) x h, and `W_2^T W_2 - W_1 W_1^T = lambda 1`, which the flow
//! keeps, `dQ/dt = F Q - Q Q^T Q/2` for `F = [[-lambda/2 1, S^T], [S, lambda/2]]`, S = y^T X: a
//! matrix Riccati equation for Q Q^T (DAP25, for any number of outputs; lambda = 0 before them by
//! Fukumizu 1998 and Braun et al. 2022). The width does not enter.

use faer::linalg::triangular_solve::solve_lower_triangular_in_place;
use faer::{Mat, MatRef, Par, Side};
use libm::{cosh, exp, expm1, sinh, sqrt};

use super::TheoryError;
use crate::data::Dataset;
use crate::math::{dot, norm};
use crate::network::Linear;

/// `Q = [W_1^T; W_2]` of a network of two layers; `None` for another depth.
pub fn stacked(network: &Linear) -> Option<Mat<f64>> {
    let [first, second] = network.weights() else {
        return None;
    };
    let (h, d) = first.shape();
    Some(Mat::from_fn(d + 1, h, |i, j| {
        if i < d { first[(j, i)] } else { second[(0, j)] }
    }))
}

/// S^T = X^T y, length d: the least-squares solution on whitened points.
pub fn target(data: &Dataset) -> Vec<f64> {
    let columns = data.points().col_iter();
    columns.map(|x| dot(x.iter(), data.labels())).collect()
}

/// Q Q^T at a time, from Q at the start: `e^(Ft) Q_0 [1 + Q_0^T (int_0^t e^(2Fu) du) Q_0]^-1 Q_0^T
/// e^(Ft)` (DAP25).
///
/// In the eigenbasis of F, and with the bracket as the square of a triangular root (QR), whose
/// condition number is the root of the bracket's.
///
/// # Errors
/// A target that does not fit Q, and numbers that are not finite.
pub fn balanced_product(
    start: MatRef<'_, f64>,
    target: &[f64],
    lambda: f64,
    time: f64,
) -> Result<Mat<f64>, TheoryError> {
    let (size, h) = start.shape();
    let d = target.len();
    if size != d + 1 {
        return Err(TheoryError::Length {
            what: "rows of Q",
            found: size,
            expected: d + 1,
        });
    }
    let generator = Mat::from_fn(size, size, |i, k| match (i < d, k < d) {
        (true, true) if i == k => -0.5 * lambda,
        (true, true) => 0.0,
        (true, false) => target[i],
        (false, true) => target[k],
        (false, false) => 0.5 * lambda,
    });
    let found = generator.self_adjoint_eigen(Side::Lower);
    let eigen = found.map_err(|_| TheoryError::NotConverged {
        what: "the eigenvectors of F",
        error: f64::NAN,
        wanted: f64::EPSILON,
    })?;
    let (vectors, values) = (eigen.U(), eigen.S().column_vector());
    let inside = vectors.transpose() * start;
    let grown = Mat::from_fn(size, h, |k, j| exp(values[k] * time) * inside[(k, j)]);
    // The root of int_0^t e^(2 mu u) du.
    let root = |k: usize| sqrt(grown_time(2.0 * values[k], time));
    let tall = Mat::from_fn(h + size, h, |i, j| match i < h {
        true if i == j => 1.0,
        true => 0.0,
        false => root(i - h) * inside[(i - h, j)],
    });
    let factors = tall.qr();
    let mut state = (vectors * grown).transpose().to_owned();
    solve_lower_triangular_in_place(factors.thin_R().transpose(), state.as_mut(), Par::Seq);
    Ok(state.transpose() * &state)
}

/// int_0^t e^(rate u) du.
fn grown_time(rate: f64, time: f64) -> f64 {
    match rate == 0.0 {
        true => time,
        false => expm1(rate * time) / rate,
    }
}

/// One hidden neuron `f(x) = a <w, x>` at a time, (w, a), from its start: delta = a^2 - |w|^2 is
/// kept, and the part of w along the target and a mix by hyperbolic functions of `mu t`, mu =
/// (delta^2/4 + |target|^2)^(1/2), while the part across it fades (delta > 0, downstream) or grows
/// (delta < 0, upstream) like `e^(-delta t/2)`; all is over `N(t)`, N^2 = 1 + int |numerator|^2
/// (KRD24's single neuron; derived here by the substitution (w, a) = p/N, dp/dt = F p).
pub fn one_neuron(w: &[f64], a: f64, target: &[f64], time: f64) -> (Vec<f64>, f64) {
    let delta = a * a - dot(w.iter(), w);
    let s = norm(target);
    let unit: Vec<f64> = target.iter().map(|x| x / s).collect();
    let along = dot(w.iter(), &unit);
    let across: Vec<f64> = w.iter().zip(&unit).map(|(w, u)| w - along * u).collect();
    let mu = libm::hypot(0.5 * delta, s);
    let (c, sh) = (cosh(mu * time), sinh(mu * time) / mu);
    let grown_along = c * along + sh * (-0.5 * delta * along + s * a);
    let grown_a = c * a + sh * (s * along + 0.5 * delta * a);
    let fade = exp(-0.5 * delta * time);
    // int_0^t of the squares: p^T p and p^T F p of the start decide the first two.
    let square = along * along + a * a;
    let form = 0.5 * delta * (a * a - along * along) + 2.0 * s * a * along;
    let of_plane = sh * (c * square + sh * form);
    let of_rest = dot(across.iter(), &across) * grown_time(-delta, time);
    let n = sqrt(1.0 + of_plane + of_rest);
    let rest = across.iter().zip(&unit);
    let w = rest.map(|(across, u)| (fade * across + grown_along * u) / n);
    (w.collect(), grown_a / n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use faer::mat;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-13 * b.abs().max(1.0), "{a} {b}");
    }

    /// One input and one neuron, balanced and positive: w^2 grows by the logistic function.
    #[test]
    fn a_balanced_scalar_chain_grows_by_the_logistic_function() {
        let (start, s, time) = (0.2, 1.5, 2.0);
        let q = start * start;
        let expected = s * q / (q + (s - q) * exp(-2.0 * s * time));
        let found = balanced_product(mat![[start], [start]].as_ref(), &[s], 0.0, time).unwrap();
        for i in 0..2 {
            for k in 0..2 {
                near(found[(i, k)], expected);
            }
        }
        let (w, a) = one_neuron(&[start], start, &[s], time);
        near(w[0] * a, expected);
    }

    /// dQQ^T/dt = F Q Q^T + Q Q^T F - (Q Q^T)^2 by central differences, three neurons.
    #[test]
    fn the_product_solves_the_riccati_equation() {
        // W_2^T W_2 - W_1 W_1^T = lambda 1 is not needed for the equation itself.
        let start = mat![[0.3, -0.2, 0.5], [0.1, 0.4, -0.3], [0.7, -0.6, 0.2]];
        let (target, lambda) = ([0.8, -1.1], -0.6);
        let at = |time: f64| balanced_product(start.as_ref(), &target, lambda, time).unwrap();
        let initial = &start * start.transpose();
        assert!((at(0.0) - &initial).norm_max() < 1e-15);
        let generator = mat![[0.3, 0.0, 0.8], [0.0, 0.3, -1.1], [0.8, -1.1, -0.3]];
        for time in [0.0, 0.7, 3.0] {
            let (step, p) = (1e-4, at(time));
            let slope = (at(time + step) - at(time - step)) * faer::Scale(0.5 / step);
            let expected = &generator * &p + &p * &generator - &p * &p;
            let off = (slope - expected).norm_max();
            assert!(off < 1e-7, "{time}: {off}");
        }
    }

    /// The two closed forms were derived apart; they agree where both apply.
    #[test]
    fn one_neuron_is_the_case_of_width_one() {
        let target = [0.6, -1.2, 0.4];
        for (w, a) in [
            ([0.1, 0.2, -0.3], 1.4),
            ([0.9, -0.7, 1.1], 0.2),
            ([0.9, -0.7, 1.1], -0.2),
            ([0.3, 0.0, 0.4], 0.5),
        ] {
            let delta = a * a - dot(w.iter(), &w);
            let start = Mat::from_fn(4, 1, |i, _| if i < 3 { w[i] } else { a });
            for time in [0.0, 0.5, 2.0] {
                let product = balanced_product(start.as_ref(), &target, delta, time).unwrap();
                let (w, a) = one_neuron(&w, a, &target, time);
                near(product[(3, 3)], a * a);
                for (i, w) in w.iter().enumerate() {
                    near(product[(i, 3)], w * a);
                    near(product[(i, i)], w * w);
                }
            }
        }
    }

    /// a^2 = (sqrt(delta^2 + 4 |target|^2) + delta)/2 where the flow ends.
    #[test]
    fn one_neuron_ends_at_the_target_with_its_imbalance() {
        let (w, a, target) = ([0.4, 0.1], 0.3, [1.0, 2.0]);
        let delta = a * a - dot(w.iter(), &w);
        let (end, last) = one_neuron(&w, a, &target, 20.0);
        for (w, target) in end.iter().zip(target) {
            assert!((last * w - target).abs() < 1e-12);
        }
        near(last * last, 0.5 * (sqrt(delta * delta + 4.0 * 5.0) + delta));
    }

    #[test]
    fn a_target_of_another_length_is_refused() {
        let refused = balanced_product(mat![[1.0], [1.0]].as_ref(), &[1.0, 2.0], 0.0, 1.0);
        assert_eq!(
            refused.unwrap_err().to_string(),
            "rows of Q: 2 where 3 are needed"
        );
    }
}
