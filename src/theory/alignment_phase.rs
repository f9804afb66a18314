//! The alignment phase: while the weights are small, neurons turn and hardly grow.

use std::f64::consts::LN_2;

use libm::log;

use super::Premise;
use crate::data::Dataset;
use crate::faults::{Fault, planted};
use crate::math::{column_norms, largest, row_norms};
use crate::network::{Loss, TwoLayer};

/// A class as one neuron sees it: the number of its points and the length of their sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassSum {
    /// Points of the class, n_+ or n_-.
    pub points: usize,
    /// |x_+| or |x_-|, the length of the sum of the class's points.
    pub length: f64,
}

impl ClassSum {
    /// The class of positive or of negative labels.
    pub fn of(data: &Dataset, positive: bool) -> Self {
        let sum = data.class_sum(positive);
        ClassSum {
            points: data.class(positive).len(),
            length: faer::ColRef::from_slice(&sum).norm_l2(),
        }
    }
}

/// The alignment phase of a balanced start (|v_j| = |w_j|) on a loss of the margin: bounds that
/// hold for all t <= T(alpha), with `T(alpha) = log(1/(sqrt(h) alpha)) / (4 n xmax)`.
///
/// The published bounds (MMV24, used by YHL26 section 5) are for logistic2 and the exponential
/// loss. Here they are without their factor 2, zeta needs only the class's own points, and for the
/// logistic loss, logistic2 at half the speed, they hold for twice as long (own;
/// docs/derivations.md).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AlignmentPhase {
    /// The loss: logistic, logistic2 or exponential.
    pub loss: Loss,
    /// n, number of points.
    pub samples: usize,
    /// h, number of neurons.
    pub width: usize,
    /// alpha, the initialisation scale, positive.
    pub alpha: f64,
    /// xmax, the length of the longest point.
    pub longest_point: f64,
    /// Wmax = max_j |Wbar_j|, the longest neuron at scale alpha = 1.
    pub longest_shape: f64,
}

/// How far |v_j| and |w_j| of a balanced start may be apart, relative: rounding.
const BALANCE_ROUNDING: f64 = 1e-12;

impl AlignmentPhase {
    /// The phase of a run that begins with `start`, whose scale is alpha.
    ///
    /// # Errors
    /// Says which premise fails: loss, balance, alpha sqrt(h) < 1, or the exponential loss's
    /// own.
    pub fn of(data: &Dataset, start: &TwoLayer, alpha: f64, loss: Loss) -> Result<Self, Premise> {
        Premise::margin_loss(loss)?;
        let unbalanced = (0..start.width()).map(|j| {
            let (w, v) = (start.weights.col(j).norm_l2(), start.outputs[j].abs());
            let size = w.max(v);
            if size == 0.0 {
                0.0
            } else {
                (w - v).abs() / size
            }
        });
        let drift = unbalanced.fold(0.0, f64::max);
        if drift > BALANCE_ROUNDING {
            return Err(Premise::Balanced(drift));
        }
        let phase = Self::unchecked(data, start, alpha, loss);
        phase.check().map(|()| phase)
    }

    /// The same without looking at any premise: [`check`](Self::check) does.
    pub(crate) fn unchecked(data: &Dataset, start: &TwoLayer, alpha: f64, loss: Loss) -> Self {
        AlignmentPhase {
            loss,
            samples: data.samples(),
            width: start.width(),
            alpha,
            longest_point: largest(&row_norms(data.points())),
            longest_shape: largest(&column_norms(start.weights.as_ref())) / alpha,
        }
    }

    /// Whether the bounds are theorems here.
    ///
    /// # Errors
    /// The premise that fails.
    pub fn check(&self) -> Result<(), Premise> {
        Premise::margin_loss(self.loss)?;
        if self.end() <= 0.0 {
            return Err(Premise::PhaseIsEmpty(1.0 / self.root_width()));
        }
        if self.loss == Loss::Exponential && self.output_bound() > LN_2 {
            return Err(Premise::ExponentialTooLarge(self.exponential_limit()));
        }
        Ok(())
    }

    /// The alpha below which [`check`](Self::check) passes for a loss of the margin:
    /// 1/sqrt(h), and for the exponential loss log 2 / (sqrt(h) xmax Wmax^2) as well.
    pub fn premise_limit(&self) -> f64 {
        let empty = 1.0 / self.root_width();
        match self.loss {
            Loss::Exponential => empty.min(self.exponential_limit()),
            _ => empty,
        }
    }

    fn exponential_limit(&self) -> f64 {
        self.alpha * LN_2 / self.output_bound()
    }

