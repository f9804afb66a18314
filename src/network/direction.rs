//! Straight lines in parameter space that move one neuron, and the kinks on them.

use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::TwoLayer;
use crate::data::Dataset;
use crate::math::dot;

/// A preactivation of this size, relative to |(w_j, v_j)||x_i|, counts as zero: steps are
/// relative to the neuron's size too, and the rounding of a sum of products is of this order.
const ZERO: f64 = 1e-13;

/// What a direction moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// One coordinate of w_j.
    Weight {
        /// The neuron j, counted from 0.
        neuron: usize,
        /// The input coordinate, counted from 0.
        coordinate: usize,
    },
    /// The output weight v_j.
    Output {
        /// The neuron j, counted from 0.
        neuron: usize,
    },
    /// All of (w_j, v_j) along a random unit vector.
    Random {
        /// The neuron j, counted from 0.
        neuron: usize,
    },
}

/// A unit direction (dw_j, dv_j) of one neuron.
#[derive(Clone, Debug)]
pub(super) struct Direction {
    pub place: Place,
    pub neuron: usize,
    pub weights: Vec<f64>,
    pub output: f64,
}

impl Direction {
    /// Every coordinate of a network.
    pub fn coordinates(network: &TwoLayer) -> Vec<Direction> {
        let (d, h) = (network.dimension(), network.width());
        let mut all = Vec::with_capacity((d + 1) * h);
        for neuron in 0..h {
            for coordinate in 0..d {
                let mut weights = vec![0.0; d];
                weights[coordinate] = 1.0;
                all.push(Direction {
                    place: Place::Weight { neuron, coordinate },
                    neuron,
                    weights,
                    output: 0.0,
                });
            }
            all.push(Direction {
                place: Place::Output { neuron },
                neuron,
                weights: vec![0.0; d],
                output: 1.0,
            });
        }
        all
    }

    /// A random direction, uniform on the unit sphere of the neuron's parameters.
    pub fn random(neuron: usize, dimension: usize, stream: &mut impl Rng) -> Direction {
        let mut weights: Vec<f64> = StandardNormal
            .sample_iter(&mut *stream)
            .take(dimension)
            .collect();
        let mut output: f64 = StandardNormal.sample(stream);
        let norm = (output * output + weights.iter().map(|w| w * w).sum::<f64>()).sqrt();
        weights.iter_mut().for_each(|w| *w /= norm);
        output /= norm;
        Direction {
            place: Place::Random { neuron },
            neuron,
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
        for (w, p) in moved
            .weights
            .col_mut(self.neuron)
            .iter_mut()
            .zip(&self.weights)
        {
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
    libm::hypot(
        network.weights.col(neuron).norm_l2(),
        network.outputs[neuron],
    )
}

/// One training point seen along a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crossing {
    /// <w_j, x_i> at the start.
    pub preactivation: f64,
    /// Its change per unit of distance.
    pub rate: f64,
    /// The line starts on the point's kink and leaves it.
    pub on_kink: bool,
    /// Distance to the point's kink, on either side; infinite if the line starts on it or never meets it.
    pub distance: f64,
}
