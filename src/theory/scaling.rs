//! Power laws of the feature learning strength.

/// GSJW20's output scale of a two-layer network of width h at alpha: they train
/// `(a/sqrt(h)) sum_j v_j relu(<w_j, x>)` with weights of order 1, so `a = alpha^2 sqrt(h)`.
/// Their cross-over `a* ~ h^(-1/2)` is `alpha* ~ h^(-1/2)`.
pub fn ntk_output_scale(alpha: f64, width: usize) -> f64 {
    alpha * alpha * (width as f64).sqrt()
}

/// Exponent of gamma in the largest learning rate that trains f = NN/gamma with the squared loss
/// at gamma << 1, as the tangent kernel is gamma^-2 (AMSP25).
pub const LAZY_LEARNING_RATE_EXPONENT: f64 = 2.0;

/// The same with the logistic loss, which is flat at the large outputs of a small gamma (measured).
pub const LAZY_LOGISTIC_LEARNING_RATE_EXPONENT: f64 = 1.0;

/// The same exponent at gamma >> 1: 2/L for an L-homogeneous network, whose weights have to grow
/// to gamma^(1/L) (AMSP25).
pub fn rich_learning_rate_exponent(depth: u32) -> f64 {
    2.0 / f64::from(depth)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// alpha* ~ h^(-1/2) is a* ~ h^(-1/2) (GSJW20).
    #[test]
    fn both_normalisations_cross_over_with_one_exponent() {
        let theirs = |h: usize| ntk_output_scale(0.7 / (h as f64).sqrt(), h);
        assert!((theirs(4096) / theirs(64) - 0.125).abs() < 1e-15);
    }

    #[test]
    fn learning_rate_exponents() {
        assert_eq!(rich_learning_rate_exponent(2), 1.0);
        assert_eq!(rich_learning_rate_exponent(4), 0.5);
    }
}
