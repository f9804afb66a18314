//! A step of gradient descent on deep networks: forward pass, loss, backward pass, update.
//!
//! Throughput counts the floating-point operations of the matrix products alone (an "elem" is
//! one operation); what copies, activations and the update take is lost, and shows in the part
//! of a large product's rate that is printed before each measurement. examples/peers runs the same
//! steps beside another library's.

#[path = "common/mode.rs"]
mod mode;
#[path = "common/peak.rs"]
mod peak;
#[path = "common/step.rs"]
mod step;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use step::{Step, cases, operations};
use sweetspot::network::deep::Real;

fn measure<T: Real>(criterion: &mut Criterion, precision: &str) {
    for case in cases() {
        let mut step = Step::<T>::new(&case);
        let operations = operations(&case);
        peak::print_fraction::<T>(&format!("{}/{precision}", case.name), operations, || {
            step.run();
        });
        let mut group = criterion.benchmark_group("deep");
        group.throughput(Throughput::Elements(operations as u64));
        let name = BenchmarkId::new(case.name, precision);
        group.bench_function(name, |b| b.iter(|| step.run()));
        group.finish();
    }
}

fn all(criterion: &mut Criterion) {
    measure::<f32>(criterion, "f32");
    measure::<f64>(criterion, "f64");
}

criterion_group! {
    name = benches;
    config = mode::criterion();
    targets = all
}
criterion_main!(benches);
