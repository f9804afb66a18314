//! How a neuron turns towards the sum of its class: the tanh law and its bounds.

use libm::{atan, exp, sin, tan, tanh};

/// psi after `elapsed` time under `d psi/dt = rate (zeta - psi^2)` from `psi_start`: with
/// `m = sqrt(zeta)` and `h = tanh(rate m elapsed)` it is `m (psi_start + m h)/(m + psi_start h)`.
///
/// zeta in (0, 1], psi_start in (-m, 1]; from psi_start = 0 this is `m tanh(rate m elapsed)`,
/// and from above m it falls to m.
pub fn tanh_law(psi_start: f64, elapsed: f64, rate: f64, zeta: f64) -> f64 {
    let limit = zeta.sqrt();
    let turned = tanh(rate * limit * elapsed);
    limit * (psi_start + limit * turned) / (limit + psi_start * turned)
}

/// Lower bound on psi_j at `elapsed` after the neuron entered its cone, until T(alpha):
/// `sqrt(zeta) tanh(elapsed |x_+| sqrt(zeta))` (YHL26, Lemma 5.2). 0 where zeta <= 0, which says
/// nothing more than that the neuron is active on its class.
///
/// `class_sum` is |x_+| times the pull of the loss at f = 0
/// ([`AlignmentPhase::pull`](super::AlignmentPhase::pull)).
pub fn psi_lower_bound(elapsed: f64, class_sum: f64, zeta: f64) -> f64 {
    if zeta <= 0.0 {
        return 0.0;
    }
    tanh_law(0.0, elapsed, class_sum, zeta)
}

/// The angle of w_j to x_+ under residuals of exactly y, in radians:
/// `tan(angle/2) = tan(start/2) e^(-elapsed |x_+|)`, the tanh law without its cancellation near
/// psi = 1. From a right angle it is `2 atan(e^(-elapsed |x_+|))`.
pub fn angle_under_constant_pull(start: f64, elapsed: f64, class_sum: f64) -> f64 {
    2.0 * atan(tan(0.5 * start) * exp(-elapsed * class_sum))
}

/// Lower bound on d psi_j/dt while w_j, v_j > 0, is active on the positive points and on no
/// other, t <= T(alpha): `|x_+| (zeta - psi^2)` (YHL26, proof of Lemma 5.2). For v_j < 0 with
/// x_- in place of x_+.
pub fn psi_rate_bound(psi: f64, class_sum: f64, zeta: f64) -> f64 {
    class_sum * (zeta - psi * psi)
}

