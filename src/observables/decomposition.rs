//! Over-alignment and over-fitting: the two parts of the effective predictor's excess error.

use libm::cos;

use super::alignment::{alignment_angle, effective_angle};
use crate::data::{Dataset, Mixture};
use crate::network::TwoLayer;

/// The excess error of the effective predictor and its parts (YHL26, Theorem 5.6).
///
/// H is the cone of directions within omega of x_+, E the error of a linear direction
/// under the mixture and E* the Bayes error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decomposition {
    /// phi, the angle of x_+ to s, radians.
    pub phi: f64,
    /// omega, the angle of w_hat to x_+, radians.
    pub omega: f64,
    /// E(w_hat) - E*.
    pub excess_error: f64,
    /// OA = inf_H E - E* >= 0: what even the best direction in the cone loses.
    pub over_alignment: f64,
    /// OF = E(w_hat) - inf_H E >= 0: what w_hat loses within the cone.
    pub over_fitting: f64,
}

/// inf_H E, the least error of a direction within omega of x_+, which is phi from s:
/// `Phi(-(kappa/sigma) cos(max(0, phi - omega)))`. Angles in radians, 0 to pi.
pub fn best_error_in_cone(law: &Mixture, phi: f64, omega: f64) -> f64 {
    law.error_at_cosine(cos((phi - omega).max(0.0)))
}

/// Splits the excess error; `None` when x_+ or w_hat is zero. OA + OF is the excess
/// to rounding; inf_H E is [`best_error_in_cone`].
pub fn decompose(network: &TwoLayer, data: &Dataset, law: &Mixture) -> Option<Decomposition> {
    let phi = alignment_angle(data, law)?;
    let omega = effective_angle(network, data)?;
    let bayes = law.bayes_error();
    let error = law.error_of_direction(&network.effective_predictor());
    let best_in_cone = best_error_in_cone(law, phi, omega);
    Some(Decomposition {
        phi,
        omega,
        excess_error: error - bayes,
        over_alignment: best_in_cone - bayes,
        over_fitting: error - best_in_cone,
    })
}
