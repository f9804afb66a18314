//! Gradient descent by behaviour: where it stops, why, and what it records.

#![cfg(test)]

use std::sync::atomic::AtomicBool;

use faer::{Mat, mat};
use sweetspot::data::{Dataset, Mixture};
use sweetspot::flow::descent::chosen_step;
use sweetspot::flow::{FlowError, Solution, Stop, StopReason, descent};
use sweetspot::network::{Evaluation, Init, Loss, TwoLayer, mean_loss};
use sweetspot::random::Streams;

fn problem(seed: u64) -> (Dataset, TwoLayer) {
    let streams = Streams::new(seed);
    let mixture = Mixture {
        samples: 20,
        dimension: 10,
        signal: 2.0,
        noise: 1.0,
    };
    let data = mixture.draw(&mut streams.data()).unwrap();
    let start = TwoLayer::init(Init::Balanced, 24, 10, &mut streams.weights()).scaled(0.05);
    (data, start)
}

fn risk(data: &Dataset, network: &TwoLayer) -> f64 {
    let f = network.predict(data.points());
    mean_loss(&f, data.labels(), Loss::Logistic2)
}

fn speed(data: &Dataset, network: &TwoLayer) -> f64 {
    let mut evaluation = Evaluation::new(data, network.width());
    evaluation.velocity(network, data, Loss::Logistic2);
    evaluation.speed()
}

#[test]
fn the_training_risk_is_met_to_ten_digits() {
    for seed in 0..5 {
        let (data, start) = problem(seed);
        let run = descent::Flow::new(&data, Loss::Logistic2)
            .stop(Stop::TrainingRisk(0.1))
            .integrate(&start)
            .unwrap();
        assert_eq!(run.stopped, StopReason::Reached);
        let reached = risk(&data, &run.end.network);
        assert!((reached / 0.1 - 1.0).abs() <= 1e-10, "{reached}");
    }
}

#[test]
fn every_stop_rule_is_met_where_it_says() {
    let (data, start) = problem(0);
    let (validation, _) = problem(1);
    let to = |stop: Stop| -> Solution {
        descent::Flow::new(&data, Loss::Logistic2)
            .validation(Some(&validation))
            .stop(stop)
            .integrate(&start)
            .unwrap()
    };
    let positive: Vec<usize> = (0..20).filter(|&i| data.labels()[i] > 0.0).collect();
    let positive_risk = |network: &TwoLayer| {
        let f = network.predict(data.points());
        let losses = positive.iter().map(|&i| Loss::Logistic2.value(f[i], 1.0));
        losses.sum::<f64>() / positive.len() as f64
    };
    let close = |value: f64, target: f64| (value / target - 1.0).abs() <= 1e-10;

    assert!(close(
        positive_risk(&to(Stop::PositiveClassRisk(0.2)).end.network),
        0.2
    ));
    assert!(close(
        risk(&validation, &to(Stop::ValidationRisk(1.0)).end.network),
        1.0
    ));
    let slow = 0.5 * speed(&data, &start);
    let run = to(Stop::GradientNorm(slow));
    assert!(speed(&data, &run.end.network) <= slow * (1.0 + 1e-10));
    let just_before = to(Stop::Time(run.end.time * (1.0 - 1e-6)));
    assert!(speed(&data, &just_before.end.network) > slow);
    assert_eq!(to(Stop::Time(0.123)).end.time, 0.123);

    let run = to(Stop::TrainingAccuracy(0.9));
    let accuracy = |network: &TwoLayer| {
        let f = network.predict(data.points());
        f.iter()
            .zip(data.labels())
            .filter(|(f, y)| *f * *y > 0.0)
            .count()
    };
    assert!(accuracy(&run.end.network) >= 18);
    let just_before = to(Stop::Time(run.end.time * (1.0 - 1e-9)));
    assert!(accuracy(&just_before.end.network) < 18);
}

#[test]
fn a_target_that_the_start_meets_is_reached_at_time_zero() {
    let (data, start) = problem(0);
    let run = descent::Flow::new(&data, Loss::Logistic2)
        .stop(Stop::TrainingRisk(5.0))
        .record(&[0.0])
        .integrate(&start)
        .unwrap();
    assert_eq!(
        (run.stopped, run.end.time, run.cost.steps),
        (StopReason::Reached, 0.0, 0)
    );
    assert_eq!(run.end.network, start);
    assert_eq!(run.states.len(), 1);
}

