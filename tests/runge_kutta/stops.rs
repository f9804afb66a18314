//! Where and why a run ends.

use std::sync::atomic::{AtomicBool, Ordering};

use faer::{Mat, mat};
use rand_distr::{Distribution, StandardNormal};
use sweetspot::data::Dataset;
use sweetspot::flow::runge_kutta::Flow;
use sweetspot::flow::{Stop, StopReason};
use sweetspot::network::{Loss, TwoLayer, mean_loss};
use sweetspot::random::Streams;

use crate::problem::*;

#[test]
fn every_stop_is_located() {
    let loss = Loss::Logistic2;
    let (data, fresh) = (separable(4, 10, 3).unwrap(), separable(5, 30, 3).unwrap());
    let start = start(4, 12, 3, 0.02);
    let run = |stop| {
        let flow = Flow::new(&data, loss).validation(Some(&fresh)).stop(stop);
        let run = flow.integrate(&start).unwrap();
        assert_eq!(run.stopped, StopReason::Reached, "{stop:?}");
        run.end
    };
    let close = |value: f64, target: f64| (value / target - 1.0).abs() <= 1.001e-10;

    let end = run(Stop::TrainingRisk(0.3)).network;
    assert!(close(risk(&end, &data, loss), 0.3));

    let end = run(Stop::ValidationRisk(0.3)).network;
    assert!(close(risk(&end, &fresh, loss), 0.3));

    let end = run(Stop::PositiveClassRisk(0.3)).network;
    let positive: Vec<f64> = (0..10)
        .step_by(2)
        .map(|i| end.predict(data.points())[i])
        .collect();
    assert!(close(mean_loss(&positive, &[1.0; 5], loss), 0.3));

    // A small start has a small gradient: this one has to come down from above.
    let end = Flow::new(&data, loss)
        .stop(Stop::GradientNorm(0.5))
        .integrate(&start.scaled(30.0))
        .unwrap()
        .end;
    assert!(end.time > 0.0);
    assert!(close(evaluate(&end.network, &data, loss).speed(), 0.5));

    assert_eq!(run(Stop::Time(0.7)).time, 0.7);

    // An accuracy jumps: reached at the end, not yet a moment before (another last step
    // moves the moment by about the tolerance).
    let accuracy = |network: &TwoLayer| {
        let f = network.predict(data.points());
        f.iter()
            .zip(data.labels())
            .filter(|(f, y)| *f * *y > 0.0)
            .count()
    };
    assert!(accuracy(&start) < 10);
    let end = run(Stop::TrainingAccuracy(1.0));
    assert_eq!(accuracy(&end.network), 10);
    let before = run(Stop::Time(end.time * (1.0 - 1e-2))).network;
    assert!(accuracy(&before) < 10, "at {}", end.time);
}

#[test]
fn a_stop_among_kinks_is_located_too() {
    // A step across kinks jumps, by about the tolerance, as its length varies: a stage
    // falls on one or the other side. The stop must not be left on the far side of such a jump.
    for seed in 0..20 {
        let mut stream = Streams::new(seed).data();
        let points = Mat::from_fn(20, 10, |_, _| StandardNormal.sample(&mut stream));
        let labels = (0..20)
            .map(|i| if i % 2 == 0 { 1.0 } else { -1.0 })
            .collect();
        let data = Dataset::new(points, labels).unwrap();
        let run = Flow::new(&data, Loss::Logistic)
            .tolerance(1e-3)
            .stop(Stop::TrainingRisk(0.3))
            .integrate(&start(seed, 30, 10, 0.1))
            .unwrap();
        assert_eq!(run.stopped, StopReason::Reached);
        let gap = risk(&run.end.network, &data, Loss::Logistic) / 0.3 - 1.0;
        assert!(gap.abs() <= 1.001e-10, "seed {seed}: {gap:e}");
    }
}

#[test]
fn a_stop_met_at_the_start_is_reached_at_time_zero() {
    let (data, start) = (separable(4, 10, 3).unwrap(), start(4, 12, 3, 0.02));
    let run = Flow::new(&data, Loss::Logistic)
        .stop(Stop::TrainingRisk(10.0))
        .record(&[0.0, 1.0])
        .integrate(&start)
        .unwrap();
    assert_eq!((run.stopped, run.end.time), (StopReason::Reached, 0.0));
    assert_eq!((run.cost.steps, run.cost.evaluations), (0, 1));
    assert_eq!(run.states.len(), 1);
}

