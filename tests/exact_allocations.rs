//! A run of the exact flow allocates its buffers at the start, and nothing per step.

#[cfg(test)]
#[path = "support/mixture.rs"]
mod mixture;

use alloc_tracker::{Allocator, Session};
use faer::mat;
use mixture::{mixture, small_mixture, start};
use sweetspot::data::Dataset;
use sweetspot::flow::{FlowError, Solution, Stop, exact};
use sweetspot::network::{Init, Loss, TwoLayer};
use sweetspot::random::Streams;

#[global_allocator]
static ALLOCATOR: Allocator<std::alloc::System> = Allocator::system();

/// Buffers that are made, or grow, after the first steps: those of the stiff phase.
const GROWN: u64 = 32;

/// A run of at most so many steps, and the number of its allocations.
fn follow(
    data: &Dataset,
    loss: Loss,
    from: &TwoLayer,
    stop: Stop,
    most_steps: u64,
) -> Result<(Solution, u64), FlowError> {
    let session = Session::new().no_stdout().no_file();
    // Fine enough for many steps in every phase.
    let flow = exact::Flow::new(data, loss).tolerance(1e-7).stop(stop);
    let flow = flow.validation(Some(data)).max_steps(most_steps);
    let operation = session.operation("run");
    let span = operation.measure_thread().iterations(1);
    let run = flow.integrate(from)?;
    drop(span);
    let report = session.to_report();
    let counts = report
        .operations()
        .map(|(_, run)| run.total_allocations_count());
    Ok((run, counts.sum()))
}

/// Runs some steps, and all of them: what is allocated may differ by buffers that grow when
/// first needed, and by nothing a step.
fn compare(
    data: &Dataset,
    loss: Loss,
    from: &TwoLayer,
    stop: Stop,
    first: u64,
) -> Result<(), FlowError> {
    let (short, few) = follow(data, loss, from, stop, first)?;
    let (long, many) = follow(data, loss, from, stop, 5_000)?;
    let steps = long.cost.steps - short.cost.steps;
    let case = format!(
        "{few} allocations in {} steps, {many} in {}",
        short.cost.steps, long.cost.steps
    );
    assert!(steps >= 200, "{case}");
    assert!(many <= few + GROWN, "{case}");
    Ok(())
}

#[test]
fn steps_allocate_nothing() {
    let data = small_mixture();
    let from = start(Init::Balanced, 9, &data, 1e-3);
    compare(&data, Loss::Logistic2, &from, Stop::TrainingRisk(1e-3), 200).unwrap();
}

#[test]
fn looking_at_validation_points_allocates_nothing() {
    let data = small_mixture();
    let from = start(Init::Balanced, 9, &data, 1e-3);
    let stop = Stop::ValidationRisk(1e-3);
    compare(&data, Loss::Logistic2, &from, stop, 200).unwrap();
    // More dimensions than points: weights are kept in a basis of the points' span.
    let data = mixture(6, 9, 1.5, &mut Streams::new(2).data());
    let from = start(Init::Balanced, 9, &data, 1e-3);
    compare(&data, Loss::Logistic2, &from, stop, 200).unwrap();
}

#[test]
fn stiff_steps_of_a_wide_network_allocate_nothing() {
    // BF25's three points: grouped neurons, slides, and a stiff end.
    let points = mat![[-0.75, 1.0], [-0.5, 1.0], [0.125, 1.0]];
    let data = Dataset::new(points, vec![1.1, 0.1, 0.8]).unwrap();
    let from = start(Init::Balanced, 500, &data, 6e-5);
    let stop = Stop::GradientNorm(1e-10);
    compare(&data, Loss::Squared, &from, stop, 600).unwrap();
}
