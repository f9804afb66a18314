//! The tangent kernel on the training points: df/dt = Theta r.

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, Par};

use super::bits;
use super::box_least_squares::BoxLeastSquares;
use super::kinks::{Kinks, Member};
use super::neurons::Neurons;
use crate::math::{multiply, refill};

/// Computes tangent kernels, and holds the buffers for it.
pub struct TangentKernel {
    /// v_j where neuron j is active, n x h.
    outputs: Mat<f64>,
    /// <w_j, x_i> there.
    heights: Mat<f64>,
    /// The kinks that a neuron slides along, and the points on which it is active.
    held: Vec<usize>,
    points: Vec<(usize, Member)>,
    squares: BoxLeastSquares,
}

impl TangentKernel {
    pub fn new(neurons: &Neurons, kinks: &Kinks) -> Self {
        let (n, h) = (kinks.members.len(), neurons.width());
        TangentKernel {
            outputs: Mat::zeros(n, h),
            heights: Mat::zeros(n, h),
            held: Vec::new(),
            points: Vec::new(),
            squares: BoxLeastSquares::default(),
        }
    }

    /// Theta, n x n: `sum_j m_ij m_kj (v_j^2 <x_i, x_k> + <w_j, x_i><w_j, x_k>)`, with the
    /// kinks that neuron j slides along projected out of its x_i.
    pub fn fill(&mut self, neurons: &Neurons, kinks: &Kinks, kernel: &mut Mat<f64>) {
        let (n, h) = (kinks.members.len(), neurons.width());
        for j in 0..h {
            let scale = neurons.scales[j];
            for (i, member) in kinks.members.iter().enumerate() {
                let height = active(neurons, j, *member);
                self.outputs[(i, j)] = height.map_or(0.0, |_| neurons.outputs[j] * scale);
                self.heights[(i, j)] = height.map_or(0.0, |a| a * scale);
            }
        }
        let (outputs, heights) = (self.outputs.as_ref(), self.heights.as_ref());
        multiply(kernel.as_mut(), outputs, outputs.transpose());
        for k in 0..n {
            for i in 0..n {
                kernel[(i, k)] *= product(kinks, kinks.members[i], kinks.members[k]);
            }
        }
        let (kernel_sum, transposed) = (kernel.as_mut(), heights.transpose());
        matmul(kernel_sum, Accum::Add, heights, transposed, 1.0, Par::Seq);
        for j in 0..h {
            if !bits::is_empty(neurons.held(j)) {
                self.project(neurons, j, kinks, kernel);
            }
        }
    }

    /// Subtracts v^2 <Q x_i, Q x_k>, Q the projection onto the held kinks' span.
    fn project(&mut self, neurons: &Neurons, j: usize, kinks: &Kinks, kernel: &mut Mat<f64>) {
        refill(&mut self.held, bits::each(neurons.held(j)));
        let output = neurons.outputs[j] * neurons.scales[j];
        let active = kinks.members.iter().enumerate().filter_map(|(i, member)| {
            active(neurons, j, *member)?;
            Some((i, (*member)?))
        });
        refill(&mut self.points, active);
        for &(k, other) in &self.points {
            let base = |held: usize| -other.factor * kinks.gram_column(held)[other.kink];
            kinks.project(&self.held, base, &mut self.squares);
            for &(i, member) in &self.points {
                let column = kinks.gram_column(member.kink);
                let products = self.held.iter().zip(&self.squares.rho);
                let along: f64 = products.map(|(kink, c)| column[*kink] * c).sum();
                kernel[(i, k)] -= output * output * member.factor * along;
            }
        }
    }
}

/// <w_j, x_i> / scale_j where neuron j is active on a point.
fn active(neurons: &Neurons, j: usize, member: Option<Member>) -> Option<f64> {
    let Member { kink, factor } = member?;
    let held = bits::has(neurons.held(j), kink);
    let side = bits::has(neurons.positive(j), kink);
    let height = factor * neurons.preactivations[j * neurons.kinks + kink];
    (!held && side == (factor > 0.0)).then_some(height)
}

/// <x_i, x_k>.
fn product(kinks: &Kinks, a: Option<Member>, b: Option<Member>) -> f64 {
    match (a, b) {
        (Some(a), Some(b)) => a.factor * b.factor * kinks.gram_column(a.kink)[b.kink],
        _ => 0.0,
    }
}
