//! The tangent kernel on the training points: df/dt = Theta r.

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, Par};

use super::bits;
use super::box_least_squares::BoxLeastSquares;
use super::kinks::{Kinks, Member};
use super::neurons::Neurons;

/// Theta, n x n: `sum_j m_ij m_kj (v_j^2 <x_i, x_k> + <w_j, x_i><w_j, x_k>)`, with the kinks
/// that neuron j slides along projected out of its x_i.
pub(super) fn tangent_kernel(neurons: &Neurons, kinks: &Kinks) -> Mat<f64> {
    let (n, h) = (kinks.members.len(), neurons.width());
    let mut outputs = Mat::zeros(n, h);
    let mut heights = Mat::zeros(n, h);
    for j in 0..h {
        let scale = neurons.scales[j];
        for (i, member) in kinks.members.iter().enumerate() {
            if let Some(height) = active(neurons, j, *member) {
                outputs[(i, j)] = neurons.outputs[j] * scale;
                heights[(i, j)] = height * scale;
            }
        }
    }
    let mut kernel = Mat::zeros(n, n);
    let transposed = outputs.transpose();
    matmul(
        &mut kernel,
        Accum::Replace,
        &outputs,
        transposed,
        1.0,
        Par::Seq,
    );
    for k in 0..n {
        for i in 0..n {
            kernel[(i, k)] *= product(kinks, kinks.members[i], kinks.members[k]);
        }
    }
    let transposed = heights.transpose();
    matmul(&mut kernel, Accum::Add, &heights, transposed, 1.0, Par::Seq);
    let mut projection = Projection::default();
    let words = bits::words(kinks.count());
    for j in 0..h {
        if !bits::is_empty(&neurons.held[j * words..(j + 1) * words]) {
            projection.subtract(neurons, j, kinks, &mut kernel);
        }
    }
    kernel
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
}

impl Projection {
    /// Subtracts v^2 <Q x_i, Q x_k>, Q the projection onto the held kinks' span.
    fn subtract(&mut self, neurons: &Neurons, j: usize, kinks: &Kinks, kernel: &mut Mat<f64>) {
        let words = bits::words(kinks.count());
        self.held.clear();
        let row = &neurons.held[j * words..(j + 1) * words];
        self.held.extend(bits::each(row));
        let output = neurons.outputs[j] * neurons.scales[j];
        let members = kinks.members.iter().enumerate();
        let points: Vec<(usize, Member)> = members
            .filter(|(_, member)| active(neurons, j, **member).is_some())
            .filter_map(|(i, member)| member.map(|m| (i, m)))
            .collect();
        for &(k, other) in &points {
            let part = self.coordinates(other, kinks);
            for &(i, member) in &points {
                let column = kinks.gram_column(member.kink);
                let products = self.held.iter().zip(&part);
                let along: f64 = products.map(|(kink, c)| column[*kink] * c).sum();
                kernel[(i, k)] -= output * output * member.factor * along;
            }
        }
    }

    /// The coordinates of Q x in the held kinks' directions.
    fn coordinates(&mut self, point: Member, kinks: &Kinks) -> Vec<f64> {
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
        self.squares.rho.clone()
    }
}
