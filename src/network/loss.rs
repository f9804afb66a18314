//! The losses and their derivatives in the network's output f.
//!
//! Everything the rest of the crate needs of a loss is here: to add one, add a
//! variant to [`Loss`], its functions, and it to the tests below.

use libm::{exp, log1p};

use faer::ColRef;

pub use crate::config::Loss;
use crate::data::Dataset;
use crate::faults::{Fault, planted};

impl Loss {
    /// X^T r: the pull of all points on a linear function of the inputs that has the outputs f,
    /// length d.
    pub fn pull(self, data: &Dataset, outputs: &[f64]) -> Vec<f64> {
        let pairs = outputs.iter().zip(data.labels());
        let residuals: Vec<f64> = pairs.map(|(f, y)| self.residual(*f, *y)).collect();
        let pull = data.points().transpose() * ColRef::from_slice(&residuals);
        pull.iter().copied().collect()
    }

    /// The loss l(f, y).
    pub fn value(self, f: f64, y: f64) -> f64 {
        match self {
            Loss::Logistic => softplus(-y * f),
            Loss::Logistic2 => twice() * softplus(-y * f),
            Loss::Exponential => exp(-y * f),
            Loss::Squared => 0.5 * (f - y) * (f - y),
        }
    }

    /// The signed residual r = -dl/df: the pull of one point on the output.
    pub fn residual(self, f: f64, y: f64) -> f64 {
        match self {
            Loss::Logistic => y * sigmoid(-y * f),
            Loss::Logistic2 => twice_pull() * y * sigmoid(-y * f),
            Loss::Exponential => y * exp(-y * f),
            Loss::Squared => y - f,
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
            Loss::Squared => (self.value(f, y), self.residual(f, y)),
        }
    }

    /// The curvature d^2 l/df^2 >= 0.
    pub fn curvature(self, f: f64, y: f64) -> f64 {
        match self {
            Loss::Logistic => sigmoid(f) * sigmoid(-f),
            Loss::Logistic2 => twice_pull() * sigmoid(f) * sigmoid(-f),
            Loss::Exponential => exp(-y * f),
            Loss::Squared => 1.0,
        }
    }

    /// A bound of the curvature by the residual, up to rounding.
    pub(crate) fn most_curvature(self, residual: f64) -> f64 {
        match self {
            // s(1 - s) <= s: the logistic losses' residual is s, up to its sign.
            Loss::Logistic | Loss::Logistic2 | Loss::Exponential => residual.abs(),
            Loss::Squared => 1.0,
        }
    }

    /// Whether labels have to be -1 or +1.
    pub fn is_classification(self) -> bool {
        self != Loss::Squared
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
}
