//! The gradient kernel: loss, residuals and velocity of one network on all points.
//!
//! Throughput counts the floating-point operations of the two matrix products, A = X W and
//! X^T rho, 2 n d h each (an "elem" is one operation): what the elementwise passes between
//! them take is lost.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use faer::Mat;
use rand_distr::{Distribution, StandardNormal};
use std::hint::black_box;
use std::time::Duration;
use sweetspot::data::{DataError, Dataset};
use sweetspot::network::{Evaluation, Init, Loss, TwoLayer};
use sweetspot::random::Streams;

/// n, d, h: the default sweep, a wide network, digits with a bias column.
const SHAPES: [(usize, usize, usize); 3] = [(40, 40, 64), (500, 64, 1024), (100, 65, 64)];

fn gaussian(samples: usize, dimension: usize) -> Result<Dataset, DataError> {
    let mut stream = Streams::new(0).data();
    let points = Mat::from_fn(samples, dimension, |_, _| {
        StandardNormal.sample(&mut stream)
    });
    let labels = (0..samples)
        .map(|i| if i % 2 == 0 { 1.0 } else { -1.0 })
        .collect();
    Dataset::new(points, labels)
}

fn velocity(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("velocity");
    group.warm_up_time(Duration::from_secs(1));
    group.measurement_time(Duration::from_secs(5));
    for (n, d, h) in SHAPES {
        let data = gaussian(n, d).unwrap_or_else(|error| panic!("{error}"));
        let network = TwoLayer::init(Init::Balanced, h, d, &mut Streams::new(0).weights());
        let mut evaluation = Evaluation::new(&data, h);
        group.throughput(Throughput::Elements((4 * n * d * h) as u64));
        let name = format!("n={n},d={d},h={h}");
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| {
                evaluation.velocity(black_box(&network), &data, Loss::Logistic2);
                black_box(evaluation.output_velocity[0])
            });
        });
    }
    group.finish();
}

criterion_group!(benches, velocity);
criterion_main!(benches);
