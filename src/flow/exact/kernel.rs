//! The tangent kernel on the training points: df/dt = Theta r.

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, Par};

use super::bits;
use super::box_least_squares::BoxLeastSquares;
use super::kinks::{Kinks, Member};
use super::neurons::Neurons;

/// Computes tangent kernels, and holds the buffers for it.
pub(super) struct TangentKernel {
    /// v_j where neuron j is active, n x h.
    outputs: Mat<f64>,
    /// <w_j, x_i> there.
    heights: Mat<f64>,
    projection: Projection,
}

impl TangentKernel {
    /// Buffers for a state.
    pub(super) fn new(neurons: &Neurons, kinks: &Kinks) -> Self {
        let (n, h) = (kinks.members.len(), neurons.width());
        TangentKernel {
            outputs: Mat::zeros(n, h),
            heights: Mat::zeros(n, h),
            projection: Projection::default(),
        }
    }

    /// Theta, n x n: `sum_j m_ij m_kj (v_j^2 <x_i, x_k> + <w_j, x_i><w_j, x_k>)`, with the
    /// kinks that neuron j slides along projected out of its x_i.
    pub(super) fn fill(&mut self, neurons: &Neurons, kinks: &Kinks, kernel: &mut Mat<f64>) {
        let (n, h) = (kinks.members.len(), neurons.width());
        for j in 0..h {
            let scale = neurons.scales[j];
            for (i, member) in kinks.members.iter().enumerate() {
                let height = active(neurons, j, *member);
                let output = height.map_or(0.0, |_| neurons.outputs[j] * scale);
                self.outputs[(i, j)] = output;
                self.heights[(i, j)] = height.map_or(0.0, |a| a * scale);
            }
        }
        let transposed = self.outputs.transpose();
        matmul(
            kernel.as_mut(),
            Accum::Replace,
            &self.outputs,
            transposed,
            1.0,
            Par::Seq,
        );
        for k in 0..n {
            for i in 0..n {
                kernel[(i, k)] *= product(kinks, kinks.members[i], kinks.members[k]);
            }
        }
        let transposed = self.heights.transpose();
        matmul(
            kernel.as_mut(),
            Accum::Add,
            &self.heights,
            transposed,
            1.0,
            Par::Seq,
        );
        let words = bits::words(kinks.count());
        for j in 0..h {
            if !bits::is_empty(&neurons.held[j * words..(j + 1) * words]) {
                self.projection.subtract(neurons, j, kinks, kernel);
            }
        }
    }
}

/// <w_j, x_i> / scale_j where neuron j is active on a point.
fn active(neurons: &Neurons, j: usize, member: Option<Member>) -> Option<f64> {
    let Member { kink, factor } = member?;
    let words = bits::words(neurons.kinks);
    let row = j * words..(j + 1) * words;
    let held = bits::has(&neurons.held[row.clone()], kink);
    let side = bits::has(&neurons.positive[row], kink);
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

/// What sliding takes from the kernel.
#[derive(Default)]
struct Projection {
    squares: BoxLeastSquares,
    held: Vec<usize>,
    points: Vec<(usize, Member)>,
}

impl Projection {
    /// Subtracts v^2 <Q x_i, Q x_k>, Q the projection onto the held kinks' span.
    fn subtract(&mut self, neurons: &Neurons, j: usize, kinks: &Kinks, kernel: &mut Mat<f64>) {
        let words = bits::words(kinks.count());
        self.held.clear();
        let row = &neurons.held[j * words..(j + 1) * words];
        self.held.extend(bits::each(row));
        let output = neurons.outputs[j] * neurons.scales[j];
        self.points.clear();
        let members = kinks.members.iter().enumerate();
        let active = members
            .filter(|(_, member)| active(neurons, j, **member).is_some())
            .filter_map(|(i, member)| member.map(|m| (i, m)));
        self.points.extend(active);
        for at in 0..self.points.len() {
            let (k, other) = self.points[at];
            self.solve(other, kinks);
            for &(i, member) in &self.points {
                let column = kinks.gram_column(member.kink);
                let products = self.held.iter().zip(&self.squares.rho);
                let along: f64 = products.map(|(kink, c)| column[*kink] * c).sum();
                kernel[(i, k)] -= output * output * member.factor * along;
            }
        }
    }

    /// Solves for the coordinates of Q x in the held kinks' directions.
    fn solve(&mut self, point: Member, kinks: &Kinks) {
        let q = self.held.len();
        self.squares.reset(q);
        for (a, k) in self.held.iter().enumerate() {
            let column = kinks.gram_column(*k);
            self.squares.base[a] = -point.factor * column[point.kink];
            self.squares.low[a] = f64::NEG_INFINITY;
            self.squares.high[a] = f64::INFINITY;
            for (b, l) in self.held.iter().enumerate() {
                self.squares.gram[a * q + b] = column[*l];
            }
        }
        self.squares.differentiate();
        self.squares.solve();
    }
}
