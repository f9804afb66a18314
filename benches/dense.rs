//! The dense kernels: forward pass, residuals, gradient, Gram matrix.
//!
//! Throughput counts the floating-point operations of the matrix products alone (an "elem" is
//! one operation): 2 n d h forward, 4 n d h for the gradient, 2 n^2 d for the Gram matrix; for
//! residuals it counts points. What the elementwise passes take is lost, and shows in
//! the part of the core's peak that is printed before each measurement.

#[path = "common/gaussian.rs"]
mod gaussian;
#[path = "common/mode.rs"]
mod mode;
#[path = "common/peak.rs"]
mod peak;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, Par};
use sweetspot::data::Dataset;
use sweetspot::network::{Evaluation, Init, Loss, TwoLayer};
use sweetspot::random::Streams;

/// n, d, h, from the default sweep's size upwards.
const SHAPES: [(usize, usize, usize); 5] = [
    (40, 20, 50),
    (40, 40, 64),
    (100, 65, 64),
    (500, 64, 1024),
    (40, 2, 20_000),
];

/// Only in the full mode.
const LARGE: [(usize, usize, usize); 3] = [(1000, 784, 1024), (2000, 784, 256), (500, 64, 20_000)];

fn shapes() -> Vec<(usize, usize, usize)> {
    let large: &[_] = if mode::is_quick() { &[] } else { &LARGE };
    [&SHAPES, large].concat()
}

fn data(samples: usize, dimension: usize) -> Dataset {
    gaussian::gaussian(samples, dimension).unwrap_or_else(|error| panic!("{error}"))
}

fn network(dimension: usize, width: usize) -> TwoLayer {
    TwoLayer::init(
        Init::Balanced,
        width,
        dimension,
        &mut Streams::new(0).weights(),
    )
}

/// Measures one dense kernel on one shape.
fn measure(
    criterion: &mut Criterion,
    (kernel, shape): (&str, String),
    operations: usize,
    mut work: impl FnMut(),
) {
    let mut group = criterion.benchmark_group(kernel);
    peak::print_fraction::<f64>(&format!("{kernel}/{shape}"), operations, &mut work);
    group.throughput(Throughput::Elements(operations as u64));
    group.bench_function(BenchmarkId::from_parameter(shape), |b| b.iter(&mut work));
    group.finish();
}

fn forward(criterion: &mut Criterion) {
    for (n, d, h) in shapes() {
        let (data, network) = (data(n, d), network(d, h));
        let mut evaluation = Evaluation::new(&data, h);
        let name = ("forward", format!("n={n},d={d},h={h}"));
        measure(criterion, name, 2 * n * d * h, || {
            evaluation.forward(black_box(&network), &data, Loss::Logistic2);
            black_box(&evaluation);
        });
    }
}

fn gradient(criterion: &mut Criterion) {
    for (n, d, h) in shapes() {
        let (data, network) = (data(n, d), network(d, h));
        let mut evaluation = Evaluation::new(&data, h);
        let name = ("gradient", format!("n={n},d={d},h={h}"));
        measure(criterion, name, 4 * n * d * h, || {
            evaluation.velocity(black_box(&network), &data, Loss::Logistic2);
            black_box(&evaluation);
        });
    }
}

fn gram(criterion: &mut Criterion) {
    let mut sizes: Vec<(usize, usize)> = shapes().into_iter().map(|(n, d, _)| (n, d)).collect();
    sizes.sort_unstable();
    sizes.dedup();
    for (n, d) in sizes {
        let data = data(n, d);
        let mut gram = Mat::zeros(n, n);
        let name = ("gram", format!("n={n},d={d}"));
        measure(criterion, name, 2 * n * n * d, || {
            let points = black_box(data.points());
            let transposed = points.transpose();
            matmul(&mut gram, Accum::Replace, points, transposed, 1.0, Par::Seq);
            black_box(&gram);
        });
    }
}

fn residual(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("residual");
    for n in [40, 500, 2000] {
        let data = data(n, 1);
        let predictions: Vec<f64> = data.points().col(0).iter().copied().collect();
        group.throughput(Throughput::Elements(n as u64));
        group.bench_function(BenchmarkId::from_parameter(format!("n={n}")), |bencher| {
            bencher.iter(|| {
                let pairs = black_box(&predictions).iter().zip(data.labels());
                pairs
                    .map(|(f, y)| Loss::Logistic2.residual(*f, *y))
                    .sum::<f64>()
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = mode::criterion();
    targets = forward, gradient, gram, residual
}
criterion_main!(benches);
