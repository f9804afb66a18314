//! Problems followed to late times, where fitted points hardly pull any more and others do.

use faer::Mat;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use sweetspot::data::Dataset;
use sweetspot::network::{Init, Loss, TwoLayer};
use sweetspot::random::Streams;

#[path = "small.rs"]
mod small;

/// A data set, a loss and a start.
#[derive(Clone, Debug)]
pub struct Late {
    pub data: Dataset,
    pub loss: Loss,
    pub start: TwoLayer,
    /// The time to follow it to.
    pub until: f64,
}

/// Draws a mixture, an orthogonally separable set, or a small set with degenerate ones among them.
pub fn late(seed: u64) -> Late {
    let streams = Streams::new(seed);
    let mut stream = streams.data();
    let until: f64 = [1e12, 1e40, 1e100][(seed / 3) as usize % 3];
    if seed % 3 == 2 {
        // Further than any start takes to grow.
        let small::Small {
            data,
            loss,
            alpha,
            start,
            time,
        } = small::small(seed);
        return Late {
            data,
            loss,
            start,
            until: until.max(time / alpha),
        };
    }
    let losses = [
        Loss::Logistic2,
        Loss::Logistic,
        Loss::Exponential,
        Loss::Squared,
    ];
    let loss = losses[stream.random_range(0..4)];
    let inits = [
        Init::Balanced,
        Init::Balanced,
        Init::Dominated,
        Init::Unbalanced,
        Init::Antisymmetric,
    ];
    let init = inits[stream.random_range(0..inits.len())];
    let alpha = [1e-12, 1e-3, 1e-3, 0.05, 0.3][stream.random_range(0..5)];
    let (n, d) = (stream.random_range(3..=24), stream.random_range(2..=12));
    let h = stream.random_range(2..=24);
    let signal = stream.random_range(0.3..2.5);
    let labels: Vec<f64> = (0..n)
        .map(|_| [1.0, -1.0][stream.random_range(0..2)])
        .collect();
    let points = if seed.is_multiple_of(3) {
        Mat::from_fn(n, d, |i, k| {
            let z: f64 = StandardNormal.sample(&mut stream);
            z + if k == 0 { signal * labels[i] } else { 0.0 }
        })
    } else {
        // Inner products are positive within a class, negative between classes.
        Mat::from_fn(n, d, |i, k| {
            let z: f64 = StandardNormal.sample(&mut stream);
            let size = if k == 0 {
                1.0 + signal * z.abs()
            } else {
                0.3 * z / d as f64
            };
            labels[i] * size
        })
    };
    Late {
        data: Dataset::new(points, labels).unwrap(),
        loss,
        start: TwoLayer::init(init, h, d, &mut streams.weights()).scaled(alpha),
        until,
    }
}
