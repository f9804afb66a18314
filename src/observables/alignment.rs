//! Alignment of neurons and of the effective predictor to the class sum x_+.

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
