//! What pulls every neuron for given residuals: one dense product a step.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use pulp::{Arch, Simd, WithSimd};

use super::bits;
use super::decide::Pull;
use super::kinks::{Kinks, Sides};
use super::neurons::Neurons;

/// g_j and its products for all neurons.
#[derive(Clone, Debug)]
pub(super) struct Pulls {
    dimension: usize,
    kinks: usize,
    rho: Vec<f64>,
    vectors: Vec<f64>,
    slopes: Vec<f64>,
}

impl Pulls {
    /// Buffers for a state.
    pub(super) fn new(neurons: &Neurons) -> Self {
        let (d, m, h) = (neurons.dimension, neurons.kinks, neurons.width());
        Pulls {
            dimension: d,
            kinks: m,
            rho: vec![0.0; m * h],
            vectors: vec![0.0; d * h],
            slopes: vec![0.0; m * h],
        }
    }

    /// Computes rho_j from each neuron's sides, g_j = U rho_j and U^T g_j.
    pub(super) fn fill(&mut self, neurons: &Neurons, kinks: &Kinks, sides: &Sides) {
        let (d, m, h) = (self.dimension, self.kinks, neurons.width());
        if m == 0 {
            return;
        }
        Arch::new().dispatch(Choice {
            neurons,
            sides,
            rho: &mut self.rho,
        });
        let rho = MatRef::from_column_major_slice(&self.rho, m, h);
        let mut vectors = MatMut::from_column_major_slice_mut(&mut self.vectors, d, h);
        let directions = kinks.directions.as_ref();
        matmul(&mut vectors, Accum::Replace, directions, rho, 1.0, Par::Seq);
        let mut slopes = MatMut::from_column_major_slice_mut(&mut self.slopes, m, h);
        let transposed = directions.transpose();
        matmul(
            &mut slopes,
            Accum::Replace,
            transposed,
            vectors.as_ref(),
            1.0,
            Par::Seq,
        );
    }

    /// The pull on neuron j.
    pub(super) fn of(&mut self, j: usize) -> Pull<'_> {
        let (d, m) = (self.dimension, self.kinks);
        Pull {
            rho: &mut self.rho[j * m..(j + 1) * m],
            vector: &mut self.vectors[j * d..(j + 1) * d],
            slopes: &mut self.slopes[j * m..(j + 1) * m],
        }
    }
}

/// rho of all neurons, from their sides.
struct Choice<'a> {
    neurons: &'a Neurons,
    sides: &'a Sides,
    rho: &'a mut [f64],
}

impl WithSimd for Choice<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let (neurons, sides) = (self.neurons, self.sides);
        let m = neurons.kinks;
        for j in 0..neurons.width() {
            let heights = &neurons.preactivations[j * m..(j + 1) * m];
            let rho = &mut self.rho[j * m..(j + 1) * m];
            let pairs = sides.positive.iter().zip(&sides.negative);
            let mut on_kink = false;
            for ((rho, a), (positive, negative)) in rho.iter_mut().zip(heights).zip(pairs) {
                // A choice by bits, which is vectorised and has no branch to guess wrong.
                let mask = u64::from(*a > 0.0).wrapping_neg();
                let chosen = (positive.to_bits() & mask) | (negative.to_bits() & !mask);
                *rho = f64::from_bits(chosen);
                on_kink |= *a == 0.0;
            }
            if on_kink {
                let words = bits::words(m);
                let row = &neurons.positive[j * words..(j + 1) * words];
                for k in (0..m).filter(|k| heights[*k] == 0.0) {
                    rho[k] = sides.at(k, bits::has(row, k));
                }
            }
        }
    }
}
