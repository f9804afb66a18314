//! Small random problems with degenerate data among them.

use faer::Mat;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use sweetspot::data::Dataset;
use sweetspot::network::{Init, Loss, TwoLayer};
use sweetspot::random::Streams;

/// A small random problem: data, loss, initial network and end time.
#[derive(Debug)]
pub struct Small {
    pub data: Dataset,
    pub loss: Loss,
    pub alpha: f64,
    pub start: TwoLayer,
    pub time: f64,
}

/// Draws a small problem. Half of them have integer points, with duplicates, multiples,
/// zero rows and simultaneous hits; some have integer weights too.
pub fn small(seed: u64) -> Small {
    let streams = Streams::new(seed);
    let mut stream = streams.data();
    let (n, d) = (stream.random_range(1..=6), stream.random_range(1..=3));
    let h = stream.random_range(1..=6);
    let loss = [
        Loss::Logistic,
        Loss::Logistic2,
        Loss::Exponential,
        Loss::Squared,
    ];
    let loss = loss[stream.random_range(0..4)];
    let init = [
        Init::Balanced,
        Init::Dominated,
        Init::Unbalanced,
        Init::Antisymmetric,
    ];
    let init = init[stream.random_range(0..4)];
    let alphas: &[f64] = if loss == Loss::Exponential {
        &[1e-3, 0.01, 0.1, 0.3]
    } else {
        &[1e-3, 0.01, 0.1, 0.3, 1.0, 2.0]
    };
    let alpha = alphas[stream.random_range(0..alphas.len())];
    let integer = stream.random::<bool>();
    let points = Mat::from_fn(n, d, |_, _| {
        if integer {
            f64::from(stream.random_range(-2..=2))
        } else {
            StandardNormal.sample(&mut stream)
        }
    });
    let labels = (0..n)
        .map(|_| match loss {
            Loss::Squared if integer => f64::from(stream.random_range(-2..=2)),
            Loss::Squared => StandardNormal.sample(&mut stream),
            _ => [-1.0, 1.0][stream.random_range(0..2)],
        })
        .collect();
    let mut start = TwoLayer::init(init, h, d, &mut streams.weights());
    let integer_weights = integer && stream.random_range(0..3) == 0;
    if integer_weights {
        start.weights = Mat::from_fn(d, h, |_, _| f64::from(stream.random_range(-2..=2)));
        for j in 0..h {
            let v = match init {
                Init::Balanced | Init::Antisymmetric => start.weights.col(j).norm_l2(),
                Init::Dominated => f64::from(stream.random_range(2..=4)),
                Init::Unbalanced => f64::from(stream.random_range(0..=2)),
            };
            start.outputs[j] = if stream.random::<bool>() { v } else { -v };
        }
    }
    let start = start.scaled(alpha);
    let data = Dataset::new(points, labels).unwrap();
    let pull: f64 = (0..n)
        .map(|i| loss.residual(0.0, data.labels()[i]).abs() * data.points().row(i).norm_l2())
        .sum();
    let reach = stream.random_range(0.2..1.5) * (2.0 - 2.0 * libm::log(alpha.min(1.0)));
    let time = reach / pull.max(0.1);
    Small {
        data,
        loss,
        alpha,
        start,
        time,
    }
}
