//! Are a loss's residual and curvature the derivatives of its value?

use super::Loss;
use super::richardson::{Side, derivative};

/// Longest step in f; a power of two, so that f on the grid plus a step is exact.
const REACH: f64 = 0.25;

/// The largest disagreement of a derivative with differences, over a grid of outputs.
#[derive(Clone, Copy, Debug)]
pub struct LossCheck {
    /// Largest |residual + dl/df| in units of the differences' error estimate.
    pub residual: f64,
    /// Largest |curvature + dr/df| in units of the differences' error estimate.
    pub curvature: f64,
    /// Largest error estimate relative to the derivative it belongs to.
    pub resolution: f64,
}

impl LossCheck {
    /// Whether both derivatives are within five error estimates of the differences, and the
    /// estimates within 1e-6 of the derivatives.
    pub fn agrees(&self) -> bool {
        self.residual <= 5.0 && self.curvature <= 5.0 && self.resolution <= 1e-6
    }
}

/// Checks a loss for one label: residual = -dl/df and curvature = -dr/df, for f from -10 to 10,
/// by extrapolated central differences.
///
/// ```
/// use sweetspot::network::{Loss, check_loss};
/// assert!(check_loss(Loss::Logistic, -1.0).agrees());
/// ```
pub fn check_loss(loss: Loss, label: f64) -> LossCheck {
    check_derivatives(
        &|f| loss.value(f, label),
        &|f| loss.residual(f, label),
        &|f| loss.curvature(f, label),
    )
}

/// [`check_loss`] for any value, residual and curvature as functions of the output.
pub fn check_derivatives(
    value: &dyn Fn(f64) -> f64,
    residual: &dyn Fn(f64) -> f64,
    curvature: &dyn Fn(f64) -> f64,
) -> LossCheck {
    let mut check = LossCheck {
        residual: 0.0,
        curvature: 0.0,
        resolution: 0.0,
    };
    for quarter in -40..=40 {
        let f = 0.25 * f64::from(quarter);
        let mut compare = |of: &dyn Fn(f64) -> f64, claimed: f64| {
            let found = derivative(|s| of(f + s), Side::Both, REACH, 0.0);
            let off = (claimed - found.slope).abs();
            if claimed != 0.0 {
                check.resolution = check.resolution.max(found.error / claimed.abs());
            }
            if off == 0.0 { 0.0 } else { off / found.error }
        };
        let first = compare(value, -residual(f));
        let second = compare(residual, -curvature(f));
        check.residual = check.residual.max(first);
        check.curvature = check.curvature.max(second);
    }
    check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_loss_has_its_own_derivatives() {
        let losses = [
            Loss::Logistic,
            Loss::Logistic2,
            Loss::Exponential,
            Loss::Squared,
        ];
        for loss in losses {
            for label in [-1.0, 1.0] {
                let check = check_loss(loss, label);
                assert!(check.agrees(), "{loss:?} {label}: {check:?}");
            }
        }
        assert!(check_loss(Loss::Squared, 0.375).agrees());
    }

    #[test]
    fn a_wrong_factor_or_sign_is_found() {
        let (loss, y) = (Loss::Logistic, 1.0);
        let value = |f: f64| loss.value(f, y);
        let residual = |f: f64| loss.residual(f, y);
        let curvature = |f: f64| loss.curvature(f, y);
        assert!(check_derivatives(&value, &residual, &curvature).agrees());
        let off = |f: f64| (1.0 + 1e-6) * loss.residual(f, y);
        assert!(!check_derivatives(&value, &off, &curvature).agrees());
        let flipped = |f: f64| -loss.curvature(f, y);
        assert!(!check_derivatives(&value, &residual, &flipped).agrees());
    }
}
