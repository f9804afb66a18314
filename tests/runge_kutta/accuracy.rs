//! Order, freedom of scale, recording, and what is counted.

use faer::mat;
use sweetspot::data::Dataset;
use sweetspot::flow::runge_kutta::Flow;
use sweetspot::flow::{FlowError, Solution, Stop, StopReason};
use sweetspot::network::{Loss, TwoLayer};

use crate::problem::*;

/// The exponent p of errors ~ tolerance^p from the outermost two.
fn exponent(tolerances: &[f64], errors: &[f64]) -> f64 {
    let last = errors.len() - 1;
    libm::log(errors[0] / errors[last]) / libm::log(tolerances[0] / tolerances[last])
}

const TOLERANCES: [f64; 4] = [1e-4, 1e-6, 1e-8, 1e-10];

#[test]
fn alignment_follows_tanh_to_the_tolerance() {
    // With f = 1e-200 the residuals of logistic2 are exactly y, and a neuron that is active on the
    // positive points alone obeys psi = tanh(t |x_+| + artanh psi(0)).
    let points = mat![[1.0, 0.2], [0.8, -0.1], [-1.0, 0.1]];
    let data = Dataset::new(points, vec![1.0, 1.0, -1.0]).unwrap();
    let sum = data.class_sum(true);
    let length = libm::hypot(sum[0], sum[1]);
    let psi = |network: &TwoLayer| {
        let w = network.weights.col(0);
        (w[0] * sum[0] + w[1] * sum[1]) / (w.norm_l2() * length)
    };
    let start = one_neuron(mat![[0.5e-100], [1.2e-100]], 1.3e-100);
    let time = 1.0;
    let truth = libm::tanh(time * length + libm::atanh(psi(&start)));
    let errors = TOLERANCES.map(|tolerance| {
        let run = Flow::new(&data, Loss::Logistic2)
            .tolerance(tolerance)
            .stop(Stop::Time(time))
            .integrate(&start)
            .unwrap();
        assert_eq!(run.end.time, time);
        (psi(&run.end.network) - truth).abs()
    });
    for (error, tolerance) in errors.iter().zip(TOLERANCES) {
        assert!(error <= &(5.0 * tolerance), "{errors:?}");
    }
    let p = exponent(&TOLERANCES, &errors);
    assert!(
        (0.8..1.25).contains(&p),
        "error ~ tolerance^{p}: {errors:?}"
    );
}

#[test]
fn the_error_falls_like_the_tolerance() {
    // x = y = 1 and squared loss: q = w^2 = v^2 obeys dq/dt = 2 q (1 - q).
    let data = Dataset::new(mat![[1.0]], vec![1.0]).unwrap();
    let q = 1e-4;
    let time = 6.0;
    let truth = q / (q + (1.0 - q) * libm::exp(-2.0 * time));
    let errors = TOLERANCES.map(|tolerance| {
        let run = Flow::new(&data, Loss::Squared)
            .tolerance(tolerance)
            .stop(Stop::Time(time))
            .integrate(&one_neuron(mat![[q.sqrt()]], q.sqrt()))
            .unwrap();
        (run.end.network.outputs[0] - truth.sqrt()).abs()
    });
    let p = exponent(&TOLERANCES, &errors);
    assert!(
        (0.8..1.25).contains(&p),
        "error ~ tolerance^{p}: {errors:?}"
    );
}

#[test]
fn many_neurons_agree_with_a_tighter_tolerance() {
    let (data, start) = (separable(3, 8, 5).unwrap(), start(3, 12, 5, 0.1));
    let end = |tolerance: f64| {
        let flow = Flow::new(&data, Loss::Logistic).tolerance(tolerance);
        flow.stop(Stop::TrainingRisk(0.2))
            .integrate(&start)
            .unwrap()
    };
    let reference = end(1e-12);
    let distance = |tolerance: f64| {
        let run = end(tolerance);
        let off = &run.end.network.weights - &reference.end.network.weights;
        off.norm_l2() / reference.end.network.weights.norm_l2()
    };
    // Each of the crossings (at most 8 x 12) may cost a tolerance, and early errors grow a little.
    let errors = [distance(1e-5), distance(1e-8)];
    let p = exponent(&[1e-5, 1e-8], &errors);
    assert!(
        (0.8..1.25).contains(&p),
        "error ~ tolerance^{p}: {errors:?}"
    );
    assert!(errors[1] < 300.0 * 1e-8, "{errors:?}");
}

#[test]
fn the_scale_of_the_start_does_not_matter() {
    // While f is below rounding, the run from 2^-300 is the run from 2^-200 times 2^-100, to the bit.
    let data = separable(1, 6, 4).unwrap();
    let shape = start(1, 10, 4, 1.0);
    let times = [0.1, 1.0, 5.0];
    let run = |alpha: f64| {
        let flow = Flow::new(&data, Loss::Logistic2).stop(Stop::Time(5.0));
        flow.record(&times).integrate(&shape.scaled(alpha)).unwrap()
    };
    let power = |exponent: i32| libm::ldexp(1.0, exponent);
    let (small, smaller) = (run(power(-200)), run(power(-300)));
    assert_eq!(small.cost, smaller.cost);
    for (a, b) in small.states.iter().zip(&smaller.states) {
        assert_eq!(a.network, b.network.scaled(power(100)), "at {}", a.time);
    }
}