/// Upper bound on d angle_j/dt under the same conditions (own): `-|x_+| (sin(angle) - (1 - zeta))`.
/// Sharper than [`psi_rate_bound`] by the factor sin: its limit is an angle of order alpha,
/// arcsin(1 - zeta), where that of the tanh law, arccos sqrt(zeta), is of order sqrt(alpha).
pub fn angle_rate_bound(angle: f64, class_sum: f64, zeta: f64) -> f64 {
    -class_sum * (sin(angle) - (1.0 - zeta))
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_PI_2;

    use super::*;
    use crate::network::Loss;
    use crate::theory::{AlignmentPhase, ClassSum};
    use libm::{acos, asin, atanh, cos};
    use proptest::prelude::*;

    /// By mpmath at 40 digits.
    #[test]
    fn known_values() {
        let near = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-14, "{a} {b}");
        near(tanh_law(0.0, 1.3, 2.0, 0.7), 0.815_351_300_271_644_3);
        near(tanh_law(0.3, 0.4, 5.0, 0.9), 0.926_772_631_429_700_2);
        near(tanh_law(0.95, 0.2, 3.0, 0.5), 0.801_776_120_226_783_2);
        for (time, angle) in [
            (0.0, FRAC_PI_2),
            (0.5, 1.090_415_247_661_167_2),
            (3.0, 0.099_491_985_677_703_88),
            (20.0, 4.122_307_244_877_116e-9),
            (400.0, 3.830_339_193_428_011e-174),
        ] {
            // exp(-400) carries 400 roundings of its argument.
            let found = angle_under_constant_pull(FRAC_PI_2, time, 1.0);
            assert!((found / angle - 1.0).abs() < 1e-13, "{time}: {found}");
        }
    }

    #[test]
    fn without_a_positive_zeta_nothing_is_claimed() {
        assert_eq!(psi_lower_bound(3.0, 2.0, 0.0), 0.0);
        assert_eq!(psi_lower_bound(3.0, 2.0, -5.0), 0.0);
    }

    #[test]
    fn the_floors_are_of_order_alpha_and_of_its_root() {
        for slack in [1e-4, 1e-6, 1e-8] {
            let zeta = 1.0 - slack;
            assert!(angle_rate_bound(asin(slack), 1.0, zeta).abs() < 1e-7 * slack);
            assert!((acos(zeta.sqrt()) / slack.sqrt() - 1.0).abs() < 1e-4);
        }
    }

    /// Points in one direction, all outputs at their bound, a neuron at a right angle: the rates
    /// are the bounds, so that no larger zeta holds.
    #[test]
    fn the_rates_are_attained_by_outputs_at_their_bound() {
        let class = ClassSum {
            points: 5,
            length: 15.0,
        };
        for loss in [Loss::Logistic, Loss::Logistic2, Loss::Exponential] {
            let phase = AlignmentPhase {
                loss,
                samples: 5,
                width: 16,
                alpha: 1e-4,
                longest_point: 3.0,
                longest_shape: 1.5,
            };
            let (zeta, pull) = (phase.zeta(class), phase.pull() * class.length);
            for angle in [FRAC_PI_2 - 1e-6, 1.2, 0.7, 0.1] {
                let psi = cos(angle);
                let residual = loss.residual(phase.output_bound(), 1.0);
                let rate = residual * class.length * (1.0 - psi * psi);
                let spare = (rate - psi_rate_bound(psi, pull, zeta)) / (pull * (1.0 - zeta));
                let angle_rate = -rate / sin(angle);
                let angle_spare = angle_rate_bound(angle, pull, zeta) - angle_rate;
                let angle_spare = angle_spare / (pull * (1.0 - zeta));
                assert!(spare >= 0.0 && angle_spare >= 0.0, "{loss:?} {angle}");
                if angle > 1.5 && loss != Loss::Exponential {
                    assert!(spare < 1e-4 && angle_spare < 1e-4, "{spare} {angle_spare}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_law_solves_its_equation(
            psi in 0.0..1.0f64, time in 0.0..2.0f64, rate in 0.1..5.0f64, zeta in 0.05..1.0f64,
        ) {
            let at = |t: f64| tanh_law(psi, t, rate, zeta);
            prop_assert!((at(0.0) - psi).abs() < 1e-15);
            let step = 1e-5;
            let slope = (at(time + step) - at(time - step)) / (2.0 * step);
            let expected = psi_rate_bound(at(time), rate, zeta);
            prop_assert!((slope - expected).abs() < 1e-7 * (1.0 + rate * rate * rate), "{slope} {expected}");
            // A flow: going on from a later state is the same path.
            let later = tanh_law(at(time), 0.7, rate, zeta);
            prop_assert!((later - at(time + 0.7)).abs() < 1e-14);
            prop_assert!((at(1e4) - zeta.sqrt()).abs() < 1e-14);
        }

        #[test]
        fn constant_pull_is_the_boost_of_artanh_and_the_angle(
            psi in -0.99..0.99f64, time in 0.0..3.0f64, sum in 0.1..3.0f64,
        ) {
            let law = tanh_law(psi, time, sum, 1.0);
            prop_assert!((law - tanh(time * sum + atanh(psi))).abs() < 1e-13);
            let angle = angle_under_constant_pull(acos(psi), time, sum);
            prop_assert!((cos(angle) - law).abs() < 1e-13);
        }

        #[test]
        fn a_larger_zeta_or_time_bounds_higher(
            time in 0.01..2.0f64, sum in 0.1..5.0f64, zeta in 0.05..0.99f64,
        ) {
            let bound = psi_lower_bound(time, sum, zeta);
            prop_assert!(bound < psi_lower_bound(time, sum, zeta + 0.01));
            prop_assert!(bound < psi_lower_bound(time + 0.01, sum, zeta) || zeta.sqrt() - bound < 1e-12);
            prop_assert!(bound <= tanh_law(0.0, time, sum, 1.0));
        }

        #[test]
        fn the_angles_bound_implies_the_published_one(
            angle in 0.001..1.57f64, sum in 0.1..5.0f64, zeta in 0.0..1.0f64,
        ) {
            let psi_rate = -sin(angle) * angle_rate_bound(angle, sum, zeta);
            prop_assert!(psi_rate >= psi_rate_bound(cos(angle), sum, zeta) - 1e-14);
        }
    }
}
