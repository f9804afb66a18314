//! The diagonal linear network `beta = u^2 - v^2` from u(0) = v(0) = alpha 1, trained on the
//! squared loss of an underdetermined X beta = y (WGL20).
//!
//! The gradient flow ends at the solution with the least [`penalty`]: small alpha gives the least
//! l1 norm, large alpha the least l2 norm.

mod minimiser;

pub use minimiser::{euclidean_minimiser, minimiser};

use libm::asinh;

use crate::data::{SPARSE_PATH_INPUTS, SPARSE_PATH_TARGETS};

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

/// Exponent of alpha in |beta - beta_l2| at large alpha, beta the flow's limit: q''(z) is
/// 1/2 - z^2/16, so the penalty differs from the l2 norm by a relative alpha^-4 (WGL20).
pub const EUCLIDEAN_GAP_EXPONENT: f64 = -4.0;

/// A small problem whose path at alpha -> 0 is known in fractions (arXiv 2607.12332).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SmallCase {
    /// X, two rows of four.
    pub inputs: [[f64; 4]; 2],
    /// y.
    pub targets: [f64; 2],
    /// The points where the flow rests, in order; the last solves X beta = y with the least l1
    /// norm.
    pub visited: [[f64; 4]; 3],
}

/// X = [[1, .5, .7, 0], [.5, 1, .1, .7]], y = (1, 0): the flow from alpha -> 0 visits
/// (4/5, 0, 0, 0), (0, 0, 7/5, 0) and (0, 0, 10/7, -10/49). Coordinate 1 is learnt first and
/// given up again.
pub const SMALL_CASE: SmallCase = SmallCase {
    inputs: SPARSE_PATH_INPUTS,
    targets: SPARSE_PATH_TARGETS,
    visited: [
        [4.0 / 5.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 7.0 / 5.0, 0.0],
        [0.0, 0.0, 10.0 / 7.0, -10.0 / 49.0],
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
        let case = SMALL_CASE;
        for beta in case.visited {
            let residual = |i: usize| -> f64 {
                let fitted: f64 = (0..4).map(|j| case.inputs[i][j] * beta[j]).sum();
                case.targets[i] - fitted
            };
            for j in (0..4).filter(|&j| beta[j] != 0.0) {
                let slope: f64 = (0..2).map(|i| residual(i) * case.inputs[i][j]).sum();
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
