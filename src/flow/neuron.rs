//! Sizes and speeds of single neurons, relative to themselves: free of the scale alpha.

use faer::MatRef;

use crate::data::Dataset;
use crate::network::{Evaluation, TwoLayer};

/// A velocity this small against the pulls that cancel in it is rounding.
const CANCELLED: f64 = 1e-12;

/// Nothing changes by more than this part of itself while the time grows ...
const NEGLIGIBLE: f64 = 1e-12;

/// ... this many times over.
pub(super) const LONG: f64 = 100.0;

/// |(w_j, v_j)|, without under- or overflow.
pub(super) fn size(weights: MatRef<'_, f64>, outputs: &[f64], neuron: usize) -> f64 {
    libm::hypot(weights.col(neuron).norm_l2(), outputs[neuron])
}

/// Speeds of the neurons, |d(w_j, v_j)/dt| / |(w_j, v_j)|; 0 for a neuron that is zero.
fn relative_speeds(network: &TwoLayer, evaluation: &Evaluation) -> impl Iterator<Item = f64> {
    (0..network.width()).map(|j| {
        let speed = size(
            evaluation.weight_velocity.as_ref(),
            &evaluation.output_velocity,
            j,
        );
        if speed == 0.0 {
            0.0
        } else {
            speed / size(network.weights.as_ref(), &network.outputs, j)
        }
    })
}

/// The largest relative speed of a neuron, 1/time; NaN if any is NaN. `evaluation`
/// holds the velocity at `network`.
pub(super) fn fastest(network: &TwoLayer, evaluation: &Evaluation) -> f64 {
    largest(relative_speeds(network, evaluation))
}

/// The largest of non-negative numbers, 0 of none, NaN if any is NaN.
pub(super) fn largest(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut largest = 0.0;
    for number in numbers {
        if number.is_nan() {
            return number;
        }
        if number > largest {
            largest = number;
        }
    }
    largest
}

/// Whether the velocity is zero, for every neuron: either the pulls of the points on
/// it cancel to rounding, or it would not move if the time grew a hundredfold.
///
/// Relative to the neuron, so that the slow start of a tiny initialisation, where every
/// neuron grows exponentially at a rate of order one, is not taken for a rest.
pub(super) fn is_stationary(
    network: &TwoLayer,
    evaluation: &Evaluation,
    data: &Dataset,
    time: f64,
) -> bool {
    let norms: Vec<f64> = (0..data.samples())
        .map(|i| data.points().row(i).norm_l2())
        .collect();
    relative_speeds(network, evaluation)
        .enumerate()
        .all(|(j, speed)| {
            // At time 0 a hundredfold of the time says nothing.
            let rests = time > 0.0 && LONG * time * speed <= NEGLIGIBLE;
            if speed == 0.0 || rests {
                return true;
            }
            // |d(w_j, v_j)/dt| <= |(w_j, v_j)| sum_i |r_i| |x_i| over the active points.
            let pulls: f64 = evaluation
                .preactivations
                .col(j)
                .iter()
                .zip(&evaluation.residuals)
                .zip(&norms)
                .map(|((a, r), norm)| if *a > 0.0 { r.abs() * norm } else { 0.0 })
                .sum();
            speed <= CANCELLED * pulls
        })
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;
    use crate::network::Loss;

    fn stationary(network: &TwoLayer, data: &Dataset, time: f64) -> bool {
        let mut evaluation = Evaluation::new(data, network.width());
        evaluation.velocity(network, data, Loss::Squared);
        is_stationary(network, &evaluation, data, time)
    }

    #[test]
    fn rest_is_relative_to_the_neuron() {
        // Two points on a line that the neuron cannot fit: at v w = 2.2 / 2 their pulls cancel.
        let data = Dataset::new(mat![[1.0], [1.0]], vec![0.1, 2.1]).unwrap();
        let neuron = |product: f64| TwoLayer {
            weights: mat![[product.sqrt()]],
            outputs: vec![product.sqrt()],
        };
        assert!(stationary(&neuron(1.1), &data, 1.0));
        assert!(stationary(&neuron(1.1 + 1e-14), &data, 1e9)); // cancelled to rounding
        assert!(!stationary(&neuron(1.1 + 1e-9), &data, 1.0));
        assert!(!stationary(&neuron(1.0).scaled(1e-200), &data, 1.0));
        assert!(!stationary(&neuron(1.0), &data, 0.0));
        let dead = TwoLayer {
            weights: mat![[-1.0]],
            outputs: vec![1.0],
        };
        assert!(stationary(&dead, &data, 1.0));
    }

    #[test]
    fn sizes_do_not_underflow() {
        let weights = mat![[3e-300, 3e200], [0.0, 0.0]];
        assert!((size(weights.as_ref(), &[4e-300, 4e200], 0) / 5e-300 - 1.0).abs() < 1e-12);
        assert!((size(weights.as_ref(), &[4e-300, 4e200], 1) / 5e200 - 1.0).abs() < 1e-12);
        assert!(largest([1.0, f64::NAN, 2.0]).is_nan());
    }
}
