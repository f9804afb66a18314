//! Preactivations computed afresh after a neuron has shrunk.
//!
//! Rounding errors of w and <w, u_k> stay where they are while the neuron contracts,
//! and would become large relative to it.

use super::bits;
use super::boost::dot;
use super::box_least_squares::BoxLeastSquares;
use super::kinks::Kinks;
use super::neurons::{Neuron, Neurons};
use crate::math::refill;

/// A neuron that has shrunk to this part of its largest size is computed afresh.
const SHRUNK: f64 = 0.05;

/// v is taken from |w| where its square is not below this part of |w|^2.
const WELL_CONDITIONED: f64 = 0.01;

/// Buffers of the projection onto kinks.
#[derive(Clone, Debug, Default)]
pub struct Refresh {
    projection: BoxLeastSquares,
    held: Vec<usize>,
}

impl Refresh {
    /// Looks at a neuron after a move; returns its |w|, and whether its preactivations have
    /// been computed afresh.
    #[inline(always)]
    pub fn after(
        &mut self,
        neuron: &mut Neuron<'_>,
        contracted: bool,
        kinks: &Kinks,
    ) -> (f64, bool) {
        let size = neuron.length();
        if !contracted && size >= SHRUNK * *neuron.peak {
            *neuron.peak = neuron.peak.max(size);
            return (size, false);
        }
        self.project(neuron, kinks, f64::INFINITY);
        preactivations(neuron, kinks);
        let square = dot(neuron.weights, neuron.weights);
        let output = neuron.balance + square;
        if *neuron.output != 0.0 && output > WELL_CONDITIONED * square {
            *neuron.output = output.sqrt().copysign(*neuron.output);
        }
        *neuron.peak = neuron.length();
        (*neuron.peak, true)
    }

    /// Takes out of w what rounding has added across the kinks it slides along; tells whether it
    /// has, which it does not where that would be more than the part `most` of w.
    pub fn project(&mut self, neuron: &mut Neuron<'_>, kinks: &Kinks, most: f64) -> bool {
        refill(&mut self.held, bits::each(neuron.held));
        if self.held.is_empty() {
            return true;
        }
        let base = |k: usize| dot(neuron.weights, kinks.direction(k));
        kinks.project(&self.held, base, &mut self.projection);
        let BoxLeastSquares { rho, base, .. } = &self.projection;
        let square = -dot(rho, base);
        if square > most * most * dot(neuron.weights, neuron.weights) {
            return false;
        }
        for (k, part) in self.held.iter().zip(rho) {
            for (w, u) in neuron.weights.iter_mut().zip(kinks.direction(*k)) {
                *w += part * u;
            }
        }
        true
    }
}

/// Computes every neuron's <w, u_k> afresh: their rounding errors add up apart from those of w.
pub fn renew(neurons: &mut Neurons, kinks: &Kinks) {
    for j in 0..neurons.width() {
        let mut neuron = neurons.neuron(j);
        preactivations(&mut neuron, kinks);
        *neuron.peak = neuron.length();
    }
}

/// Computes <w, u_k>, each on the side on which the neuron is known to be.
pub fn preactivations(neuron: &mut Neuron<'_>, kinks: &Kinks) {
    for k in 0..kinks.count() {
        let height = dot(neuron.weights, kinks.direction(k));
        neuron.preactivations[k] = if bits::has(neuron.held, k) {
            0.0
        } else if bits::has(neuron.positive, k) {
            height.max(0.0)
        } else {
            height.min(0.0)
        };
    }
}
