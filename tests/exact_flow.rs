//! What the exact flow promises.

#[cfg(test)]
#[path = "support/data.rs"]
mod data;
#[cfg(test)]
#[path = "support/euler.rs"]
mod euler;
#[cfg(test)]
#[path = "support/mixture.rs"]
mod mixture;

use data::{degenerate, three_points};
use euler::euler;
use faer::{Mat, mat};
use mixture::{mixture, small_mixture, start};
use sweetspot::data::Dataset;
use sweetspot::flow::{Solution, State, Stop, StopReason, exact};
use sweetspot::network::{Init, Loss, TwoLayer, mean_loss};
use sweetspot::random::Streams;

const LOSSES: [Loss; 4] = [
    Loss::Logistic,
    Loss::Logistic2,
    Loss::Exponential,
    Loss::Squared,
];
const INITS: [Init; 4] = [
    Init::Balanced,
    Init::Dominated,
    Init::Unbalanced,
    Init::Antisymmetric,
];

fn risk(data: &Dataset, loss: Loss, state: &State) -> f64 {
    mean_loss(&state.network.predict(data.points()), data.labels(), loss)
}

/// max_j |change of v_j^2 - |w_j|^2| / max(initial, final v_j^2 + |w_j|^2). Squares are
/// taken of numbers of order one, so that alpha = 1e-300 can be checked.
fn drift(from: &TwoLayer, to: &TwoLayer) -> f64 {
    let mut worst: f64 = 0.0;
    for j in 0..from.width() {
        let size = |n: &TwoLayer| n.weights.col(j).norm_max().max(n.outputs[j].abs());
        let unit = size(from).max(size(to)).max(f64::MIN_POSITIVE);
        let squares = |n: &TwoLayer| {
            let w = n.weights.col(j).iter().map(|w| (w / unit) * (w / unit));
            ((n.outputs[j] / unit).powi(2), w.sum::<f64>())
        };
        let ((v0, w0), (v1, w1)) = (squares(from), squares(to));
        worst = worst.max(((v1 - w1) - (v0 - w0)).abs() / (v0 + w0).max(v1 + w1));
    }
    worst
}

#[test]
fn balancedness_is_kept_at_any_scale_tolerance_and_loss() {
    let data = small_mixture();
    for loss in LOSSES {
        for init in INITS {
            for alpha in [1e-300, 1e-160, 1e-20, 1e-3, 0.3, 1.0, 1e3] {
                let from = start(init, 9, &data, alpha);
                let overflows =
                    !mean_loss(&from.predict(data.points()), data.labels(), loss).is_finite();
                for tolerance in [1e-1, 2e-4] {
                    let run = exact::Flow::new(&data, loss)
                        .tolerance(tolerance)
                        .stop(Stop::TrainingRisk(0.15))
                        .max_steps(20_000)
                        .integrate(&from)
                        .unwrap();
                    if overflows {
                        assert_eq!(run.stopped, StopReason::Diverged);
                        continue;
                    }
                    let case = format!("{loss:?} {init:?} {alpha} {tolerance} {:?}", run.stopped);
                    let ended = [
                        StopReason::Reached,
                        StopReason::Stalled,
                        StopReason::Stationary,
                    ];
                    assert!(ended.contains(&run.stopped), "{case}");
                    let found = drift(&from, &run.end.network);
                    assert!(found <= 1e-12, "{case}: {found}");
                }
            }
        }
    }
}

#[test]
fn the_risk_never_rises() {
    let data = small_mixture();
    for loss in LOSSES {
        for (init, alpha) in [
            (Init::Balanced, 1e-3),
            (Init::Unbalanced, 0.5),
            (Init::Dominated, 2.0),
        ] {
            let from = start(init, 9, &data, alpha);
            let times: Vec<f64> = (0..400).map(|k| 1e-4 * 1.03f64.powi(k)).collect();
            let flow = exact::Flow::new(&data, loss).stop(Stop::TrainingRisk(0.02));
            let run = flow
                .clone()
                .record(&times)
                .max_steps(20_000)
                .integrate(&from)
                .unwrap();
            assert!(run.states.len() > 100, "{loss:?} {init:?}");
            let recorded = run.states.iter().chain([&run.end]);
            falls(&recorded.map(|s| risk(&data, loss, s)).collect::<Vec<_>>());
            // At a tolerance that forbids nothing, from step to step.
            let ends = (0..60).map(|steps| {
                let rough = flow.clone().tolerance(100.0).max_steps(steps);
                risk(&data, loss, &rough.integrate(&from).unwrap().end)
            });
            falls(&ends.collect::<Vec<_>>());
        }
    }
}

fn falls(risks: &[f64]) {
    for pair in risks.windows(2) {
        assert!(pair[1] <= pair[0] * (1.0 + 1e-11), "{pair:?} of {risks:?}");
    }
}

