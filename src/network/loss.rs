//! The losses and their derivatives in the network's output f, or in its K outputs.
//!
//! Everything the rest of the crate needs of a loss is here: to add one, add a
//! variant to [`Loss`], its functions, and it to the tests below.

use faer::ColRef;
use libm::{exp, log1p};

use super::answers::class_of;
pub use crate::config::Loss;
use crate::data::Dataset;
use crate::faults::{Fault, planted};
use crate::math::elementary::{EIGHT, exp_of_eight};

impl Loss {
    /// X^T r: the pull of all points on a linear function of the inputs that has the outputs f,
    /// length d.
    pub fn pull(self, data: &Dataset, outputs: &[f64]) -> Vec<f64> {
        let pairs = outputs.iter().zip(data.labels());
        let residuals: Vec<f64> = pairs.map(|(f, y)| self.residual(*f, *y)).collect();
        let pull = data.points().transpose() * ColRef::from_slice(&residuals);
        pull.iter().copied().collect()
    }

    /// The loss l(f, y) of one output. Cross-entropy is 0 there: the softmax of a single output is 1.
    pub fn value(self, f: f64, y: f64) -> f64 {
        match self {
            Loss::Logistic => softplus(-y * f),
            Loss::Logistic2 => twice() * softplus(-y * f),
            Loss::Exponential => exp(-y * f),
            Loss::Squared => 0.5 * (f - y) * (f - y),
            Loss::CrossEntropy => 0.0,
        }
    }

    /// The signed residual r = -dl/df: the pull of one point on the output.
    pub fn residual(self, f: f64, y: f64) -> f64 {
        match self {
            Loss::Logistic => y * sigmoid(-y * f),
            Loss::Logistic2 => twice_pull() * y * sigmoid(-y * f),
            Loss::Exponential => y * exp(-y * f),
            Loss::Squared => y - f,
            Loss::CrossEntropy => 0.0,
        }
    }

    /// The loss and the signed residual, from one exponential.
    pub fn value_and_residual(self, f: f64, y: f64) -> (f64, f64) {
        let logistic = |factor: f64, pull: f64| {
            let x = -y * f;
            let e = exp(-x.abs());
            let (above, share) = if x > 0.0 { (x, 1.0) } else { (0.0, e) };
            (factor * (above + log1p(e)), pull * y * (share / (1.0 + e)))
        };
        match self {
            Loss::Logistic => logistic(1.0, 1.0),
            Loss::Logistic2 => logistic(twice(), twice_pull()),
            Loss::Exponential => {
                let e = exp(-y * f);
                (e, y * e)
            }
            Loss::Squared | Loss::CrossEntropy => (self.value(f, y), self.residual(f, y)),
        }
    }

    /// The loss of all outputs of a point: with one output that of [`value`](Self::value), with K
    /// the cross-entropy `-log softmax(f)_y` of the label y in 0, ..., K - 1. NaN for another label,
    /// and for another loss of several outputs, which is not defined.
    pub fn value_of(self, outputs: &[f64], y: f64) -> f64 {
        match outputs {
            [f] => self.value(*f, y),
            _ => self
                .softmax(outputs, y, |_, _| ())
                .map_or(f64::NAN, |softmax| softmax.loss()),
        }
    }

    /// The loss of all outputs of a point, and the residuals r_k = -dl/df_k, as many as outputs.
    pub fn value_and_residuals(self, outputs: &[f64], y: f64, residuals: &mut [f64]) -> f64 {
        if let ([f], [r]) = (outputs, &mut *residuals) {
            let (value, residual) = self.value_and_residual(*f, y);
            *r = residual;
            return value;
        }
        let Some(softmax) = self.softmax(outputs, y, |k, e| {
            if let Some(r) = residuals.get_mut(k) {
                *r = e;
            }
        }) else {
            residuals.fill(f64::NAN);
            return f64::NAN;
        };
        // 1 - p_y as the sum of the others: close to a fit it would cancel.
        let mut others = 0.0;
        for (k, r) in residuals.iter_mut().enumerate() {
            let share = *r / (1.0 + softmax.rest);
            *r = -share;
            others += if k == softmax.class { 0.0 } else { share };
        }
        if let Some(own) = residuals.get_mut(softmax.class) {
            *own = others;
        }
        softmax.loss()
    }

    /// The softmax of K outputs where they have a loss; `see` is told e^(f_k - f_max) of each.
    fn softmax(self, outputs: &[f64], y: f64, see: impl FnMut(usize, f64)) -> Option<Softmax> {
        let class = class_of(y, outputs.len()).filter(|_| self == Loss::CrossEntropy)?;
        Some(Softmax::new(outputs, class, see))
    }

