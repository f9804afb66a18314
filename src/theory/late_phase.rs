//! After alignment: margins, and how the loss goes to zero.

use libm::{exp, expm1, fabs, log, log1p};

use super::Premise;
use crate::faults::{Fault, planted};
use crate::network::Loss;

/// l^{-1}(L), the margin at which one point alone has the loss L > 0: `-log(expm1(L/k))` with
/// k = 1 for logistic and 2 for logistic2, `-log L` for exponential (LL20). Falls with L; 0 at
/// L = l(0). Accurate from L = 1e-300 to 1e300.
///
/// # Errors
/// [`Premise::MarginLoss`] for the squared loss.
pub fn inverse_loss(loss: Loss, value: f64) -> Result<f64, Premise> {
    let of_softplus = |u: f64| {
        if u > 1.0 {
            -(u + log1p(-exp(-u))) // expm1(u) would overflow
        } else {
            -log(expm1(u))
        }
    };
    let half = if planted(Fault::InverseLossHasWrongFactor) {
        1.0
    } else {
        0.5
    };
    match loss {
        Loss::Logistic => Ok(of_softplus(value)),
        Loss::Logistic2 => Ok(of_softplus(half * value)),
        Loss::Exponential => Ok(-log(value)),
        Loss::Squared | Loss::CrossEntropy => Err(Premise::MarginLoss),
    }
}

/// The smoothed margin `l^{-1}(L_sum) / (|W|_F^2 + |v|^2)` (LL20, for a 2-homogeneous network).
/// At most the normalized margin min_i y_i f_i/|theta|^2, and non-decreasing along the flow once
/// L_sum < l(0), where it is positive.
///
/// # Errors
/// [`Premise::MarginLoss`] for the squared loss.
pub fn smoothed_margin(loss: Loss, sum_loss: f64, squared_norm: f64) -> Result<f64, Premise> {
    Ok(inverse_loss(loss, sum_loss)? / squared_norm)
}

/// The limit of `t L_sum log(1/L_sum)` under OS, one direction a class:
/// `(|w*_+| + |w*_-|)/2` for logistic, logistic2 and exponential (own). (LL20 have the rate
/// 1/(t log t) without the constant.) The approach is slow.
pub fn decay_constant(positive_length: f64, negative_length: f64) -> f64 {
    0.5 * (positive_length + negative_length)
}

/// The L < 1/e with `t L log(1/L) = C`: the late loss at time t if the limit were exact. `None`
/// while t <= e C, before which no such L exists.
pub fn late_sum_loss(time: f64, constant: f64) -> Option<f64> {
    let target = log(time / constant); // y - log y = target for y = log(1/L) > 1
    if target.is_nan() || target <= 1.0 {
        return None;
    }
    // Newton on a convex function from the right of its root falls to it monotonically: the
    // start has y - log y >= target because log y <= y/2 for all y.
    let mut y = 2.0 * target;
    loop {
        let next = y - (y - log(y) - target) / (1.0 - 1.0 / y);
        if next.is_nan() || fabs(next - y) <= 1e-15 * y || next >= y {
            return Some(exp(-y));
        }
        y = next;
    }
}

/// The largest min_i y_i f_i/|theta|^2 any network of any width can have if no two points of a
/// class are at an obtuse angle (OS in particular): `1/(2 (|w*_+| + |w*_-|))` (own).
pub fn margin_ceiling(positive_length: f64, negative_length: f64) -> f64 {
    0.5 / (positive_length + negative_length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MARGIN_LOSSES: [Loss; 3] = [Loss::Logistic, Loss::Logistic2, Loss::Exponential];

    /// By mpmath at 40 digits.
    #[test]
    fn inverses_at_extreme_losses() {
        for (loss, value, margin) in [
            (Loss::Logistic, 1e-300, 690.775_527_898_213_7),
            (Loss::Logistic, 1e-5, 11.512_920_464_966_062),
            (Loss::Logistic, 0.5, 0.432_752_129_567_188_57),
            (Loss::Logistic2, 3.0, -1.247_517_541_074_546),
            (Loss::Logistic, 800.0, -800.0),
            (Loss::Logistic2, 1400.0, -700.0),
            (Loss::Exponential, 1e-300, 690.775_527_898_213_7),
        ] {
            let found = inverse_loss(loss, value).unwrap();
            assert!(
                (found / margin - 1.0).abs() < 1e-14,
                "{loss:?} {value}: {found}"
            );
        }
        assert_eq!(inverse_loss(Loss::Squared, 1.0), Err(Premise::MarginLoss));
    }

    /// Against Lambert's W by mpmath: L = exp(W_{-1}(-C/t)).
    #[test]
    fn late_losses_are_lamberts() {
        for (ratio, loss) in [
            (0.3, 0.168_412_824_780_205_84),
            (1e-3, 1.096_730_961_143_779_8e-4),
            (1e-12, 3.218_831_675_109_93e-14),
            (1e-100, 4.242_300_541_748_907e-103),
        ] {
            let found = late_sum_loss(2.0 / ratio, 2.0).unwrap();
            // exp(-y) carries y roundings.
            assert!((found / loss - 1.0).abs() < 1e-13, "{ratio}: {found}");
        }
        assert_eq!(late_sum_loss(2.7 * 2.0, 2.0), None);
        assert!(late_sum_loss(2.72 * 2.0, 2.0).is_some());
        assert_eq!(late_sum_loss(f64::NAN, 2.0), None);
    }

    #[test]
    fn the_late_loss_solves_the_flow_of_its_derivation() {
        // dy/dt = y e^-y / C has t = C e^y / y (1 + O(1/y)): far out the constant is exact.
        let constant = 0.7;
        let at = |t: f64| -log(late_sum_loss(t, constant).unwrap());
        let (t, step) = (1e200, 1e195);
        let rate = (at(t + step) - at(t - step)) / (2.0 * step);
        let law = at(t) * exp(-at(t)) / constant;
        assert!((rate / law - 1.0).abs() < 0.01, "{rate} {law}");
    }

    #[test]
    fn constants_of_two_classes() {
        assert_eq!(decay_constant(1.0, 3.0), 2.0);
        assert_eq!(margin_ceiling(1.0, 3.0), 0.125);
    }

    proptest! {
        #[test]
        fn the_inverse_undoes_the_loss(margin in -30.0..600.0f64) {
            for loss in MARGIN_LOSSES {
                let back = inverse_loss(loss, loss.value(margin, 1.0)).unwrap();
                prop_assert!((back - margin).abs() < 1e-12 * (1.0 + margin.abs()), "{loss:?} {back}");
            }
        }

        #[test]
        fn the_smoothed_margin_is_below_the_margin(margins in prop::collection::vec(0.0..9.0f64, 1..6)) {
            for loss in MARGIN_LOSSES {
                let sum: f64 = margins.iter().map(|z| loss.value(*z, 1.0)).sum();
                let least = margins.iter().copied().fold(f64::INFINITY, f64::min);
                let smoothed = smoothed_margin(loss, sum, 4.0).unwrap();
                prop_assert!(smoothed <= least / 4.0 + 1e-12);
                prop_assert!((smoothed > 1e-12) <= (sum < loss.value(0.0, 1.0)));
            }
        }
    }
}
