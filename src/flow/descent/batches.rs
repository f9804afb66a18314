//! Batches of points, drawn without replacement.

use rand::seq::SliceRandom;

use crate::random::Stream;

/// Every epoch visits each point once, in a fresh order.
pub(super) struct Batches {
    size: usize,
    stream: Stream,
    order: Vec<usize>,
    position: usize,
}

impl Batches {
    pub(super) fn new(samples: usize, size: usize, stream: Stream) -> Self {
        Batches {
            size: size.min(samples),
            stream,
            order: (0..samples).collect(),
            position: samples,
        }
    }

    /// The points of the next batch, and the factor n / batch size that makes its velocity an
    /// estimate of the sum loss's.
    pub(super) fn next(&mut self) -> (&[usize], f64) {
        let n = self.order.len();
        if self.position >= n {
            self.order.shuffle(&mut self.stream);
            self.position = 0;
        }
        let end = (self.position + self.size).min(n);
        let points = &self.order[self.position..end];
        self.position = end;
        (points, n as f64 / points.len() as f64)
    }

    /// Whether the next batch begins an epoch.
    pub(super) fn ends_epoch(&self) -> bool {
        self.position >= self.order.len()
    }
}