    /// |r_i| = -l'(0) of every point at f = 0, the unit of speed: 1/2 for logistic, 1 for
    /// logistic2 and exponential.
    pub fn pull(&self) -> f64 {
        self.loss.residual(0.0, 1.0)
    }

    /// T(alpha), the end of the phase in flow time of the sum loss:
    /// `log(1/(sqrt(h) alpha)) / (4 n xmax)` (MMV24), twice that for the logistic loss. Not
    /// positive from alpha = 1/sqrt(h) on.
    pub fn end(&self) -> f64 {
        let growth = -log(self.root_width()) - log(self.alpha);
        let twice = if planted(Fault::PhaseIsTwiceAsLong) {
            2.0
        } else {
            1.0
        };
        twice * growth / (4.0 * self.pull() * self.samples as f64 * self.longest_point)
    }

    /// Bound on |w_j(t)|^2 for t <= T(alpha): `2 alpha Wmax^2 / sqrt(h)` (MMV24).
    pub fn published_weight_bound(&self) -> f64 {
        2.0 * self.weight_bound()
    }

    /// The same without the factor 2 (own), and attained in the limit of residuals of 2.
    pub fn weight_bound(&self) -> f64 {
        self.alpha * self.longest_shape * self.longest_shape / self.root_width()
    }

    /// Bound on |f(x_i)| for t <= T(alpha): `2 alpha sqrt(h) xmax Wmax^2` (MMV24).
    pub fn published_output_bound(&self) -> f64 {
        2.0 * self.output_bound()
    }

    /// The same without the factor 2 (own).
    pub fn output_bound(&self) -> f64 {
        self.width as f64 * self.longest_point * self.weight_bound()
    }

    /// zeta as published: `1 - 4 alpha n sqrt(h) xmax^2 Wmax^2 / |x_+|` (MMV24, YHL26 section 5).
    /// In (0, 1] it is a bound; 0 or less says nothing. -infinity for a class that sums to 0.
    pub fn published_zeta(&self, class: ClassSum) -> f64 {
        1.0 - self.alpha * self.published_slope(class)
    }

    /// zeta' >= zeta (own): `1 - c alpha n_+ sqrt(h) xmax^2 Wmax^2 / |x_+|` with c = 1/2 for
    /// logistic and logistic2, 1/log 2 for exponential: a bound on `|r_i/r_0 - 1| / |f|`.
    pub fn zeta(&self, class: ClassSum) -> f64 {
        1.0 - self.alpha * self.slope(class)
    }

    /// alpha_bar, the alpha at which the published zeta is 0: the lemma needs alpha below it.
    pub fn published_alpha_limit(&self, class: ClassSum) -> f64 {
        1.0 / self.published_slope(class)
    }

    /// The alpha at which [`zeta`](Self::zeta) is 0 (own).
    pub fn alpha_limit(&self, class: ClassSum) -> f64 {
        1.0 / self.slope(class)
    }

    /// -d published_zeta/d alpha.
    fn published_slope(&self, class: ClassSum) -> f64 {
        4.0 * self.samples as f64 * self.spread() / class.length
    }

    /// -d zeta/d alpha.
    fn slope(&self, class: ClassSum) -> f64 {
        let curvature = match self.loss {
            Loss::Exponential => 1.0 / LN_2,
            _ => 0.5,
        };
        curvature * class.points as f64 * self.spread() / class.length
    }

    /// sqrt(h) xmax^2 Wmax^2.
    fn spread(&self) -> f64 {
        let reach = self.longest_point * self.longest_shape;
        let part = if planted(Fault::ZetaIsHundredthOff) {
            0.01
        } else {
            1.0
        };
        part * self.root_width() * reach * reach
    }

    fn root_width(&self) -> f64 {
        (self.width as f64).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use faer::mat;
    use proptest::prelude::*;

    fn phase(loss: Loss, alpha: f64) -> AlignmentPhase {
        AlignmentPhase {
            loss,
            samples: 10,
            width: 64,
            alpha,
            longest_point: 3.0,
            longest_shape: 1.5,
        }
    }

    const CLASS: ClassSum = ClassSum {
        points: 5,
        length: 12.0,
    };

    #[test]
    fn known_values() {
        let near = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-14, "{a} {b}");
        let phase = phase(Loss::Logistic2, 1e-6);
        near(phase.end(), libm::log(1.25e5) / 120.0);
        near(phase.published_weight_bound(), 2.0 * 1e-6 * 2.25 / 8.0);
        near(
            phase.published_output_bound(),
            2.0 * 1e-6 * 8.0 * 3.0 * 2.25,
        );
        let published = 4e-6 * 10.0 * 8.0 * 9.0 * 2.25 / 12.0;
        assert!((1.0 - phase.published_zeta(CLASS) - published).abs() < 2e-16);
        let own = 1e-6 * 5.0 * 8.0 * 9.0 * 2.25 / 24.0;
        assert!((1.0 - phase.zeta(CLASS) - own).abs() < 2e-16);
    }