#[test]
fn recording_does_not_change_the_run() {
    let (data, start) = problem(2);
    let flow = descent::Flow::new(&data, Loss::Logistic2);
    let plain = flow.clone().integrate(&start).unwrap();
    let times = [0.0, 0.01, 0.0123, 0.1, 1e9];
    let recorded = flow.record(&times).integrate(&start).unwrap();
    assert_eq!(plain.end, recorded.end);
    assert_eq!(plain.cost, recorded.cost);
    let kept: Vec<f64> = recorded.states.iter().map(|state| state.time).collect();
    assert_eq!(kept, times[..4]);
    assert_eq!(recorded.states[0].network, start);
}

#[test]
fn a_recorded_state_is_where_a_run_to_that_time_ends() {
    let (data, start) = problem(3);
    let time = 0.0567;
    let flow = descent::Flow::new(&data, Loss::Logistic2).step(1e-3);
    let recorded = flow.clone().record(&[time]).integrate(&start).unwrap();
    let stopped = flow.stop(Stop::Time(time)).integrate(&start).unwrap();
    let difference = &recorded.states[0].network.weights - &stopped.end.network.weights;
    assert!(difference.norm_l2() < 1e-14, "{}", difference.norm_l2());
}

/// The explicit Euler method is of first order: halving the step halves the error.
#[test]
fn the_error_is_proportional_to_the_step() {
    // One neuron, one point, both positive: smooth, no kink.
    let data = Dataset::new(mat![[1.0, 0.5]], vec![1.0]).unwrap();
    let start = TwoLayer {
        weights: mat![[0.3], [0.1]],
        outputs: vec![0.4],
    };
    let at = |step: f64| {
        let flow = descent::Flow::new(&data, Loss::Logistic2).step(step);
        let run = flow.stop(Stop::Time(1.0)).integrate(&start).unwrap();
        run.end.network.predict(data.points())[0]
    };
    let (coarse, middle, fine) = (at(4e-3), at(2e-3), at(1e-3));
    let ratio = (coarse - middle) / (middle - fine);
    assert!((ratio - 2.0).abs() < 0.02, "{ratio}");
}

#[test]
fn halvings_divide_the_step() {
    let (data, start) = problem(4);
    let flow = descent::Flow::new(&data, Loss::Logistic2);
    let whole = flow.clone().integrate(&start).unwrap();
    let quarter = flow.halvings(2).integrate(&start).unwrap();
    assert_eq!(quarter.step.unwrap(), whole.step.unwrap() / 4.0);
}

#[test]
fn the_step_limit_is_reported() {
    let (data, start) = problem(0);
    let flow = descent::Flow::new(&data, Loss::Logistic2).max_steps(3);
    let run = flow.integrate(&start).unwrap();
    assert_eq!((run.stopped, run.cost.steps), (StopReason::Exhausted, 3));
}

#[test]
fn an_interrupt_is_obeyed() {
    let (data, start) = problem(0);
    let set = AtomicBool::new(true);
    let flow = descent::Flow::new(&data, Loss::Logistic2).interrupt(&set);
    assert_eq!(
        flow.integrate(&start).unwrap().stopped,
        StopReason::Interrupted
    );
}

#[test]
fn too_long_a_step_diverges_and_keeps_finite_weights() {
    let (data, start) = problem(0);
    let run = descent::Flow::new(&data, Loss::Squared)
        .step(1e3)
        .stop(Stop::TrainingRisk(1e-3))
        .integrate(&start)
        .unwrap();
    assert_eq!(run.stopped, StopReason::Diverged);
    let f = run.end.network.predict(data.points());
    assert!(mean_loss(&f, data.labels(), Loss::Squared).is_finite());
}

#[test]
fn a_chosen_step_that_turns_out_too_long_is_given_up_for_a_shorter_one() {
    // The points nearly cancel in x_+, and the targets are far beyond f = 1, for which the
    // step is chosen: the run becomes stiffer than foreseen.
    let data = Dataset::new(mat![[10.0, 0.1], [-10.0, 0.1]], vec![3e3, 3e3]).unwrap();
    let shape = TwoLayer::init(Init::Balanced, 16, 2, &mut Streams::new(0).weights());
    let flow = descent::Flow::new(&data, Loss::Squared).stop(Stop::TrainingRisk(1.0));
    let run = flow.integrate(&shape).unwrap();
    assert_eq!(run.stopped, StopReason::Reached);
    let chosen = chosen_step(&data, Loss::Squared, &shape);
    let halvings = libm::log2(chosen / run.step.unwrap());
    assert!(halvings >= 1.0 && halvings.fract() == 0.0, "{halvings}");
    // The work of the attempts given up is counted; locating the stop takes less than this.
    assert!(run.cost.evaluations > run.cost.steps + 15, "{:?}", run.cost);
}

