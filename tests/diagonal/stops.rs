//! Stop rules, recorded states and refusals of the diagonal flow.

use std::sync::atomic::AtomicBool;

use faer::mat;
use sweetspot::data::Dataset;
use sweetspot::flow::{FlowError, Stop, StopReason, diagonal};
use sweetspot::network::{Diagonal, Loss, mean_loss};

use crate::problem::{limit, sparse_path, sparse_regression};

#[test]
fn every_rule_is_met_to_its_tolerance() {
    let data = sparse_regression(5, 12, 4);
    let start = Diagonal::new(0.3, 12);
    let flow = diagonal::Flow::new(&data).validation(Some(&data));
    let end = |stop| {
        let run = flow.clone().stop(stop).integrate(&start).unwrap();
        assert_eq!(run.stopped, StopReason::Reached, "{stop:?}");
        run.end
    };
    let risk = |network: &Diagonal| {
        let outputs = network.predict(data.points());
        mean_loss(&outputs, data.labels(), Loss::Squared)
    };
    for value in [0.1, 1e-3, 1e-8] {
        let found = risk(&end(Stop::TrainingRisk(value)).network);
        assert!((found / value - 1.0).abs() < 1e-9, "{value}: {found}");
        assert_eq!(
            end(Stop::ValidationRisk(value)),
            end(Stop::TrainingRisk(value))
        );
        let network = end(Stop::GradientNorm(value)).network;
        let outputs = network.predict(data.points());
        let gradient = |weights: Vec<f64>| -> f64 {
            let entry = |j: usize| {
                let residuals = outputs.iter().zip(data.labels()).enumerate();
                let pull: f64 = residuals
                    .map(|(i, (f, y))| data.points()[(i, j)] * (y - f))
                    .sum();
                2.0 * weights[j] * pull
            };
            (0..12).map(|j| entry(j) * entry(j)).sum()
        };
        let norm = (gradient(network.u()) + gradient(network.v())).sqrt();
        assert!((norm / value - 1.0).abs() < 1e-6, "{value}: {norm}");
    }
    assert_eq!(end(Stop::Time(0.37)).time, 0.37);
}

#[test]
fn nothing_moves_after_the_limit() {
    let data = sparse_path();
    let unreachable = diagonal::Flow::new(&data)
        .stop(Stop::TrainingRisk(0.0))
        .integrate(&Diagonal::new(0.1, 4))
        .unwrap();
    assert!(matches!(
        unreachable.stopped,
        StopReason::Stationary | StopReason::Reached
    ));
    let late = limit(&data, 0.1);
    assert_eq!(late.end.time, 1e300);
    for (a, b) in late
        .end
        .network
        .beta()
        .iter()
        .zip(unreachable.end.network.beta())
    {
        assert!((a - b).abs() < 1e-14);
    }
}

/// More equations than unknowns: the flow ends at the least squares solution, with a risk.
#[test]
fn an_overdetermined_flow_is_stationary_at_least_squares() {
    let data = Dataset::new(mat![[1.0], [2.0], [-1.0]], vec![1.0, 1.0, 1.0]).unwrap();
    let run = diagonal::Flow::new(&data)
        .stop(Stop::TrainingRisk(1e-3))
        .integrate(&Diagonal::new(1e-5, 1))
        .unwrap();
    assert_eq!(run.stopped, StopReason::Stationary);
    // s drifts along the residual that stays, and its rounding grows with it.
    let beta = run.end.network.beta()[0];
    assert!((beta - 1.0 / 3.0).abs() < 1e-11, "{beta}");
}

#[test]
fn a_start_without_a_pull_rests() {
    let data = Dataset::new(mat![[1.0, 2.0]], vec![0.0]).unwrap();
    let run = limit(&data, 0.3);
    assert_eq!((run.stopped, run.cost.steps), (StopReason::Reached, 0));
    assert_eq!(run.end.network.beta(), [0.0, 0.0]);
}

#[test]
fn recorded_states_do_not_change_the_steps() {
    let data = sparse_path();
    let start = Diagonal::new(1e-4, 4);
    let flow = diagonal::Flow::new(&data).stop(Stop::TrainingRisk(1e-6));
    let plain = flow.clone().integrate(&start).unwrap();
    let times = [0.0, 1.0, 1.5, plain.end.time, 1e9];
    let recorded = flow.record(&times).integrate(&start).unwrap();
    assert_eq!(plain.end, recorded.end);
    assert_eq!(plain.cost, recorded.cost);
    let found: Vec<f64> = recorded.states.iter().map(|s| s.time).collect();
    assert_eq!(found, times[..4]);
    assert_eq!(recorded.states[0].network, start);
    assert_eq!(recorded.states[3], recorded.end);
}

#[test]
fn steps_run_out_and_interruptions_end_it() {
    let data = sparse_path();
    let start = Diagonal::new(1e-4, 4);
    let flow = diagonal::Flow::new(&data);
    let short = flow.clone().max_steps(3).integrate(&start).unwrap();
    assert_eq!(
        (short.stopped, short.cost.steps),
        (StopReason::Exhausted, 3)
    );
    let set = AtomicBool::new(true);
    let stopped = flow.interrupt(&set).integrate(&start).unwrap();
    assert_eq!(stopped.stopped, StopReason::Interrupted);
}

#[test]
fn what_does_not_fit_is_refused() {
    let data = sparse_path();
    let flow = diagonal::Flow::new(&data);
    let wrong = flow.integrate(&Diagonal::new(0.1, 3));
    assert!(matches!(wrong, Err(FlowError::DimensionsDiffer { .. })));
    for (start, flow) in [
        (Diagonal::new(0.0, 4), flow.clone()),
        (Diagonal::new(f64::NAN, 4), flow.clone()),
        (Diagonal::new(1e160, 4), flow.clone()),
        (Diagonal::new(0.1, 4).grown(vec![0.1; 4]), flow.clone()),
        (Diagonal::new(0.1, 4), flow.clone().tolerance(0.0)),
        (Diagonal::new(0.1, 4), flow.clone().stop(Stop::Time(-1.0))),
    ] {
        let refused = flow.integrate(&start);
        assert!(
            matches!(refused, Err(FlowError::OutOfRange { .. })),
            "{start:?}"
        );
    }
}