    #[test]
    fn the_logistic_loss_takes_twice_as_long_for_the_same_bounds() {
        let (half, full) = (phase(Loss::Logistic, 1e-4), phase(Loss::Logistic2, 1e-4));
        assert_eq!(half.end(), 2.0 * full.end());
        assert_eq!(half.weight_bound(), full.weight_bound());
        assert_eq!(half.zeta(CLASS), full.zeta(CLASS));
    }

    #[test]
    fn failing_premises_are_named() {
        let data = Dataset::new(mat![[3.0, 0.0], [-1.0, 1.0]], vec![1.0, -1.0]).unwrap();
        let start = TwoLayer {
            weights: mat![[0.3], [0.4]],
            outputs: vec![-0.5],
        };
        let premise = |start: &TwoLayer, alpha, loss| AlignmentPhase::of(&data, start, alpha, loss);
        assert!(premise(&start, 0.5, Loss::Logistic2).is_ok());
        assert_eq!(
            premise(&start, 0.5, Loss::Squared),
            Err(Premise::MarginLoss)
        );
        let limit = 1.0;
        let empty = premise(&start.scaled(3.0), 1.5, Loss::Logistic2);
        assert_eq!(empty, Err(Premise::PhaseIsEmpty(limit)));
        // xmax = 3, Wmax = 1: alpha <= log 2 / 3.
        let Err(Premise::ExponentialTooLarge(limit)) = premise(&start, 0.5, Loss::Exponential)
        else {
            panic!("the premise of the exponential loss")
        };
        assert!((limit - LN_2 / 3.0).abs() < 1e-15, "{limit}");
        assert!(premise(&start.scaled(0.4), 0.2, Loss::Exponential).is_ok());
        let mut dominated = start;
        dominated.outputs[0] = 1.0;
        let drift = 0.5;
        let unbalanced = premise(&dominated, 0.5, Loss::Logistic2);
        assert_eq!(unbalanced, Err(Premise::Balanced(drift)));
    }

    #[test]
    fn the_residuals_slope_is_bounded_by_its_constant() {
        for loss in [Loss::Logistic, Loss::Logistic2, Loss::Exponential] {
            let constant = if loss == Loss::Exponential {
                1.0 / LN_2
            } else {
                0.5
            };
            let limit = if loss == Loss::Exponential {
                LN_2
            } else {
                50.0
            };
            let mut closest: f64 = 0.0;
            for k in 1..=1000 {
                for f in [
                    limit * f64::from(k) / 1000.0,
                    -limit * f64::from(k) / 1000.0,
                ] {
                    let change = (loss.residual(f, 1.0) / loss.residual(0.0, 1.0) - 1.0).abs();
                    assert!(change <= constant * f.abs() * (1.0 + 1e-14), "{loss:?} {f}");
                    closest = closest.max(change / (constant * f.abs()));
                }
            }
            assert!(
                closest > 0.999,
                "{loss:?}: the constant could be smaller, {closest}"
            );
        }
    }

    proptest! {
        #[test]
        fn bounds_grow_with_alpha_and_own_ones_are_tighter(
            exponent in -100.0..-1.0f64,
            loss in prop::sample::select(vec![Loss::Logistic, Loss::Logistic2, Loss::Exponential]),
        ) {
            let alpha = libm::exp10(exponent);
            let (small, large) = (phase(loss, alpha), phase(loss, 1.1 * alpha));
            prop_assert!(small.end() > large.end());
            prop_assert!(small.output_bound() < large.output_bound());
            prop_assert!(small.weight_bound() < large.weight_bound());
            prop_assert!(small.published_zeta(CLASS) >= large.published_zeta(CLASS));
            prop_assert!(small.zeta(CLASS) >= small.published_zeta(CLASS));
            prop_assert!(small.zeta(CLASS) <= 1.0);
            let limit = phase(loss, small.alpha_limit(CLASS));
            prop_assert!(limit.zeta(CLASS).abs() < 1e-14);
            let limit = phase(loss, small.published_alpha_limit(CLASS));
            prop_assert!(limit.published_zeta(CLASS).abs() < 1e-14);
        }
    }
}