    /// The curvature d^2 l/df^2 >= 0.
    pub fn curvature(self, f: f64, y: f64) -> f64 {
        match self {
            Loss::Logistic => sigmoid(f) * sigmoid(-f),
            Loss::Logistic2 => twice_pull() * sigmoid(f) * sigmoid(-f),
            Loss::Exponential => exp(-y * f),
            Loss::Squared => 1.0,
            Loss::CrossEntropy => 0.0,
        }
    }

    /// A bound of the curvature by the residual, up to rounding.
    pub(crate) fn most_curvature(self, residual: f64) -> f64 {
        match self {
            // s(1 - s) <= s: the logistic losses' residual is s, up to its sign.
            Loss::Logistic | Loss::Logistic2 | Loss::Exponential => residual.abs(),
            Loss::Squared => 1.0,
            Loss::CrossEntropy => 0.0,
        }
    }

    /// Whether it is a loss of the margin y f: labels have to be -1 or +1.
    pub fn is_classification(self) -> bool {
        match self {
            Loss::Logistic | Loss::Logistic2 | Loss::Exponential => true,
            Loss::Squared | Loss::CrossEntropy => false,
        }
    }
}

/// softmax(f)_k = e^(f_k - f_max) / (1 + rest) at one point.
struct Softmax {
    class: usize,
    /// f_max - f_y.
    behind: f64,
    /// Sum of e^(f_k - f_max) over all outputs but one that is the largest.
    rest: f64,
}

impl Softmax {
    fn new(outputs: &[f64], class: usize, mut see: impl FnMut(usize, f64)) -> Self {
        let (mut first, mut largest) = (0, f64::NEG_INFINITY);
        for (k, &f) in outputs.iter().enumerate() {
            if f > largest {
                (first, largest) = (k, f);
            }
        }
        let mut rest = 0.0;
        for (part, outputs) in outputs.chunks(EIGHT).enumerate() {
            let mut eight = [0.0; EIGHT];
            for (e, f) in eight.iter_mut().zip(outputs) {
                *e = f - largest;
            }
            exp_of_eight(&mut eight);
            for (k, e) in (part * EIGHT..).zip(&eight[..outputs.len()]) {
                see(k, *e);
                rest += if k == first { 0.0 } else { *e };
            }
        }
        Softmax {
            class,
            behind: largest - outputs[class],
            rest,
        }
    }

    /// -log softmax(f)_y.
    fn loss(&self) -> f64 {
        self.behind + log1p(self.rest)
    }
}

/// What logistic2 multiplies the logistic loss by.
fn twice() -> f64 {
    if planted(Fault::Logistic2IsLogistic) {
        1.0
    } else {
        2.0
    }
}

/// And its derivative.
fn twice_pull() -> f64 {
    if planted(Fault::GradientOfLogistic2Halved) {
        1.0
    } else {
        twice()
    }
}

/// log(1 + e^x), without overflow.
fn softplus(x: f64) -> f64 {
    if x > 0.0 {
        x + log1p(exp(-x))
    } else {
        log1p(exp(x))
    }
}

/// 1/(1 + e^-x), accurate in both tails.
fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + exp(-x))
    } else {
        let e = exp(x);
        e / (1.0 + e)
    }
}

#[cfg(test)]
mod tests {
    use super::super::richardson::{Side, derivative};
    use super::*;

    #[test]
    fn value_and_residual_together_are_those_alone_to_the_bit() {
        for loss in [
            Loss::Logistic,
            Loss::Logistic2,
            Loss::Exponential,
            Loss::Squared,
        ] {
            for y in [-1.0, 1.0] {
                for f in [0.0, 1e-300, 0.3, -0.3, 7.0, -40.0, 40.0, 800.0, -800.0] {
                    let both = loss.value_and_residual(f, y);
                    let alone = (loss.value(f, y), loss.residual(f, y));
                    assert_eq!(both, alone, "{loss:?} {f} {y}");
                    let bound = loss.most_curvature(both.1);
                    let curvature = loss.curvature(f, y);
                    assert!(curvature <= 1.000_001 * bound, "{loss:?} {f} {y}");
                }
            }
        }
    }

