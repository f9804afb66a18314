//! Alignment of neurons and of the effective predictor to the class sum x_+.

use libm::{atan2, cos};

use crate::data::{Dataset, Mixture};
use crate::network::TwoLayer;

/// The angle between two vectors of equal length, in radians, 0 to pi; `None` when
/// one of them is zero. Kahan's formula 2 atan(|u - v| / |u + v|) on unit vectors keeps
/// full accuracy where arccos loses half the digits.
pub fn angle(a: &[f64], b: &[f64]) -> Option<f64> {
    let (unit_a, unit_b) = (unit(a)?, unit(b)?);
    let mut difference = 0.0;
    let mut sum = 0.0;
    for (u, v) in unit_a.iter().zip(&unit_b) {
        difference += (u - v) * (u - v);
        sum += (u + v) * (u + v);
    }
    Some(2.0 * atan2(difference.sqrt(), sum.sqrt()))
}

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

/// The vector at length 1; scaled by its largest entry first, so that vectors of any
/// size, 1e-200 included, keep their direction.
pub(super) fn unit(vector: &[f64]) -> Option<Vec<f64>> {
    let largest = vector.iter().fold(0.0, |m: f64, x| m.max(x.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return None;
    }
    let scaled: Vec<f64> = vector.iter().map(|x| x / largest).collect();
    let length = scaled.iter().map(|x| x * x).sum::<f64>().sqrt();
    Some(scaled.iter().map(|x| x / length).collect())
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    #[test]
    fn angles_are_right_at_both_ends_and_at_any_scale() {
        assert_eq!(angle(&[1e-200, 0.0], &[5.0, 0.0]), Some(0.0));
        assert!((angle(&[1.0, 0.0], &[-3.0, 0.0]).unwrap() - PI).abs() < 1e-15);
        let small = angle(&[1.0, 1e-9], &[1.0, 0.0]).unwrap();
        assert!((small / 1e-9 - 1.0).abs() < 1e-9, "{small}");
        assert_eq!(angle(&[0.0, 0.0], &[1.0, 0.0]), None);
    }
}
