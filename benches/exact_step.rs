//! Single steps of the exact flow: boosts alone, with crossings, and with slides.
//!
//! Boost, crossing pass and sliding solve are no public functions; they are seen
//! through the steps that need them. "boost" is steps on points and neurons in the positive
//! orthant, with all labels +1: every neuron is active on every point and stays so. "crossing"
//! is the first steps on a mixture, in which neurons cross many kinks; "sliding" is steps in the
//! middle of that run, with neurons that slide. Throughput counts neurons times points
//! times evaluations. The set-up of a run is part of it.

#[path = "common/mode.rs"]
mod mode;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use faer::Mat;
use sweetspot::data::{Dataset, Mixture};
use sweetspot::flow::{Solution, Stop, exact};
use sweetspot::network::{Init, Loss, TwoLayer};
use sweetspot::random::Streams;

/// n, d, h.
const SHAPES: [(usize, usize, usize); 3] = [(40, 20, 50), (40, 2, 20_000), (500, 64, 1024)];

/// Steps of one measurement.
const STEPS: u64 = 16;

fn follow(data: &Dataset, start: &TwoLayer, stop: Stop, most_steps: u64) -> Solution {
    let flow = exact::Flow::new(data, Loss::Logistic2).stop(stop);
    let run = flow.max_steps(most_steps).integrate(start);
    run.unwrap_or_else(|error| panic!("{error}"))
}

fn steps(criterion: &mut Criterion) {
    let shapes = if mode::is_quick() {
        &SHAPES[..1]
    } else {
        &SHAPES[..]
    };
    for &(n, d, h) in shapes {
        let streams = Streams::new(0).replicate(0);
        let law = Mixture {
            samples: n,
            dimension: d,
            signal: 1.5,
            noise: 1.0,
        };
        let data = law
            .draw(&mut streams.data())
            .unwrap_or_else(|error| panic!("{error}"));
        let start = TwoLayer::init(Init::Balanced, h, d, &mut streams.weights()).scaled(0.1);
        // On overlapping classes in two dimensions the risk does not fall to 0.1.
        let whole = follow(&data, &start, Stop::TrainingRisk(0.1), 100);
        let half = follow(&data, &start, Stop::Time(0.5 * whole.end.time), 100);
        measure(criterion, "crossing", &data, &start);
        measure(criterion, "sliding", &data, &half.end.network);
        let (positive, active) = quiet(&data, &start.scaled(1e-3));
        measure(criterion, "boost", &positive, &active);
    }
}

/// The points and neurons folded into the positive orthant, all labels and outputs positive.
fn quiet(data: &Dataset, start: &TwoLayer) -> (Dataset, TwoLayer) {
    let points = data.points();
    let points = Mat::from_fn(points.nrows(), points.ncols(), |i, k| points[(i, k)].abs());
    let labels = vec![1.0; points.nrows()];
    let active = TwoLayer {
        weights: Mat::from_fn(start.dimension(), start.width(), |k, j| {
            start.weights[(k, j)].abs()
        }),
        outputs: start.outputs.iter().map(|v| v.abs()).collect(),
    };
    let data = Dataset::new(points, labels).unwrap_or_else(|error| panic!("{error}"));
    (data, active)
}

fn measure(criterion: &mut Criterion, phase: &str, data: &Dataset, state: &TwoLayer) {
    let (n, d, h) = (data.samples(), data.dimension(), state.width());
    let run = || follow(data, black_box(state), Stop::TrainingRisk(0.0), STEPS);
    let cost = run().cost;
    eprintln!(
        "exact step, {phase}, n={n},d={d},h={h}: {} evaluations, {} events, {} slides",
        cost.evaluations, cost.events, cost.sliding_events
    );
    let mut group = criterion.benchmark_group(format!("exact_step_{phase}"));
    group.throughput(Throughput::Elements(
        (n * h) as u64 * cost.evaluations.max(1),
    ));
    let name = format!("n={n},d={d},h={h}");
    group.bench_function(BenchmarkId::from_parameter(name), |b| b.iter(run));
    group.finish();
}

criterion_group! {
    name = benches;
    config = mode::criterion();
    targets = steps
}
criterion_main!(benches);
