//! The mixture of the theory, drawn for tests.

use faer::Mat;
use rand_distr::{Distribution, StandardNormal};
use sweetspot::data::Dataset;
use sweetspot::network::{Init, TwoLayer};
use sweetspot::random::{Stream, Streams};

/// The symmetric Gaussian mixture x = kappa y e_1 + sigma z with alternating labels.
pub fn mixture(samples: usize, dimension: usize, signal: f64, stream: &mut Stream) -> Dataset {
    let labels: Vec<f64> = (0..samples).map(|i| [1.0, -1.0][i % 2]).collect();
    let mut points = Mat::zeros(samples, dimension);
    for i in 0..samples {
        for k in 0..dimension {
            let z: f64 = StandardNormal.sample(stream);
            points[(i, k)] = z + if k == 0 { signal * labels[i] } else { 0.0 };
        }
    }
    Dataset::new(points, labels).unwrap()
}

/// A small one, with neurons that slide.
pub fn small_mixture() -> Dataset {
    mixture(12, 4, 1.5, &mut Streams::new(2).data())
}

/// A start on it, or on any data.
pub fn start(init: Init, width: usize, data: &Dataset, alpha: f64) -> TwoLayer {
    let mut stream = Streams::new(2).weights();
    TwoLayer::init(init, width, data.dimension(), &mut stream).scaled(alpha)
}
