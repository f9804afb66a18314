//! Power laws of the feature learning strength: what rescales into what.

use libm::pow;

use super::TheoryError;

/// Exponent of n in the best alpha, YHL26: c* ~ n^-2 h^-1 with c = alpha^2. (Measured by them on
/// a convolutional network; on the mixture this crate measures about -0.2.)
pub const OPTIMUM_SAMPLES_EXPONENT: f64 = -1.0;

/// Exponent of h in the best alpha, YHL26.
pub const OPTIMUM_WIDTH_EXPONENT: f64 = -0.5;

/// Exponent of h in the alpha at which feature learning crosses over into laziness (GSJW20). The
/// same in their normalisation ([`ntk_output_scale`]) and in alpha.
pub const CROSS_OVER_WIDTH_EXPONENT: f64 = -0.5;

/// The best alpha at n and h, from a known one at other sizes, if `alpha* ~ n^-1 h^-1/2` (YHL26).
pub fn scaled_optimum(known: f64, from: (usize, usize), to: (usize, usize)) -> f64 {
    let samples = to.0 as f64 / from.0 as f64;
    let width = to.1 as f64 / from.1 as f64;
    known * pow(samples, OPTIMUM_SAMPLES_EXPONENT) * pow(width, OPTIMUM_WIDTH_EXPONENT)
}

/// GSJW20's output scale of a two-layer network of width h at alpha: they train
/// `(a/sqrt(h)) sum_j v_j relu(<w_j, x>)` with weights of order 1, so `a = alpha^2 sqrt(h)`.
/// Their cross-over `a* ~ h^(-1/2)` is `alpha* ~ h^(-1/2)`.
pub fn ntk_output_scale(alpha: f64, width: usize) -> f64 {
    alpha * alpha * (width as f64).sqrt()
}

/// The scale of the initial weights that the output multiplier c stands for: c^(1/L) for an
/// L-homogeneous network (exact: c f at theta is f at c^(1/L) theta).
///
/// # Errors
/// c not positive, L = 0.
pub fn equivalent_scale(multiplier: f64, depth: u32) -> Result<f64, TheoryError> {
    check_positive("the output multiplier", multiplier)?;
    Ok(pow(multiplier, 1.0 / check_depth(depth)?))
}

/// The factor on the learning rate with which c f from theta_0 follows the very path of f from
/// c^(1/L) theta_0: c^(-2/L) (exact). At L = 2 it is the 1/c of YHL26; at other depths 1/c is
/// another path.
///
/// # Errors
/// c not positive, L = 0.
pub fn equivalent_learning_rate(multiplier: f64, depth: u32) -> Result<f64, TheoryError> {
    check_positive("the output multiplier", multiplier)?;
    Ok(pow(multiplier, -2.0 / check_depth(depth)?))
}

/// The loss, as far as the lazy end of the learning rates depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LazyLoss {
    /// Squared loss: curvature 1 at any output.
    Squared,
    /// Logistic loss: flat at the large outputs of a small gamma.
    Logistic,
}

/// Exponent of gamma in the largest learning rate that trains f = NN/gamma at gamma << 1: 2 for
/// the squared loss, as the tangent kernel is gamma^-2 (AMSP25); 1 for the logistic loss
/// (measured).
pub fn lazy_learning_rate_exponent(loss: LazyLoss) -> f64 {
    match loss {
        LazyLoss::Squared => 2.0,
        LazyLoss::Logistic => 1.0,
    }
}

/// The same exponent at gamma >> 1: 2/L for an L-homogeneous network, whose weights have to grow
/// to gamma^(1/L) (AMSP25).
///
/// # Errors
/// L = 0.
pub fn rich_learning_rate_exponent(depth: u32) -> Result<f64, TheoryError> {
    Ok(2.0 / check_depth(depth)?)
}

fn check_depth(depth: u32) -> Result<f64, TheoryError> {
    check_positive("the degree of homogeneity", f64::from(depth))
}

fn check_positive(what: &'static str, value: f64) -> Result<f64, TheoryError> {
    if value > 0.0 && value.is_finite() {
        return Ok(value);
    }
    Err(TheoryError::OutOfRange {
        what,
        value,
        allowed: "it must be positive and finite",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_layers_have_the_rate_of_yhl26_and_three_have_not() {
        assert!((equivalent_learning_rate(0.01, 2).unwrap() - 100.0).abs() < 1e-12);
        let three = equivalent_learning_rate(0.001, 3).unwrap();
        assert!((three - 100.0).abs() < 1e-11, "{three}");
        assert!((equivalent_scale(0.001, 3).unwrap() - 0.1).abs() < 1e-15);
    }

    #[test]
    fn the_optimum_moves_by_its_exponents() {
        assert!((scaled_optimum(0.03, (40, 64), (80, 64)) - 0.015).abs() < 1e-16);
        assert!((scaled_optimum(0.03, (40, 64), (40, 256)) - 0.015).abs() < 1e-16);
        assert_eq!(scaled_optimum(0.03, (40, 64), (40, 64)), 0.03);
    }

    #[test]
    fn both_normalisations_cross_over_with_one_exponent() {
        let (narrow, wide) = (64, 4096);
        let alpha = |h: usize| 0.7 * pow(h as f64, CROSS_OVER_WIDTH_EXPONENT);
        let theirs = |h| ntk_output_scale(alpha(h), h);
        let slope = libm::log(theirs(wide) / theirs(narrow)) / libm::log(64.0);
        assert!((slope - CROSS_OVER_WIDTH_EXPONENT).abs() < 1e-14, "{slope}");
    }

    #[test]
    fn learning_rate_exponents() {
        assert_eq!(lazy_learning_rate_exponent(LazyLoss::Squared), 2.0);
        assert_eq!(lazy_learning_rate_exponent(LazyLoss::Logistic), 1.0);
        assert_eq!(rich_learning_rate_exponent(2).unwrap(), 1.0);
        assert_eq!(rich_learning_rate_exponent(4).unwrap(), 0.5);
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        assert!(equivalent_scale(0.0, 2).is_err());
        assert!(equivalent_scale(-1.0, 2).is_err());
        assert!(equivalent_learning_rate(f64::NAN, 2).is_err());
        assert!(equivalent_learning_rate(1.0, 0).is_err());
        assert!(rich_learning_rate_exponent(0).is_err());
    }

    proptest! {
        #[test]
        fn rate_and_scale_belong_together(exponent in -30.0..30.0f64, depth in 1u32..8) {
            let c = libm::exp10(exponent);
            let scale = equivalent_scale(c, depth).unwrap();
            let rate = equivalent_learning_rate(c, depth).unwrap();
            prop_assert!((scale * scale * rate - 1.0).abs() < 1e-13);
            prop_assert!((pow(scale, f64::from(depth)) / c - 1.0).abs() < 1e-12);
        }
    }
}
