//! The batches of stochastic gradient descent.

use rand::seq::SliceRandom;

use crate::data::Dataset;
use crate::random::Stream;

/// Batches without replacement: every epoch visits each point once, in a fresh order.
pub(super) struct Batches<'a> {
    data: &'a Dataset,
    size: usize,
    stream: Stream,
    order: Vec<usize>,
    position: usize,
}

impl<'a> Batches<'a> {
    pub(super) fn new(data: &'a Dataset, size: usize, stream: Stream) -> Self {
        Batches {
            data,
            size: size.min(data.samples()),
            stream,
            order: (0..data.samples()).collect(),
            position: data.samples(),
        }
    }

    /// The next batch, and the factor n / batch size that makes its velocity an estimate of the
    /// sum loss's.
    pub(super) fn next(&mut self) -> (Dataset, f64) {
        let n = self.data.samples();
        if self.position >= n {
            self.order.shuffle(&mut self.stream);
            self.position = 0;
        }
        let end = (self.position + self.size).min(n);
        let rows = &self.order[self.position..end];
        self.position = end;
        (self.data.rows(rows), n as f64 / rows.len() as f64)
    }
}
