//! The slope of the sum loss along a direction of all weights, by differences.

use super::clarke::is_on_kink;
use super::richardson::{Side, Slope, derivative};
use super::{Evaluation, Loss, TwoLayer};
use crate::data::Dataset;

/// Longest step, in sizes |(w_j, v_j)| of the neuron that moves most relative to its own.
pub(super) const LONGEST: f64 = 0.25;

/// No step moves a prediction by more than this, where the losses are still close to their
/// Taylor series.
pub(super) const LARGEST_CHANGE: f64 = 0.5;

/// The one-sided derivative at s = 0 of the sum loss of theta + s direction, by differences over
/// a sweep of halved steps, Richardson-extrapolated: independent of every gradient.
///
/// `direction` has the network's shape; steps end before the next kink. `None` where the
/// direction is zero or not finite.
///
/// Differences of a loss of order one see no slope of a network of 1e-8: the error says so.
pub fn slope_along(
    network: &TwoLayer,
    data: &Dataset,
    loss: Loss,
    direction: &TwoLayer,
) -> Option<Slope> {
    let mut evaluation = Evaluation::new(data, network.width());
    evaluation.forward(network, data, loss);
    let reach = reach(network, data, &evaluation, direction)?;
    let line = |s: f64| moved(network, s, direction);
    let noise = rounding(network, &evaluation);
    Some(loss_slope(
        (data, loss),
        evaluation,
        noise,
        line,
        Side::Right,
        reach,
    ))
}

/// The slope of the sum loss along a line of networks of one shape. `evaluation` is one of them,
/// and `noise` the [`rounding`] there.
pub(super) fn loss_slope(
    (data, loss): (&Dataset, Loss),
    mut evaluation: Evaluation,
    noise: f64,
    line: impl Fn(f64) -> TwoLayer,
    side: Side,
    reach: f64,
) -> Slope {
    let value = |s: f64| {
        evaluation.forward(&line(s), data, loss);
        sum_loss(&evaluation, data, loss)
    };
    derivative(value, side, reach, noise)
}

pub(super) fn sum_loss(evaluation: &Evaluation, data: &Dataset, loss: Loss) -> f64 {
    evaluation.risk(data, loss) * data.samples() as f64
}

/// The longest step, 9/10 of the way to the next kink at most.
fn reach(
    network: &TwoLayer,
    data: &Dataset,
    evaluation: &Evaluation,
    direction: &TwoLayer,
) -> Option<f64> {
    let rates = data.points() * &direction.weights;
    let mut reach = f64::INFINITY;
    let mut changes = vec![0.0; data.samples()];
    for j in 0..network.width() {
        let norm = network.weights.col(j).norm_l2();
        let size = libm::hypot(norm, network.outputs[j]);
        let speed = libm::hypot(direction.weights.col(j).norm_l2(), direction.outputs[j]);
        if speed > 0.0 {
            reach = reach.min(LONGEST * size / speed);
        }
        for (i, change) in changes.iter_mut().enumerate() {
            let (a, rate) = (evaluation.preactivations[(i, j)], rates[(i, j)]);
            let length = data.points().row(i).norm_l2();
            if !is_on_kink(a, norm, length) && a * rate < 0.0 {
                reach = reach.min(0.9 * (a / rate).abs());
            }
            *change += (direction.outputs[j] * a).abs() + (network.outputs[j] * rate).abs();
        }
    }
    let fastest = changes.into_iter().fold(0.0, f64::max);
    let reach = reach.min(LARGEST_CHANGE / fastest);
    (reach > 0.0 && reach.is_finite()).then_some(reach)
}

/// What the rounding of the predictions does to the sum loss.
pub(super) fn rounding(network: &TwoLayer, evaluation: &Evaluation) -> f64 {
    let mut noise = 0.0;
    for (j, v) in network.outputs.iter().enumerate() {
        let column = evaluation.preactivations.col(j);
        for (a, r) in column.iter().zip(&evaluation.residuals) {
            noise += f64::EPSILON * (r * v * a).abs();
        }
    }
    noise
}

/// theta + s direction.
fn moved(network: &TwoLayer, s: f64, direction: &TwoLayer) -> TwoLayer {
    let outputs = network.outputs.iter().zip(&direction.outputs);
    TwoLayer {
        weights: &network.weights + faer::Scale(s) * &direction.weights,
        outputs: outputs.map(|(v, p)| v + s * p).collect(),
    }
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;
    use crate::config::Loss::{Exponential, Logistic, Logistic2, Squared};
    use crate::network::Init;
    use crate::random::Streams;

    const LOSSES: [Loss; 4] = [Logistic, Logistic2, Exponential, Squared];

    #[test]
    fn along_the_velocity_the_loss_falls_by_its_square() {
        let points = mat![[1.0, 0.3], [-0.4, 2.0], [0.7, -1.0]];
        let data = Dataset::new(points, vec![1.0, -1.0, 1.0]).unwrap();
        for (seed, loss) in LOSSES.into_iter().enumerate() {
            let mut stream = Streams::new(seed as u64).weights();
            let network = TwoLayer::init(Init::Unbalanced, 5, 2, &mut stream);
            let mut evaluation = Evaluation::new(&data, 5);
            evaluation.velocity(&network, &data, loss);
            let velocity = TwoLayer {
                weights: evaluation.weight_velocity.clone(),
                outputs: evaluation.output_velocity.clone(),
            };
            let found = slope_along(&network, &data, loss, &velocity).unwrap();
            let square = evaluation.speed() * evaluation.speed();
            assert!(
                (found.value + square).abs() <= 5.0 * found.error,
                "{loss:?}: {found:?}"
            );
            assert!(found.error < 1e-8 * square, "{loss:?}: {found:?}");
        }
    }

    #[test]
    fn beyond_a_kink_another_slope_begins() {
        // f = relu(w) at w = 1e-3, moving to the left: the loss is (w - 1)^2/2 to the kink.
        let data = Dataset::new(mat![[1.0]], vec![1.0]).unwrap();
        let along = |w: f64, rate: f64| {
            let network = TwoLayer {
                weights: mat![[w]],
                outputs: vec![1.0],
            };
            let direction = TwoLayer {
                weights: mat![[rate]],
                outputs: vec![0.0],
            };
            slope_along(&network, &data, Loss::Squared, &direction)
        };
        let found = along(1e-3, -2.0).unwrap();
        assert!((found.value - 2.0 * 0.999).abs() < 1e-9, "{found:?}");
        // However near the kink is.
        let found = along(1e-6, -2.0).unwrap();
        assert!((found.value - 2.0).abs() < 1e-5, "{found:?}");
        // On the kink each side has its own.
        assert!(along(0.0, -1.0).unwrap().value.abs() < 1e-12);
        assert!((along(0.0, 1.0).unwrap().value + 1.0).abs() < 1e-9);
        assert!(along(0.5, 0.0).is_none());
        assert!(along(0.5, f64::NAN).is_none());
    }

    #[test]
    fn a_tiny_network_is_below_the_rounding_of_its_loss() {
        let data = Dataset::new(mat![[1.0]], vec![1.0]).unwrap();
        let network = TwoLayer {
            weights: mat![[1e-9]],
            outputs: vec![1e-9],
        };
        let found = slope_along(&network, &data, Loss::Logistic, &network).unwrap();
        assert!(found.error > 0.1 * 1e-18, "{found:?}");
    }
}
