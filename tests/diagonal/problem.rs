//! The problems of these tests.

use sweetspot::config::{Data, Loss, SparseRegressionConfig};
use sweetspot::data::{Dataset, Problem};
use sweetspot::flow::{Solution, Stop, diagonal};
use sweetspot::network::Diagonal;
use sweetspot::random::Streams;

/// The two equations in four unknowns.
pub fn sparse_path() -> Dataset {
    draw(Data::SparsePath, 0)
}

/// n equations in d unknowns with three of them not 0.
pub fn sparse_regression(n: usize, d: usize, seed: u64) -> Dataset {
    let config = SparseRegressionConfig {
        samples: n,
        dimension: d,
        ..Default::default()
    };
    draw(Data::SparseRegression(config), seed)
}

fn draw(kind: Data, seed: u64) -> Dataset {
    Problem::draw(&kind.into(), Loss::Squared, &Streams::new(seed))
        .unwrap()
        .training
}

/// The flow until nothing moves any more.
pub fn limit(data: &Dataset, alpha: f64) -> Solution<Diagonal> {
    diagonal::Flow::new(data)
        .stop(Stop::Time(1e300))
        .integrate(&Diagonal::new(alpha, data.dimension()))
        .unwrap()
}
