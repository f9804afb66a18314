//! Data without structure.

use faer::Mat;
use rand_distr::{Distribution, StandardNormal};
use sweetspot::data::{DataError, Dataset};
use sweetspot::random::Streams;

/// n standard normal points of dimension d, labels in turn.
pub fn gaussian(samples: usize, dimension: usize) -> Result<Dataset, DataError> {
    let mut stream = Streams::new(0).data();
    let points = Mat::from_fn(samples, dimension, |_, _| {
        StandardNormal.sample(&mut stream)
    });
    let labels = (0..samples)
        .map(|i| if i % 2 == 0 { 1.0 } else { -1.0 })
        .collect();
    Dataset::new(points, labels)
}
