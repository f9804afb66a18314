//! Where and why the exact flow stops, and what it keeps on the way.

#[cfg(test)]
#[path = "support/mixture.rs"]
mod mixture;

use std::sync::atomic::AtomicBool;

use faer::{Mat, mat};
use mixture::{mixture, small_mixture, start};
use sweetspot::data::Dataset;
use sweetspot::flow::{FlowError, Stop, StopReason, exact};
use sweetspot::network::{Evaluation, Init, Loss, TwoLayer, mean_loss};
use sweetspot::random::Streams;

#[test]
fn every_stop_rule_is_met_where_it_is_first_met() {
    let data = small_mixture();
    let validation = mixture(50, 4, 1.5, &mut Streams::new(2).validation());
    let from = start(Init::Balanced, 9, &data, 0.1);
    for (stop, measured) in [
        (Stop::TrainingRisk(0.2), 0),
        (Stop::PositiveClassRisk(0.1), 1),
        (Stop::ValidationRisk(0.9), 2),
        (Stop::GradientNorm(1.5), 3),
        (Stop::LargestOutput(0.7), 4),
    ] {
        let run = exact::Flow::new(&data, Loss::Logistic2)
            .stop(stop)
            .validation(Some(&validation))
            .integrate(&from)
            .unwrap();
        assert_eq!(run.stopped, StopReason::Reached, "{stop:?}");
        let network = &run.end.network;
        let (f, y) = (network.predict(data.points()), data.labels());
        let mut evaluation = Evaluation::new(&data, 9);
        evaluation.velocity(network, &data, Loss::Logistic2);
        let positive: Vec<usize> = (0..12).filter(|i| y[*i] > 0.0).collect();
        let pick = |values: &[f64]| positive.iter().map(|i| values[*i]).collect::<Vec<_>>();
        let (value, wanted) = match measured {
            0 => (mean_loss(&f, y, Loss::Logistic2), 0.2),
            1 => (mean_loss(&pick(&f), &pick(y), Loss::Logistic2), 0.1),
            2 => {
                let f = network.predict(validation.points());
                (mean_loss(&f, validation.labels(), Loss::Logistic2), 0.9)
            }
            4 => (f.iter().fold(0.0, |most: f64, f| most.max(f.abs())), 0.7),
            // Of the flow's own velocity: gradients with relu'(0) = 0 overestimate it on slides.
            _ => (evaluation.speed().min(1.5), 1.5),
        };
        assert!((value / wanted - 1.0).abs() < 2e-10, "{stop:?}: {value}");
    }
    let accurate = exact::Flow::new(&data, Loss::Logistic2)
        .stop(Stop::TrainingAccuracy(1.0))
        .integrate(&from)
        .unwrap();
    // The rule jumps where f passes 0: the weights hold the crossing point to their rounding.
    let f = accurate.end.network.predict(data.points());
    assert!(f.iter().zip(data.labels()).all(|(f, y)| f * y > -1e-12));
}

#[test]
fn a_target_met_at_the_start_ends_there() {
    let data = small_mixture();
    let from = start(Init::Balanced, 9, &data, 0.1);
    let run = exact::Flow::new(&data, Loss::Logistic2)
        .stop(Stop::TrainingRisk(5.0))
        .record(&[0.0, 1.0])
        .integrate(&from)
        .unwrap();
    assert_eq!(
        (run.stopped, run.end.time, run.cost.steps),
        (StopReason::Reached, 0.0, 0)
    );
    assert_eq!(run.states.len(), 1);
    assert_eq!(run.end.network, from);
}

#[test]
fn recorded_times_do_not_change_the_steps() {
    let data = small_mixture();
    let from = start(Init::Balanced, 9, &data, 0.01);
    let plain = exact::Flow::new(&data, Loss::Logistic2).events(true);
    let run = plain.integrate(&from).unwrap();
    let times = [0.0, 0.01, 0.2, 0.2, 0.9 * run.end.time, 2.0 * run.end.time];
    let recorded = plain.clone().record(&times).integrate(&from).unwrap();
    assert_eq!(run.end, recorded.end);
    assert_eq!(run.cost.steps, recorded.cost.steps);
    assert_eq!(run.events, recorded.events);
    let kept: Vec<f64> = recorded.states.iter().map(|s| s.time).collect();
    assert_eq!(kept, times[..5]);
    // A recorded state lies on the path: stopping there gives the same.
    let there = plain.stop(Stop::Time(0.2)).integrate(&from).unwrap();
    let apart = (&there.end.network.weights - &recorded.states[2].network.weights).norm_max();
    assert!(apart < 1e-5, "{apart}");
}