#[test]
fn euler_converges_to_it() {
    // At first order. Extrapolation would not help: where a neuron slides, Euler
    // chatters, and its error is no power series in the step.
    let few = mixture(20, 5, 1.5, &mut Streams::new(4).data());
    // So many neurons in the plane that they are moved by groups.
    let many = mixture(32, 2, 1.5, &mut Streams::new(4).data());
    for (data, width, loss, init, alpha, time) in [
        (&few, 8, Loss::Logistic2, Init::Balanced, 0.05, 0.5),
        (&few, 8, Loss::Squared, Init::Unbalanced, 0.3, 0.15),
        (&few, 8, Loss::Exponential, Init::Dominated, 0.1, 0.2),
        (&many, 512, Loss::Logistic2, Init::Balanced, 0.01, 0.1),
    ] {
        let from = start(init, width, data, alpha);
        let run = exact::Flow::new(data, loss)
            .tolerance(1e-6)
            .stop(Stop::Time(time))
            .integrate(&from)
            .unwrap();
        assert!(
            run.cost.events > 10 && run.cost.sliding_events > 0,
            "{:?}",
            run.cost
        );
        // A wide network takes Euler long.
        let fewer = if width > 100 { 16 } else { 1 };
        let error = |steps: usize| {
            let steps = steps / fewer;
            let reference = euler(data, loss, &from, time, steps);
            let apart = &reference.weights - &run.end.network.weights;
            apart.norm_max() / reference.weights.norm_max()
        };
        let (coarse, fine) = (error(40_000), error(160_000));
        assert!(fine < 2e-5 * fewer as f64, "{loss:?} {width}: {fine}");
        assert!(fine < 0.6 * coarse, "{loss:?} {width}: {coarse} {fine}");
    }
}

#[test]
fn the_error_falls_with_the_tolerance_at_the_order_of_the_scheme() {
    // Without events (all neurons stay active) the scheme is of order two: a step's
    // estimate is of order three, so the error falls like tolerance^(2/3).
    let data = Dataset::new(
        mat![[1.0, 0.3], [0.8, -0.4], [1.2, 0.1]],
        vec![1.0, 1.0, 0.5],
    )
    .unwrap();
    let from = TwoLayer {
        weights: mat![[0.5, 0.9, 0.7], [0.2, -0.3, 0.1]],
        outputs: vec![0.6, 1.0, -0.8],
    };
    let end = |tolerance: f64| {
        let flow = exact::Flow::new(&data, Loss::Squared).tolerance(tolerance);
        flow.stop(Stop::Time(1.5)).integrate(&from).unwrap()
    };
    let best = end(1e-11);
    assert_eq!(best.cost.events + best.cost.sliding_events, 0);
    let error = |run: &Solution| (&run.end.network.weights - &best.end.network.weights).norm_max();
    let (coarse, fine) = (end(1e-4), end(1e-8));
    let slope = libm::log(error(&coarse) / error(&fine)) / libm::log(1e4);
    assert!((0.55..0.9).contains(&slope), "{slope}");
    let steps = libm::log(fine.cost.steps as f64 / coarse.cost.steps as f64) / libm::log(1e4);
    assert!((0.25..0.4).contains(&steps), "{steps}");
}

#[test]
fn neurons_in_another_order_are_the_same_neurons() {
    let data = small_mixture();
    let from = start(Init::Unbalanced, 9, &data, 0.1);
    let order = [4, 0, 8, 2, 6, 1, 7, 3, 5];
    let permuted = TwoLayer {
        weights: Mat::from_fn(4, 9, |i, j| from.weights[(i, order[j])]),
        outputs: order.iter().map(|j| from.outputs[*j]).collect(),
    };
    let flow = exact::Flow::new(&data, Loss::Logistic2);
    let (run, other) = (
        flow.integrate(&from).unwrap(),
        flow.integrate(&permuted).unwrap(),
    );
    assert_eq!(run.cost, other.cost);
    for (j, from) in order.iter().enumerate() {
        let apart = run.end.network.weights.col(*from) - other.end.network.weights.col(j);
        assert!(apart.norm_max() < 1e-11);
    }
    assert!((run.end.time / other.end.time - 1.0).abs() < 1e-12);
}