#[test]
fn the_step_limit_and_the_callers_flag_end_a_run() {
    let (data, start) = (separable(4, 10, 3).unwrap(), start(4, 12, 3, 0.02));
    let limited = Flow::new(&data, Loss::Logistic)
        .max_steps(7)
        .integrate(&start)
        .unwrap();
    assert_eq!(
        (limited.stopped, limited.cost.steps),
        (StopReason::Exhausted, 7)
    );
    let flag = AtomicBool::new(false);
    let run = || {
        Flow::new(&data, Loss::Logistic)
            .interrupt(&flag)
            .integrate(&start)
            .unwrap()
    };
    assert_eq!(run().stopped, StopReason::Reached);
    flag.store(true, Ordering::Relaxed);
    assert_eq!(run().stopped, StopReason::Interrupted);
}

#[test]
fn rest_is_seen_at_once_or_once_it_is_reached() {
    // A network without any active neuron.
    let data = Dataset::new(mat![[1.0], [2.0]], vec![0.1, 2.1]).unwrap();
    let dead = one_neuron(mat![[-1.0]], 1.0);
    let run = Flow::new(&data, Loss::Squared).integrate(&dead).unwrap();
    assert_eq!((run.stopped, run.cost.steps), (StopReason::Stationary, 0));

    // Two labels at one point: the flow settles at their mean, loss 0.5, at any tolerance.
    let data = Dataset::new(mat![[1.0], [1.0]], vec![0.1, 2.1]).unwrap();
    for tolerance in [1e-3, 1e-6, 1e-10] {
        let flow = Flow::new(&data, Loss::Squared).tolerance(tolerance);
        let run = flow.integrate(&one_neuron(mat![[1e-3]], 1e-3)).unwrap();
        assert_eq!(run.stopped, StopReason::Stationary);
        assert!((risk(&run.end.network, &data, Loss::Squared) - 0.5).abs() < 1e-12);
        assert!(run.cost.steps < 500, "{tolerance:e}: {:?}", run.cost);
    }
}

#[test]
fn a_state_at_rest_holds_at_every_later_time() {
    let data = Dataset::new(mat![[1.0], [1.0]], vec![0.1, 2.1]).unwrap();
    let times = [1.0, 1e6, 1e12, 1e13];
    let run = Flow::new(&data, Loss::Squared)
        .stop(Stop::Time(1e12))
        .record(&times)
        .integrate(&one_neuron(mat![[0.1]], 0.1))
        .unwrap();
    assert_eq!((run.stopped, run.end.time), (StopReason::Reached, 1e12));
    let kept: Vec<f64> = run.states.iter().map(|state| state.time).collect();
    assert_eq!(kept, times[..3]);
    assert_eq!(run.states[1].network, run.end.network);
    assert!((run.end.network.outputs[0] - 1.1f64.sqrt()).abs() < 1e-12);
}

#[test]
fn a_dead_wedge_stalls_the_run_once_the_rest_is_fitted() {
    // No neuron is active on the third point: its loss 2 log 2 alone holds the risk at 0.46.
    let points = mat![[1.0, 0.1], [1.0, 0.2], [-1.0, 0.0]];
    let data = Dataset::new(points, vec![1.0, 1.0, -1.0]).unwrap();
    let held = 2.0 * libm::log(2.0) / 3.0;
    for alpha in [1.0, 1e-3, 1e-300] {
        let start = one_neuron(mat![[alpha], [0.0]], alpha);
        let run = |stop| {
            Flow::new(&data, Loss::Logistic2)
                .stop(stop)
                .integrate(&start)
                .unwrap()
        };
        for target in [Stop::TrainingRisk(0.1), Stop::TrainingAccuracy(0.9)] {
            let run = run(target);
            assert_eq!(run.stopped, StopReason::Stalled, "{alpha:e} {target:?}");
            let rest = risk(&run.end.network, &data, Loss::Logistic2) - held;
            assert!(
                rest < 0.02,
                "{alpha:e}: stopped with {rest} of the risk still falling"
            );
        }
        // What can be met is met.
        for target in [Stop::TrainingRisk(0.5), Stop::PositiveClassRisk(1e-3)] {
            assert_eq!(
                run(target).stopped,
                StopReason::Reached,
                "{alpha:e} {target:?}"
            );
        }
    }
}

#[test]
fn an_overflow_is_called_divergence() {
    let data = Dataset::new(mat![[1.0]], vec![-1.0]).unwrap();
    let run = Flow::new(&data, Loss::Exponential)
        .integrate(&one_neuron(mat![[1e3]], 1e3))
        .unwrap();
    assert_eq!((run.stopped, run.end.time), (StopReason::Diverged, 0.0));
}
