//! The tangent kernel against differences of the network's output.

use faer::{Mat, MatRef};

use super::tangent_kernel;
use crate::data::Dataset;
use crate::network::{Network, TwoLayer};

/// A difference goes this part of the way to the kink, or of the neuron's size.
const PART: f64 = 0.25;

/// max_ik |Theta - J J^T| / max_ik |Theta| on the training points, row i of J the slopes of f(x_i) in all parameters by
/// central differences of one neuron's part of f. It is linear in one parameter up to the neuron's kink, where the
/// differences stop: they are exact but for rounding. 0 where both are zero, NaN where a preactivation is 0.
pub fn kernel_difference(data: &Dataset, network: &TwoLayer) -> f64 {
    let slopes = slopes(data, network);
    let found = &slopes * slopes.transpose();
    let claimed = tangent_kernel(data, network);
    let off = (&claimed - found).norm_max();
    if off == 0.0 {
        return 0.0;
    }
    off / claimed.norm_max()
}

/// df(x_i)/dtheta_p neuron by neuron, n x (number of parameters).
fn slopes(data: &Dataset, network: &TwoLayer) -> Mat<f64> {
    let d = network.dimension();
    let neurons: Vec<TwoLayer> = (0..network.width())
        .map(|j| TwoLayer {
            weights: Mat::from_fn(d, 1, |k, _| network.weights[(k, j)]),
            outputs: vec![network.outputs[j]],
        })
        .collect();
    Mat::from_fn(data.samples(), neurons.len() * (d + 1), |i, p| {
        slope(
            &neurons[p / (d + 1)],
            data.points().subrows(i, 1),
            p % (d + 1),
        )
    })
}

/// The slope of one neuron's output on one point in its weight k, or in v after those.
fn slope(neuron: &TwoLayer, x: MatRef<'_, f64>, k: usize) -> f64 {
    let height = (x * &neuron.weights)[(0, 0)];
    let to_kink = match k < neuron.dimension() {
        true => (height / x[(0, k)]).abs(),
        false => f64::INFINITY,
    };
    let step = PART * to_kink.min(neuron.length());
    let flat = neuron.parameters();
    let moved = |step: f64| {
        let mut moved = flat.clone();
        moved[k] += step;
        (moved[k], neuron.with_parameters(&moved).output(x)[0])
    };
    let ((above, high), (below, low)) = (moved(step), moved(-step));
    (high - low) / (above - below)
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;
    use crate::network::Init;
    use crate::random::Streams;

    #[test]
    fn slopes_of_one_neuron_by_hand() {
        // f = 5 relu(2 x), x = 3 and -1.
        let data = Dataset::new(mat![[3.0], [-1.0]], vec![1.0, 1.0]).unwrap();
        let network = TwoLayer {
            weights: mat![[2.0]],
            outputs: vec![5.0],
        };
        let slopes = slopes(&data, &network);
        for (i, p, slope) in [(0, 0, 15.0), (0, 1, 6.0), (1, 0, 0.0), (1, 1, 0.0)] {
            assert!((slopes[(i, p)] - slope).abs() < 1e-13, "{i} {p}");
        }
    }

    #[test]
    fn the_kernel_is_that_of_the_slopes_at_every_scale() {
        let mixture = crate::data::Mixture {
            samples: 6,
            dimension: 4,
            signal: 1.0,
            noise: 1.0,
        };
        let data = mixture.draw(&mut Streams::new(1).data()).unwrap();
        let shape = TwoLayer::init(Init::Unbalanced, 5, 4, &mut Streams::new(1).weights());
        for alpha in [1e-9, 1.0, 1e9] {
            let off = kernel_difference(&data, &shape.scaled(alpha));
            assert!(off > 0.0 && off < 1e-12, "{alpha}: {off}");
        }
    }
}
