//! Power laws of the feature learning strength: what rescales into what.

use libm::pow;

use super::TheoryError;

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
    let multiplier = positive("the output multiplier", multiplier)?;
    Ok(pow(multiplier, 1.0 / degree(depth)?))
}

/// The factor on the learning rate with which c f from theta_0 follows the very path of f from
/// c^(1/L) theta_0: c^(-2/L) (exact). At L = 2 it is the 1/c of YHL26; at other depths 1/c is
/// another path.
///
/// ```
/// use sweetspot::theory::{equivalent_learning_rate, equivalent_scale};
/// assert_eq!(equivalent_scale(0.0625, 2)?, 0.25);
/// assert_eq!(equivalent_learning_rate(0.0625, 2)?, 16.0);
/// # Ok::<(), sweetspot::theory::TheoryError>(())
/// ```
///
/// # Errors
/// c not positive, L = 0.
pub fn equivalent_learning_rate(multiplier: f64, depth: u32) -> Result<f64, TheoryError> {
    let multiplier = positive("the output multiplier", multiplier)?;
    Ok(pow(multiplier, -2.0 / degree(depth)?))
}

/// Exponent of gamma in the largest learning rate that trains f = NN/gamma with the squared loss
/// at gamma << 1, as the tangent kernel is gamma^-2 (AMSP25).
pub const LAZY_LEARNING_RATE_EXPONENT: f64 = 2.0;

/// The same with the logistic loss, which is flat at the large outputs of a small gamma (measured).
pub const LAZY_LOGISTIC_LEARNING_RATE_EXPONENT: f64 = 1.0;

/// The same exponent at gamma >> 1: 2/L for an L-homogeneous network, whose weights have to grow
/// to gamma^(1/L) (AMSP25).
///
/// # Errors
/// L = 0.
pub fn rich_learning_rate_exponent(depth: u32) -> Result<f64, TheoryError> {
    Ok(2.0 / degree(depth)?)
}

/// The degree of homogeneity L as a number.
fn degree(depth: u32) -> Result<f64, TheoryError> {
    positive("the degree of homogeneity", f64::from(depth))
}

fn positive(what: &'static str, value: f64) -> Result<f64, TheoryError> {
    let allowed = "it must be positive and finite";
    let refused = TheoryError::OutOfRange {
        what,
        value,
        allowed,
    };
    (value > 0.0 && value.is_finite())
        .then_some(value)
        .ok_or(refused)
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

    /// alpha* ~ h^(-1/2) is a* ~ h^(-1/2) (GSJW20).
    #[test]
    fn both_normalisations_cross_over_with_one_exponent() {
        let theirs = |h: usize| ntk_output_scale(0.7 / (h as f64).sqrt(), h);
        assert!((theirs(4096) / theirs(64) - 0.125).abs() < 1e-15);
    }

    #[test]
    fn learning_rate_exponents() {
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