#[test]
fn a_tiny_start_costs_only_its_longer_way() {
    // Alignment is over after a time of order one, then neurons grow like exp(|x_+| t): every
    // factor 1e-50 adds the same time and the same steps.
    let data = separable(1, 6, 4).unwrap();
    let shape = start(1, 10, 4, 1.0);
    let runs: Vec<Solution> = [1e-50, 1e-100, 1e-150]
        .iter()
        .map(|alpha| {
            let flow = Flow::new(&data, Loss::Logistic2);
            let run = flow.integrate(&shape.scaled(*alpha)).unwrap();
            assert_eq!(run.stopped, StopReason::Reached);
            assert!((risk(&run.end.network, &data, Loss::Logistic2) - 0.1).abs() < 1e-11);
            run
        })
        .collect();
    let time = |i: usize| runs[i].end.time;
    let steps = |i: usize| runs[i].cost.steps as f64;
    let (first, second) = (time(1) - time(0), time(2) - time(1));
    assert!((first / second - 1.0).abs() < 1e-4, "{first} {second}");
    let (first, second) = (steps(1) - steps(0), steps(2) - steps(1));
    assert!(
        (first - second).abs() <= 0.02 * first + 2.0,
        "{first} {second}"
    );
}

#[test]
fn recording_leaves_the_run_as_it_is() {
    let (data, start) = (separable(2, 8, 3).unwrap(), start(2, 9, 3, 0.05));
    let flow = || Flow::new(&data, Loss::Logistic);
    let plain = flow().integrate(&start).unwrap();
    let times: Vec<f64> = (0..400).map(|i| 0.05 * f64::from(i)).collect();
    let recorded = flow().record(&times).integrate(&start).unwrap();
    assert_eq!(plain.end, recorded.end);
    assert_eq!(plain.cost, recorded.cost);
    let kept = times.iter().filter(|t| **t <= plain.end.time).count();
    assert!(kept > 20 && kept < 400, "{kept}");
    assert_eq!(recorded.states.len(), kept);
    assert_eq!(recorded.states[0].network, start);
}

#[test]
fn recorded_states_are_as_good_as_the_tolerance() {
    let data = Dataset::new(mat![[1.0]], vec![1.0]).unwrap();
    let q: f64 = 1e-4;
    let times: Vec<f64> = (0..=60).map(|i| 0.1 * f64::from(i)).collect();
    let worst = |tolerance: f64| {
        let run = Flow::new(&data, Loss::Squared)
            .tolerance(tolerance)
            .record(&times)
            .stop(Stop::Time(6.0))
            .integrate(&one_neuron(mat![[q.sqrt()]], q.sqrt()))
            .unwrap();
        assert_eq!(run.states.len(), times.len());
        run.states.iter().fold(0.0, |worst: f64, state| {
            let truth = q / (q + (1.0 - q) * libm::exp(-2.0 * state.time));
            worst.max((state.network.outputs[0] / truth.sqrt() - 1.0).abs())
        })
    };
    for tolerance in TOLERANCES {
        let worst = worst(tolerance);
        assert!(worst < 100.0 * tolerance, "{tolerance:e}: {worst:e}");
    }
}

#[test]
fn the_work_is_counted() {
    let (data, start) = (separable(1, 6, 4).unwrap(), start(1, 10, 4, 0.01));
    let run = Flow::new(&data, Loss::Logistic2)
        .tolerance(1e-8)
        .stop(Stop::Time(8.0))
        .integrate(&start)
        .unwrap();
    // Seven stages a step, one of them shared; two evaluations choose the first step.
    let cost = run.cost;
    assert!(cost.rejected > 0);
    assert_eq!(cost.evaluations, 2 + 6 * (cost.steps + cost.rejected));
    // On separable data a pair of neuron and point flips at most once: the flips are those that
    // start and end tell.
    let before = evaluate(&start, &data, Loss::Logistic2).preactivations;
    let after = evaluate(&run.end.network, &data, Loss::Logistic2).preactivations;
    let mut flips = 0;
    for j in 0..10 {
        for i in 0..6 {
            flips += u64::from((before[(i, j)] > 0.0) != (after[(i, j)] > 0.0));
        }
    }
    assert!(flips > 5);
    assert_eq!(cost.events, flips);
}

#[test]
fn wrong_input_is_refused_with_what_is_allowed() {
    let (data, start) = (separable(1, 6, 4).unwrap(), start(1, 10, 4, 0.01));
    let other = separable(1, 6, 3).unwrap();
    let flow = || Flow::new(&data, Loss::Logistic);
    for tolerance in [0.0, -1.0, 0.2, 1e-16, f64::NAN] {
        let refused = flow().tolerance(tolerance).integrate(&start);
        assert!(
            matches!(refused, Err(FlowError::OutOfRange { .. })),
            "{tolerance}"
        );
    }
    let refused = Flow::new(&other, Loss::Logistic).integrate(&start);
    assert!(matches!(
        refused,
        Err(FlowError::DimensionsDiffer {
            network: 4,
            data: 3
        })
    ));
    let refused = flow().validation(Some(&other)).integrate(&start);
    assert!(matches!(
        refused,
        Err(FlowError::DimensionsDiffer {
            network: 4,
            data: 3
        })
    ));
    let refused = flow().stop(Stop::ValidationRisk(0.1)).integrate(&start);
    assert!(matches!(refused, Err(FlowError::NoValidation)));
    let refused = flow().stop(Stop::TrainingAccuracy(1.5)).integrate(&start);
    assert!(matches!(refused, Err(FlowError::OutOfRange { .. })));
}