#[test]
fn degenerate_data_agree_with_euler() {
    for (name, data) in degenerate() {
        for loss in LOSSES {
            for (init, alpha) in [
                (Init::Balanced, 0.1),
                (Init::Dominated, 0.3),
                (Init::Antisymmetric, 0.2),
            ] {
                let from = start(init, 6, &data, alpha);
                let run = exact::Flow::new(&data, loss)
                    .tolerance(1e-6)
                    .stop(Stop::Time(1.0))
                    .integrate(&from)
                    .unwrap();
                assert_eq!(
                    (run.stopped, run.end.time),
                    (StopReason::Reached, 1.0),
                    "{name}"
                );
                let reference = euler(&data, loss, &from, 1.0, 40_000);
                let apart = (&run.end.network.weights - &reference.weights).norm_max();
                assert!(apart < 1e-3, "{name} {loss:?} {init:?}: {apart}");
                let (f, g) = (
                    run.end.network.predict(data.points()),
                    reference.predict(data.points()),
                );
                assert!(
                    f.iter().zip(&g).all(|(f, g)| (f - g).abs() < 1e-3),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn degenerate_data_end_at_every_scale_and_stop() {
    for (name, data) in degenerate() {
        for loss in [Loss::Logistic2, Loss::Squared] {
            for alpha in [1e-300, 1e-154, 1e-5, 1.0, 1e3] {
                for init in INITS {
                    let from = start(init, 5, &data, alpha);
                    for stop in [
                        Stop::TrainingRisk(0.01),
                        Stop::GradientNorm(1e-8),
                        Stop::Time(1e6),
                    ] {
                        let flow = exact::Flow::new(&data, loss).stop(stop).max_steps(3_000);
                        let run = flow.integrate(&from).unwrap();
                        let f = run.end.network.predict(data.points());
                        let finite = f.iter().all(|f| f.is_finite()) && run.end.time.is_finite();
                        assert!(
                            finite && run.stopped != StopReason::Diverged,
                            "{name} {alpha} {stop:?}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn the_growth_at_1e_minus_300_is_the_one_at_1e_minus_10_shifted() {
    // While f is too small to move the residuals the flow is linear in alpha.
    let data = small_mixture();
    let at = |alpha: f64| {
        let from = start(Init::Balanced, 9, &data, alpha);
        let flow = exact::Flow::new(&data, Loss::Logistic2).tolerance(1e-6);
        flow.stop(Stop::Time(0.4))
            .integrate(&from)
            .unwrap()
            .end
            .network
    };
    let (tiny, small) = (at(1e-300), at(1e-10));
    for j in 0..9 {
        assert!((tiny.outputs[j] * 1e300 / (small.outputs[j] * 1e10) - 1.0).abs() < 1e-9);
    }
}

#[test]
fn the_events_tell_the_way_of_every_neuron() {
    let data = small_mixture();
    let from = start(Init::Balanced, 9, &data, 0.01);
    let run = exact::Flow::new(&data, Loss::Logistic2)
        .events(true)
        .integrate(&from)
        .unwrap();
    assert!(run.events.is_sorted_by(|a, b| a.time <= b.time));
    let count = |kinds: &[sweetspot::flow::EventKind]| {
        run.events
            .iter()
            .filter(|e| kinds.contains(&e.kind))
            .count() as u64
    };
    use sweetspot::flow::EventKind::{Activate, Deactivate, Slide};
    assert_eq!(count(&[Activate, Deactivate]), run.cost.events);
    assert_eq!(count(&[Slide]), run.cost.sliding_events);
    // Replaying activations from the start gives the sides at the end.
    let mut active = Mat::from_fn(12, 9, |i, j| {
        let column = from.weights.col(j);
        data.points()
            .row(i)
            .iter()
            .zip(column.iter())
            .map(|(x, w)| x * w)
            .sum::<f64>()
            > 0.0
    });
    for event in &run.events {
        match event.kind {
            Activate => active[(event.kink, event.neuron)] = true,
            Deactivate => active[(event.kink, event.neuron)] = false,
            _ => {}
        }
    }
    let heights = data.points() * &run.end.network.weights;
    for i in 0..12 {
        for j in 0..9 {
            let a = heights[(i, j)];
            let near = a.abs() < 1e-12 * run.end.network.weights.col(j).norm_l2();
            assert!(near || active[(i, j)] == (a > 0.0), "{i} {j}");
        }
    }
}

#[test]
fn a_hundred_thousand_neurons_are_no_obstacle() {
    let data = three_points();
    let from = start(Init::Balanced, 100_000, &data, 1e-2);
    let run = exact::Flow::new(&data, Loss::Squared)
        .stop(Stop::TrainingRisk(0.2))
        .integrate(&from)
        .unwrap();
    assert_eq!(run.stopped, StopReason::Reached);
}

#[test]
fn three_points_lead_to_the_known_stationary_point() {
    // BF25: from a small scale the flow of any width ends at the least-squares line,
    // from a large one it fits. Stiff: slow to leave for methods with explicit steps.
    let data = three_points();
    for (scale, stop, loss) in [
        (1e-3, Stop::GradientNorm(1e-10), 0.08752137),
        (1.0, Stop::TrainingRisk(1e-12), 0.0),
    ] {
        let from = start(
            Init::Balanced,
            500,
            &data,
            scale / 500f64.sqrt() * 2f64.sqrt(),
        );
        let flow = exact::Flow::new(&data, Loss::Squared);
        let run = flow.clone().stop(stop).integrate(&from).unwrap();
        assert_eq!(run.stopped, StopReason::Reached, "{stop:?}");
        assert!((risk(&data, Loss::Squared, &run.end) - loss).abs() < 1e-8);
        assert!(run.cost.evaluations < 500, "{:?}", run.cost);
        if loss > 0.0 {
            let further = flow
                .stop(Stop::TrainingRisk(0.01))
                .integrate(&from)
                .unwrap();
            assert_eq!(further.stopped, StopReason::Stationary);
        }
    }
}
