//! Problems on which no neuron slides, and what is asked of their networks.

use faer::Mat;
use rand_distr::{Distribution, StandardNormal};
use sweetspot::data::{DataError, Dataset};
use sweetspot::network::{Evaluation, Init, Loss, TwoLayer, mean_loss};
use sweetspot::random::Streams;

/// Orthogonally separable data: points near +-s = +-(1, 0, ...). On these no neuron ever slides
/// (every pair of neuron and point flips at most once), so the pair has its order.
pub fn separable(seed: u64, samples: usize, dimension: usize) -> Result<Dataset, DataError> {
    let mut stream = Streams::new(seed).data();
    let labels: Vec<f64> = (0..samples)
        .map(|i| if i % 2 == 0 { 1.0 } else { -1.0 })
        .collect();
    let spread = 0.3 / (dimension as f64).sqrt();
    let points = Mat::from_fn(samples, dimension, |i, k| {
        let z: f64 = StandardNormal.sample(&mut stream);
        spread * z + if k == 0 { labels[i] } else { 0.0 }
    });
    Dataset::new(points, labels)
}

pub fn start(seed: u64, width: usize, dimension: usize, alpha: f64) -> TwoLayer {
    let mut stream = Streams::new(seed).weights();
    TwoLayer::init(Init::Balanced, width, dimension, &mut stream).scaled(alpha)
}

pub fn one_neuron(weights: Mat<f64>, output: f64) -> TwoLayer {
    TwoLayer {
        weights,
        outputs: vec![output],
    }
}

pub fn evaluate(network: &TwoLayer, data: &Dataset, loss: Loss) -> Evaluation {
    let mut evaluation = Evaluation::new(data, network.width());
    evaluation.velocity(network, data, loss);
    evaluation
}

pub fn risk(network: &TwoLayer, data: &Dataset, loss: Loss) -> f64 {
    mean_loss(&network.predict(data.points()), data.labels(), loss)
}
