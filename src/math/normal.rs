//! The standard normal distribution, accurate in both tails.

use libm::erfc;
use statrs::distribution::{ContinuousCDF, Normal};

/// The x with Phi(x) = .975, half the width of a 95% interval in standard errors.
pub const QUANTILE_975: f64 = 1.959963984540054;

/// Phi(x), the probability of a standard normal number below x.
///
/// Through erfc, so that the lower tail keeps its relative accuracy down to 1e-308.
pub fn cdf(x: f64) -> f64 {
    0.5 * erfc(-x / std::f64::consts::SQRT_2)
}

/// The x with Phi(x) = `probability`; `None` outside (0, 1).
pub fn quantile(probability: f64) -> Option<f64> {
    let inside = probability > 0.0 && probability < 1.0;
    inside.then(|| Normal::standard().inverse_cdf(probability))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Abramowitz and Stegun, tables 26.1 and 26.2, and Wichura 1988 (AS 241).
    #[test]
    fn known_values() {
        for (x, below) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (-3.0, 1.349_898_031_630_094_5e-3),
            (-5.0, 2.866_515_718_791_939e-7),
        ] {
            assert!(
                (cdf(x) / below - 1.0).abs() < 1e-14,
                "cdf({x}) = {}",
                cdf(x)
            );
        }
        for (p, x) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
        ] {
            let found = quantile(p).unwrap();
            assert!((found / x - 1.0).abs() < 1e-14, "quantile({p}) = {found}");
        }
    }

    #[test]
    fn cdf_and_quantile_are_inverse_and_mirrored() {
        for exponent in 1..60 {
            let p = libm::pow(2.0, -f64::from(exponent));
            let x = quantile(p).unwrap();
            // d log Phi/dx is about |x|, so a rounding of x is worth about x^2 eps.
            assert!((cdf(x) / p - 1.0).abs() < 1e-15 * (2.0 + x * x), "{p}");
        }
        for k in 0..200 {
            let x = f64::from(k) * 0.04;
            assert!((cdf(x) + cdf(-x) - 1.0).abs() < 1e-15);
        }
    }

    #[test]
    fn a_probability_outside_the_open_unit_interval_has_no_quantile() {
        for p in [0.0, 1.0, -0.1, f64::NAN, f64::INFINITY] {
            assert!(quantile(p).is_none(), "{p}");
        }
    }
}
