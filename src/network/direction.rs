//! Straight lines in parameter space that move one neuron, and the kinks on them.

use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::TwoLayer;
use crate::data::Dataset;
use crate::math::dot;

/// A preactivation of this size, relative to |(w_j, v_j)||x_i|, counts as zero: steps are
/// relative to the neuron's size too, and the rounding of a sum of products is of this order.
const ZERO: f64 = 1e-13;

/// A unit direction (dw_j, dv_j) of one neuron.
#[derive(Clone, Debug)]
pub(super) struct Direction {
    pub neuron: usize,
    /// Which coordinate of (w_j, v_j) it is; `None` for a random direction.
    pub coordinate: Option<usize>,
    pub weights: Vec<f64>,
    pub output: f64,
}

impl Direction {
    /// Every coordinate of a network.
    pub fn coordinates(network: &TwoLayer) -> Vec<Direction> {
        let d = network.dimension();
        let unit = |at: usize, k: usize| if k == at { 1.0 } else { 0.0 };
        let of = |neuron| {
            (0..=d).map(move |at| Direction {
                neuron,
                coordinate: Some(at),
                weights: (0..d).map(|k| unit(at, k)).collect(),
                output: unit(at, d),
            })
        };
        (0..network.width()).flat_map(of).collect()
    }

    /// A random direction, uniform on the unit sphere of the neuron's parameters.
    pub fn random(neuron: usize, dimension: usize, stream: &mut impl Rng) -> Direction {
        let draws = StandardNormal.sample_iter(&mut *stream);
        let mut weights: Vec<f64> = draws.take(dimension).collect();
        let mut output: f64 = StandardNormal.sample(stream);
        let norm = (output * output + weights.iter().map(|w| w * w).sum::<f64>()).sqrt();
        weights.iter_mut().for_each(|w| *w /= norm);
        output /= norm;
        Direction {
            neuron,
            coordinate: None,
            weights,
            output,
        }
    }

    /// The opposite direction.
    pub fn reversed(&self) -> Direction {
        Direction {
            weights: self.weights.iter().map(|w| -w).collect(),
            output: -self.output,
            ..self.clone()
        }
    }

    /// The network a distance further along the direction.
    pub fn moved(&self, network: &TwoLayer, distance: f64) -> TwoLayer {
        let mut moved = network.clone();
        let column = moved.weights.col_mut(self.neuron);
        for (w, p) in column.iter_mut().zip(&self.weights) {
            *w += distance * p;
        }
        moved.outputs[self.neuron] += distance * self.output;
        moved
    }

    /// The slope along the direction of a gradient in the network's shape.
    pub fn slope(&self, gradient: &TwoLayer) -> f64 {
        dot(gradient.weights.col(self.neuron).iter(), &self.weights)
            + gradient.outputs[self.neuron] * self.output
    }

    /// Where the training points stand along the line.
    pub fn path(&self, network: &TwoLayer, data: &Dataset) -> Vec<Crossing> {
        let w = network.weights.col(self.neuron);
        let size = neuron_size(network, self.neuron);
        (0..data.samples())
            .map(|i| {
                let x = data.points().row(i);
                let preactivation = dot(x.iter(), w.iter());
                let rate = dot(x.iter(), &self.weights);
                // A rate lost in rounding leaves the point on its kink along the whole line.
                let moves = rate.abs() > ZERO * x.norm_l2();
                let on_kink = preactivation.abs() <= ZERO * x.norm_l2() * size;
                Crossing {
                    preactivation,
                    rate,
                    on_kink: on_kink && moves,
                    distance: match (on_kink, moves) {
                        (false, true) => (preactivation / rate).abs(),
                        _ => f64::INFINITY,
                    },
                }
            })
            .collect()
    }
}

/// |(w_j, v_j)|.
pub(super) fn neuron_size(network: &TwoLayer, neuron: usize) -> f64 {
    let weights = network.weights.col(neuron).norm_l2();
    libm::hypot(weights, network.outputs[neuron])
}

/// One training point seen along a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crossing {
    /// <w_j, x_i> at the start, and its change per unit of distance.
    pub preactivation: f64,
    pub rate: f64,
    /// The line starts on the point's kink and leaves it.
    pub on_kink: bool,
    /// To the point's kink, on either side; infinite if the line starts on it or never meets it.
    pub distance: f64,
}
