//! The losses and their derivatives in the network's output f.
//!
//! Everything the rest of the crate needs of a loss is here: to add one, add a
//! variant to [`Loss`] and its three functions, and run
//! [`check_gradient`](super::check_gradient) on it.

use libm::{exp, log1p};

pub use crate::config::Loss;

impl Loss {
    /// The loss l(f, y).
    ///
    /// ```
    /// use sweetspot::network::Loss;
    /// assert!((Loss::Logistic2.value(0.0, 1.0) - 2.0 * 2f64.ln()).abs() < 1e-15);
    /// ```
    pub fn value(self, f: f64, y: f64) -> f64 {
        match self {
            Loss::Logistic => softplus(-y * f),
            Loss::Logistic2 => 2.0 * softplus(-y * f),
            Loss::Exponential => exp(-y * f),
            Loss::Squared => 0.5 * (f - y) * (f - y),
        }
    }

    /// The signed residual r = -dl/df: the pull of one point on the output.
    pub fn residual(self, f: f64, y: f64) -> f64 {
        match self {
            Loss::Logistic => y * sigmoid(-y * f),
            Loss::Logistic2 => 2.0 * y * sigmoid(-y * f),
            Loss::Exponential => y * exp(-y * f),
            Loss::Squared => y - f,
        }
    }

    /// The curvature d^2 l/df^2 >= 0.
    pub fn curvature(self, f: f64, y: f64) -> f64 {
        match self {
            Loss::Logistic => sigmoid(f) * sigmoid(-f),
            Loss::Logistic2 => 2.0 * sigmoid(f) * sigmoid(-f),
            Loss::Exponential => exp(-y * f),
            Loss::Squared => 1.0,
        }
    }

    /// Whether labels have to be -1 or +1.
    pub fn is_classification(self) -> bool {
        self != Loss::Squared
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