#[test]
fn a_run_ends_for_the_reason_it_gives() {
    // Dead from the start: no neuron is active on the only point.
    let data = Dataset::new(mat![[1.0, 0.0]], vec![1.0]).unwrap();
    let dead = TwoLayer {
        weights: mat![[-1.0], [0.5]],
        outputs: vec![1.0],
    };
    let flow = exact::Flow::new(&data, Loss::Logistic2);
    let run = flow.clone().integrate(&dead).unwrap();
    assert_eq!(run.stopped, StopReason::Stationary);
    let run = flow
        .clone()
        .stop(Stop::Time(7.0))
        .record(&[1.0, 7.0, 8.0])
        .integrate(&dead)
        .unwrap();
    assert_eq!(
        (run.stopped, run.end.time, run.states.len()),
        (StopReason::Reached, 7.0, 2)
    );

    // A point without a neuron holds the risk up while the other's falls for ever.
    let data = Dataset::new(mat![[1.0, 0.0], [0.0, 1.0]], vec![1.0, 1.0]).unwrap();
    let half = TwoLayer {
        weights: mat![[1.0], [-0.5]],
        outputs: vec![1.0],
    };
    let flow = exact::Flow::new(&data, Loss::Logistic2);
    let run = flow.clone().integrate(&half).unwrap();
    assert_eq!(run.stopped, StopReason::Stalled);
    assert!(run.cost.evaluations < 500, "{:?}", run.cost);
    // So does a point at the origin, on which no neuron ever is.
    let data = Dataset::new(mat![[1.0, 0.0], [0.0, 0.0]], vec![1.0, 1.0]).unwrap();
    let flow = exact::Flow::new(&data, Loss::Logistic2);
    for stop in [Stop::TrainingRisk(0.1), Stop::TrainingAccuracy(1.0)] {
        let run = flow.clone().stop(stop).integrate(&half).unwrap();
        assert_eq!(run.stopped, StopReason::Stalled, "{stop:?}");
        assert!(run.cost.evaluations < 500, "{:?}", run.cost);
    }

    let data = small_mixture();
    let from = start(Init::Balanced, 9, &data, 0.1);
    let flow = exact::Flow::new(&data, Loss::Logistic2);
    let run = flow.clone().max_steps(3).integrate(&from).unwrap();
    assert_eq!((run.stopped, run.cost.steps), (StopReason::Exhausted, 3));
    let flag = AtomicBool::new(true);
    let run = flow.clone().interrupt(&flag).integrate(&from).unwrap();
    assert_eq!(run.stopped, StopReason::Interrupted);
    let huge = from.scaled(1e200);
    let run = exact::Flow::new(&data, Loss::Squared)
        .integrate(&huge)
        .unwrap();
    assert_eq!(run.stopped, StopReason::Diverged);
}

#[test]
fn a_scale_beyond_doubles_diverges_with_finite_weights() {
    // At 1e150 f falls to the rounding errors of its terms, of 1e284: that is no rest.
    let wide = mixture(6, 9, 1.5, &mut Streams::new(2).data());
    for data in [small_mixture(), wide] {
        for alpha in [1e150, 0.4e308] {
            let from = start(Init::Balanced, 9, &data, alpha);
            for loss in [Loss::Logistic2, Loss::Squared] {
                let run = exact::Flow::new(&data, loss).integrate(&from).unwrap();
                // A logistic loss can be met: by outputs that are huge and right.
                let met = run.stopped == StopReason::Reached && loss != Loss::Squared;
                let diverged = run.stopped == StopReason::Diverged;
                assert!(met || diverged, "{alpha} {loss:?} {:?}", run.stopped);
                let network = &run.end.network;
                let weights = network.weights.col_iter().flat_map(|w| w.iter());
                let mut all = weights.chain(&network.outputs);
                assert!(all.all(|w| w.is_finite()), "{alpha} {loss:?}");
            }
        }
    }
}

#[test]
fn what_cannot_be_followed_is_refused() {
    let data = small_mixture();
    let from = start(Init::Balanced, 9, &data, 0.1);
    let flow = exact::Flow::new(&data, Loss::Logistic2);
    for tolerance in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let refused = flow.clone().tolerance(tolerance).integrate(&from);
        assert!(matches!(refused, Err(FlowError::OutOfRange { .. })));
    }
    let other = TwoLayer {
        weights: Mat::zeros(3, 1),
        outputs: vec![1.0],
    };
    assert!(matches!(
        flow.integrate(&other),
        Err(FlowError::DimensionsDiffer { .. })
    ));
    let mut broken = from.clone();
    broken.outputs[3] = f64::NAN;
    assert!(matches!(
        flow.integrate(&broken),
        Err(FlowError::OutOfRange { .. })
    ));
    let risk = flow
        .clone()
        .stop(Stop::ValidationRisk(0.1))
        .integrate(&from);
    assert!(matches!(risk, Err(FlowError::NoValidation)));
    let huge = Dataset::new(mat![[1e200, 0.0, 0.0, 0.0]], vec![1.0]).unwrap();
    let refused = exact::Flow::new(&huge, Loss::Logistic2).integrate(&from);
    assert!(matches!(refused, Err(FlowError::OutOfRange { .. })));
}