#[test]
fn a_dead_point_stalls_the_run() {
    // No neuron is active on the second point, and none can become so: its risk stays.
    let data = Dataset::new(mat![[1.0, 0.0], [-1.0, 0.1]], vec![1.0, 1.0]).unwrap();
    let start = TwoLayer {
        weights: mat![[0.2, 0.1], [0.0, 0.0]],
        outputs: vec![0.2, 0.1],
    };
    for stop in [
        Stop::TrainingRisk(0.1),
        Stop::PositiveClassRisk(0.1),
        Stop::TrainingAccuracy(1.0),
    ] {
        let flow = descent::Flow::new(&data, Loss::Logistic2).stop(stop);
        let run = flow.integrate(&start).unwrap();
        assert_eq!(run.stopped, StopReason::Stalled, "{stop:?}");
        assert!(
            run.cost.steps < 100_000,
            "{stop:?}: {} steps",
            run.cost.steps
        );
    }
    // A target that leaves room for the dead point is reached.
    let flow = descent::Flow::new(&data, Loss::Logistic2).stop(Stop::TrainingRisk(0.8));
    assert_eq!(flow.integrate(&start).unwrap().stopped, StopReason::Reached);
}

#[test]
fn a_dead_network_is_stationary_and_valid_at_every_time() {
    let data = Dataset::new(mat![[1.0], [2.0]], vec![1.0, -1.0]).unwrap();
    let start = TwoLayer {
        weights: mat![[-1.0]],
        outputs: vec![1.0],
    };
    let flow = descent::Flow::new(&data, Loss::Logistic2);
    assert_eq!(
        flow.clone().integrate(&start).unwrap().stopped,
        StopReason::Stationary
    );
    let run = flow
        .stop(Stop::Time(1e6))
        .record(&[5.0, 1e5])
        .integrate(&start)
        .unwrap();
    assert_eq!((run.stopped, run.end.time), (StopReason::Reached, 1e6));
    assert_eq!(run.states.len(), 2);
}

#[test]
fn a_tiny_start_is_not_taken_for_a_standstill() {
    let (data, start) = problem(0);
    let run = descent::Flow::new(&data, Loss::Logistic2)
        .integrate(&start.scaled(1e-60))
        .unwrap();
    assert_eq!(run.stopped, StopReason::Reached);
}

#[test]
fn batches_of_all_points_are_full_descent_up_to_order() {
    let (data, start) = problem(5);
    let flow = descent::Flow::new(&data, Loss::Logistic2).step(1e-3);
    let flow = flow.stop(Stop::Time(0.05));
    let full = flow.clone().integrate(&start).unwrap();
    let batched = flow
        .batches(20, Streams::new(0).batches())
        .integrate(&start)
        .unwrap();
    let difference = (&full.end.network.weights - &batched.end.network.weights).norm_l2();
    assert!(difference < 1e-12, "{difference}");
}

#[test]
fn batches_leave_the_flow_its_time() {
    let (data, start) = problem(5);
    let flow = descent::Flow::new(&data, Loss::Logistic2).step(1e-4);
    let flow = flow.stop(Stop::Time(0.05));
    let full = flow.clone().integrate(&start).unwrap().end.network;
    let stream = Streams::new(0).batches();
    let batched = flow
        .batches(3, stream)
        .integrate(&start)
        .unwrap()
        .end
        .network;
    let moved = (&full.weights - &start.weights).norm_l2();
    let apart = (&full.weights - &batched.weights).norm_l2();
    assert!(apart < 0.05 * moved, "{apart} of {moved}");
}

#[test]
fn batches_are_seeded_and_reach_the_target() {
    let (data, start) = problem(5);
    let run = |seed: u64| {
        descent::Flow::new(&data, Loss::Logistic2)
            .step(1e-3)
            .batches(6, Streams::new(seed).batches())
            .integrate(&start)
            .unwrap()
    };
    let first = run(0);
    assert_eq!(first.stopped, StopReason::Reached);
    assert_eq!(first.end, run(0).end);
    assert_ne!(first.end, run(1).end);
}

#[test]
fn wrong_settings_are_refused() {
    let (data, start) = problem(0);
    let flow = || descent::Flow::new(&data, Loss::Logistic2);
    let negative = flow().step(-1.0).integrate(&start);
    assert!(
        matches!(negative, Err(FlowError::OutOfRange { .. })),
        "{negative:?}"
    );
    let no_validation = flow().stop(Stop::ValidationRisk(0.1)).integrate(&start);
    assert!(matches!(no_validation, Err(FlowError::NoValidation)));
    let narrow = TwoLayer {
        weights: Mat::zeros(3, 1),
        outputs: vec![0.0],
    };
    let sizes = flow().integrate(&narrow);
    assert!(matches!(sizes, Err(FlowError::DimensionsDiffer { .. })));
    let accuracy = flow().stop(Stop::TrainingAccuracy(1.5)).integrate(&start);
    assert!(matches!(accuracy, Err(FlowError::OutOfRange { .. })));
}
