//! Alignment of neurons and of the effective predictor to the class sum x_+, and the two parts of
//! the excess error that come of it: over-alignment and over-fitting.

use libm::cos;

use crate::data::{Dataset, Mixture};
use crate::math::angle;
use crate::network::TwoLayer;

/// omega, the angle of the effective predictor w_hat to x_+, in radians; its cosine is
/// Psi (YHL26, section 5). `None` when either is zero.
pub fn effective_angle(network: &TwoLayer, data: &Dataset) -> Option<f64> {
    angle(&network.effective_predictor(), &data.class_sum(true))
}

/// phi, the angle of x_+ to the signal direction s, in radians.
pub fn alignment_angle(data: &Dataset, law: &Mixture) -> Option<f64> {
    angle(&data.class_sum(true), &law.direction())
}

/// psi_j, the cosine of each neuron's w_j to x_+, length h; 0 for a zero neuron.
pub fn neuron_psi(network: &TwoLayer, data: &Dataset) -> Vec<f64> {
    let class_sum = data.class_sum(true);
    (0..network.width())
        .map(|j| {
            let neuron: Vec<f64> = network.weights.col(j).iter().copied().collect();
            angle(&neuron, &class_sum).map_or(0.0, cos)
        })
        .collect()
}

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

/// OA = inf_H E - E*, the error above Bayes that every direction within omega of x_+ has
/// (YHL26, Theorem 5.6). Falls with omega, to 0 from omega = phi on; at omega = 0 it is the
/// excess error of x_+ itself, the limit of perfect alignment. Angles in [0, pi].
pub fn over_alignment(law: &Mixture, phi: f64, omega: f64) -> f64 {
    best_error_in_cone(law, phi, omega) - law.bayes_error()
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