    /// residual = -dl/df and curvature = -dr/df within five error estimates of extrapolated
    /// differences, which are right to 1e-6; the steps are powers of two, so that f plus one is exact.
    #[test]
    fn every_loss_has_its_own_derivatives() {
        let agree = |of: &dyn Fn(f64) -> f64, claimed: f64| {
            let found = derivative(of, Side::Both, 0.25, 0.0);
            let off = (claimed - found.value).abs();
            off <= 5.0 * found.error && found.error <= 1e-6 * claimed.abs()
        };
        for (loss, labels) in [
            (Loss::Logistic, [-1.0, 1.0]),
            (Loss::Logistic2, [-1.0, 1.0]),
            (Loss::Exponential, [-1.0, 1.0]),
            (Loss::Squared, [0.375, 1.0]),
        ] {
            for y in labels {
                let mut caught = false;
                for f in (-40..=40).map(|quarter| 0.25 * f64::from(quarter)) {
                    let value = |s: f64| loss.value(f + s, y);
                    let residual = |s: f64| loss.residual(f + s, y);
                    let (slope, bend) = (-loss.residual(f, y), -loss.curvature(f, y));
                    let right = agree(&value, slope) || slope == 0.0;
                    assert!(right && agree(&residual, bend), "{loss:?} {f} {y}");
                    caught |= !agree(&value, (1.0 + 1e-6) * slope) && !agree(&residual, -bend);
                }
                assert!(caught, "{loss:?} {y}: a wrong factor and sign");
            }
        }
    }

    /// Outputs (f/2, -f/2) for the labels +1 and -1 are the logistic loss of f.
    #[test]
    fn cross_entropy_of_two_outputs_is_logistic() {
        for f in (-60..=60)
            .map(|half| 0.5 * f64::from(half))
            .chain([800.0, -800.0])
        {
            for (class, y) in [(0.0, 1.0), (1.0, -1.0)] {
                let outputs = [0.5 * f, -0.5 * f];
                let mut residuals = [0.0; 2];
                let value = Loss::CrossEntropy.value_and_residuals(&outputs, class, &mut residuals);
                let (one, residual) = Loss::Logistic.value_and_residual(f, y);
                assert!((value - one).abs() <= 1e-15 * one, "{f} {y}: {value} {one}");
                for (r, expected) in residuals.iter().zip([residual, -residual]) {
                    assert!((r - expected).abs() <= 1e-15 * expected.abs(), "{f} {y}");
                }
            }
        }
    }

    #[test]
    fn cross_entropy_has_its_own_derivatives() {
        let outputs = [0.5, -1.25, 2.0, 0.0];
        for class in 0..4 {
            let y = f64::from(class);
            let mut residuals = [0.0; 4];
            let value = Loss::CrossEntropy.value_and_residuals(&outputs, y, &mut residuals);
            assert_eq!(value, Loss::CrossEntropy.value_of(&outputs, y));
            let shares = outputs.map(|f| exp(f) / outputs.map(exp).iter().sum::<f64>());
            assert!((value + libm::log(shares[class as usize])).abs() < 1e-15);
            for k in 0..4 {
                let along = |s: f64| {
                    let mut moved = outputs;
                    moved[k] += s;
                    Loss::CrossEntropy.value_of(&moved, y)
                };
                let found = derivative(along, Side::Both, 0.25, 0.0);
                let off = (residuals[k] + found.value).abs();
                assert!(
                    off <= 5.0 * found.error && found.error < 1e-9,
                    "{class} {k}: {off}"
                );
            }
            assert!(residuals.iter().sum::<f64>().abs() < 1e-15);
        }
    }

    #[test]
    fn losses_of_several_outputs_need_their_labels() {
        let mut residuals = [1.0; 2];
        for (loss, y) in [
            (Loss::CrossEntropy, 2.0),
            (Loss::CrossEntropy, -1.0),
            (Loss::Logistic, 1.0),
        ] {
            let value = loss.value_and_residuals(&[0.1, 0.2], y, &mut residuals);
            assert!(
                value.is_nan() && residuals.iter().all(|r| r.is_nan()),
                "{loss:?} {y}"
            );
            assert!(loss.value_of(&[0.1, 0.2], y).is_nan());
        }
        let one = Loss::Logistic2.value_and_residuals(&[0.3], -1.0, &mut residuals[..1]);
        assert_eq!(
            (one, residuals[0]),
            Loss::Logistic2.value_and_residual(0.3, -1.0)
        );
        assert_eq!(Loss::Logistic2.value_of(&[0.3], -1.0), one);
        // Without overflow, and without a number where there is none.
        assert_eq!(Loss::CrossEntropy.value_of(&[1e308, -1e308, 0.0], 0.0), 0.0);
        assert_eq!(Loss::CrossEntropy.value_of(&[1e308, 0.0], 1.0), 1e308);
        assert!(
            Loss::CrossEntropy
                .value_of(&[0.0, f64::NAN, 1.0], 0.0)
                .is_nan()
        );
    }
}
