//! The kernels of an exact step: the dense product that finds the pulls, the boosts, the
//! pass that looks for crossings, and the solve for a slide.
//!
//! Throughput counts operations of the products (4 d m a neuron, 2 m^2 for slopes by the Gram
//! matrix, with m points and d the smaller of dimension and points), and neurons times points
//! for boosts and the crossing pass. Events are no kernel: `exact_step` has steps with them.

#[path = "common/gaussian.rs"]
mod gaussian;
#[path = "common/mode.rs"]
mod mode;
#[path = "common/peak.rs"]
mod peak;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sweetspot::data::Dataset;
use sweetspot::flow::exact::kernels::{Kernels, Sliding};
use sweetspot::network::{Init, TwoLayer};
use sweetspot::random::Streams;

/// n, d, h.
const SHAPES: [(usize, usize, usize); 4] = [
    (40, 20, 50),
    (100, 65, 64),
    (500, 64, 1024),
    (40, 2, 20_000),
];

/// Only in the full mode. The last takes 1.3 GB.
const LARGE: [(usize, usize, usize); 3] = [(1000, 784, 1024), (2000, 784, 256), (2000, 20, 20_000)];

/// Kinks of a slide.
const SLIDES: [usize; 4] = [1, 2, 5, 15];

/// A time in which little happens.
const TIME: f64 = 1e-4;

fn data(samples: usize, dimension: usize) -> Dataset {
    gaussian::gaussian(samples, dimension).unwrap_or_else(|error| panic!("{error}"))
}

fn steps(criterion: &mut Criterion) {
    let large: &[_] = if mode::is_quick() { &[] } else { &LARGE };
    for &(n, d, h) in SHAPES.iter().chain(large) {
        let data = data(n, d);
        let mut stream = Streams::new(0).weights();
        let network = TwoLayer::init(Init::Balanced, h, d, &mut stream).scaled(0.1);
        let mut kernels = Kernels::new(&data, &network, data.labels());
        let (m, length) = kernels.sizes();
        let name = format!("n={n},d={d},h={h}");

        let operations = 4 * m * length * h;
        peak::print_fraction(&format!("pull/{name}"), operations, || kernels.pull());
        let mut group = criterion.benchmark_group("pull");
        group.throughput(Throughput::Elements(operations as u64));
        group.bench_function(BenchmarkId::from_parameter(&name), |b| {
            b.iter(|| kernels.pull());
        });
        group.finish();

        let mut group = criterion.benchmark_group("boost");
        group.throughput(Throughput::Elements((m * h) as u64));
        group.bench_function(BenchmarkId::from_parameter(&name), |b| {
            b.iter(|| kernels.boost(black_box(TIME)));
        });
        group.finish();

        let mut group = criterion.benchmark_group("crossing_pass");
        group.throughput(Throughput::Elements((m * h) as u64));
        group.bench_function(BenchmarkId::from_parameter(&name), |b| {
            b.iter(|| kernels.crossing_pass(black_box(TIME)));
        });
        group.finish();
    }
}

fn sliding(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sliding_solve");
    for (n, d) in [(40, 20), (500, 64)] {
        let data = data(n, d);
        for count in SLIDES {
            for all in [true, false] {
                let mut sliding = Sliding::new(&data, count, all);
                let slid = sliding.solve();
                let name = format!("n={n},d={d}: {count} kinks, {slid} slid along");
                group.bench_function(BenchmarkId::from_parameter(name), |b| {
                    b.iter(|| black_box(&mut sliding).solve());
                });
            }
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = mode::criterion();
    targets = steps, sliding
}
criterion_main!(benches);
