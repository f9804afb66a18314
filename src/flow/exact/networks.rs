//! States as networks, and their f on points that the flow does not follow.

use faer::{Mat, MatRef};

use super::kinks::Kinks;
use super::neurons::Neurons;
use crate::math::multiply;
use crate::network::TwoLayer;

/// Writes states of a run as networks, always into the same memory.
pub struct Networks {
    network: TwoLayer,
    /// Where weights move in a basis of the points' span: the part across the span, d x h, which no
    /// point pulls at, and the coordinates of the part that moves.
    spanned: Option<(Mat<f64>, Mat<f64>)>,
    preactivations: Mat<f64>,
}

impl Networks {
    /// Networks that come from `start`.
    pub fn new(kinks: &Kinks, start: &TwoLayer) -> Self {
        let spanned = kinks.basis.as_ref().map(|basis| {
            let mut across = &start.weights - basis * (basis.transpose() * &start.weights);
            for j in 0..start.width() {
                // Rounding errors of the start would stand beside a w that has shrunk.
                let noise = (8.0 + across.nrows() as f64) * f64::EPSILON;
                if across.col(j).norm_max() <= noise * start.weights.col(j).norm_max() {
                    across.col_mut(j).fill(0.0);
                }
            }
            (across, Mat::zeros(basis.ncols(), start.width()))
        });
        Networks {
            network: start.clone(),
            spanned,
            preactivations: Mat::new(),
        }
    }

    /// The network of a state.
    pub fn of(&mut self, neurons: &Neurons, kinks: &Kinks) -> &TwoLayer {
        let scaled = neurons.outputs.iter().zip(&neurons.scales);
        for (v, (output, scale)) in self.network.outputs.iter_mut().zip(scaled) {
            *v = scale * output;
        }
        let weights = &mut self.network.weights;
        match (&kinks.basis, &mut self.spanned) {
            (Some(basis), Some((across, moved))) => {
                rescaled(neurons, moved);
                multiply(weights.as_mut(), basis.as_ref(), moved.as_ref());
                *weights += &*across;
            }
            _ => rescaled(neurons, weights),
        }
        &self.network
    }

    /// f of a state on the rows of a matrix.
    pub fn predict(
        &mut self,
        neurons: &Neurons,
        kinks: &Kinks,
        points: MatRef<'_, f64>,
        outputs: &mut Vec<f64>,
    ) {
        self.of(neurons, kinks);
        let preactivations = &mut self.preactivations;
        self.network.predict_into(points, preactivations, outputs);
    }
}

/// Every neuron's weights in the same units.
fn rescaled(neurons: &Neurons, weights: &mut Mat<f64>) {
    let d = neurons.dimension;
    for (j, scale) in neurons.scales.iter().enumerate() {
        let column = weights.col_as_slice_mut(j).iter_mut();
        for (to, w) in column.zip(&neurons.weights[j * d..(j + 1) * d]) {
            *to = scale * w;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Dataset;
    use crate::network::Init;
    use crate::random::Streams;
    use faer::mat;

    #[test]
    fn a_state_is_the_network_it_came_from_whatever_was_written_before() {
        let mut stream = Streams::new(3).weights();
        // In the points' own coordinates, and in two of three with a part of w across them.
        for points in [
            mat![[1.0, 2.0], [-1.0, 0.5], [0.3, 0.1]],
            mat![[1.0, 2.0, -0.5], [-1.0, 0.5, 3.0]],
        ] {
            let start = TwoLayer::init(Init::Balanced, 4, points.ncols(), &mut stream);
            let labels = vec![1.0; points.nrows()];
            let kinks = Kinks::new(&Dataset::new(points.clone(), labels).unwrap());
            let state = Neurons::new(&start, &kinks);
            let mut larger = state.clone();
            larger.scales.iter_mut().for_each(|scale| *scale *= 2.0);
            let mut networks = Networks::new(&kinks, &start);
            for (state, factor) in [(&larger, 2.0), (&state, 1.0)] {
                let mut f = Vec::new();
                networks.predict(state, &kinks, points.as_ref(), &mut f);
                let expected = start.predict(points.as_ref());
                for (f, expected) in f.iter().zip(expected) {
                    assert!((f - factor * factor * expected).abs() < 1e-14);
                }
            }
            let network = networks.of(&state, &kinks);
            assert_eq!(network.outputs, start.outputs);
            assert!((&network.weights - &start.weights).norm_max() < 1e-15);
        }
    }
}
