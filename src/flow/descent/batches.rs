//! The batches of stochastic gradient descent.

use rand::seq::SliceRandom;

use crate::data::Dataset;
use crate::network::{Evaluation, Loss, TwoLayer};
use crate::random::Stream;

/// Batches without replacement: every epoch visits each point once, in a fresh order.
pub(super) struct Batches<'a> {
    data: &'a Dataset,
    size: usize,
    width: usize,
    stream: Stream,
    order: Vec<usize>,
    position: usize,
    divisor: f64,
    evaluation: Evaluation,
}

impl<'a> Batches<'a> {
    pub(super) fn new(data: &'a Dataset, size: usize, width: usize, stream: Stream) -> Self {
        let size = size.min(data.samples());
        Batches {
            data,
            size,
            width,
            stream,
            order: (0..data.samples()).collect(),
            position: data.samples(),
            divisor: 1.0,
            evaluation: Evaluation::with_sizes(size, data.dimension(), width),
        }
    }

    /// Takes f/gamma for the network's output.
    pub(super) fn divided_by(mut self, gamma: f64) -> Self {
        self.divisor = gamma;
        self.evaluation = self.evaluation.divided_by(gamma);
        self
    }

    /// The velocity on the next batch, and the factor n / batch size that makes it an
    /// estimate of the sum loss's.
    pub(super) fn next(&mut self, network: &TwoLayer, loss: Loss) -> (&Evaluation, f64) {
        let n = self.data.samples();
        if self.position >= n {
            self.order.shuffle(&mut self.stream);
            self.position = 0;
        }
        let end = (self.position + self.size).min(n);
        let rows = &self.order[self.position..end];
        self.position = end;
        let batch = self.data.rows(rows);
        if batch.samples() != self.evaluation.predictions.len() {
            self.evaluation = Evaluation::new(&batch, self.width).divided_by(self.divisor);
        }
        self.evaluation.velocity(network, &batch, loss);
        (&self.evaluation, n as f64 / rows.len() as f64)
    }
}
