//! A small sweep on one thread, data, runs and test errors included. Throughput counts runs.

#[path = "common/mode.rs"]
mod mode;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sweetspot::config::{Config, Grid};
use sweetspot::runs::{Plan, Workers};
use sweetspot::sweep::sweep;

fn small(criterion: &mut Criterion) {
    let mut config = Config::default();
    config.sweep.alphas = Grid::List(vec![1e-3, 0.1, 1.0]);
    config.sweep.replicates = 2;
    let plan = Plan::of_sweep(&config);
    let mut group = criterion.benchmark_group("sweep");
    group.sample_size(10);
    group.throughput(Throughput::Elements(plan.len() as u64));
    group.bench_function("3 alphas, 2 replicates", |bencher| {
        bencher.iter(|| {
            sweep(&plan, &Workers::default().threads(1), None)
                .unwrap_or_else(|error| panic!("{error}"))
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = mode::criterion();
    targets = small
}
criterion_main!(benches);
