//! Training f/gamma: time, weights, stops and outputs of every method.

#![cfg(test)]

use faer::mat;
use sweetspot::config::{Config, DataConfig, Method, MixtureConfig, SeparableConfig, StopAt};
use sweetspot::data::{Dataset, Problem};
use sweetspot::flow::{FlowError, Solution, Stop, StopReason, descent, exact, runge_kutta};
use sweetspot::network::{Evaluation, Init, Loss, Network, TwoLayer, mean_loss};
use sweetspot::quantities::{Row, Run};
use sweetspot::random::Streams;
use sweetspot::runs::{Request, Workers};

const GAMMAS: [f64; 3] = [0.03, 1.0, 25.0];

/// One point x = y = 1, one neuron w = v: f = q = w^2, and d(q/gamma)/dt = 2 (q/gamma)
/// (1 - q/gamma)/gamma is solved by the logistic function.
fn known(gamma: f64, alpha: f64, time: f64) -> f64 {
    let p = alpha * alpha / gamma;
    gamma * p / (p + (1.0 - p) * libm::exp(-2.0 * time / gamma))
}

#[test]
fn one_neuron_follows_the_flow_of_the_divided_output() {
    let data = Dataset::new(mat![[1.0]], vec![1.0]).unwrap();
    for gamma in GAMMAS {
        let alpha = 0.3 * gamma.sqrt();
        let start = TwoLayer {
            weights: mat![[alpha]],
            outputs: vec![alpha],
        };
        let (record, end) = ([0.6 * gamma], 1.3 * gamma);
        let check = |run: &Solution, accuracy: f64| {
            assert_eq!(run.stopped, StopReason::Reached);
            assert_eq!((run.states[0].time, run.end.time), (record[0], end));
            for state in run.states.iter().chain([&run.end]) {
                let expected = known(gamma, alpha, state.time).sqrt();
                for weight in [state.network.outputs[0], state.network.weights[(0, 0)]] {
                    let error = (weight / expected - 1.0).abs();
                    assert!(error < accuracy, "gamma {gamma} at {}: {error}", state.time);
                }
            }
        };
        let (data, loss) = (&data, Loss::Squared);
        check(
            &exact::Flow::new(data, loss)
                .tolerance(1e-6)
                .output_divisor(gamma)
                .stop(Stop::Time(end))
                .record(&record)
                .integrate(&start)
                .unwrap(),
            1e-6,
        );
        check(
            &runge_kutta::Flow::new(data, loss)
                .tolerance(1e-9)
                .output_divisor(gamma)
                .stop(Stop::Time(end))
                .record(&record)
                .integrate(&start)
                .unwrap(),
            1e-7,
        );
        check(
            &descent::Flow::new(data, loss)
                .step(1e-4 * gamma)
                .output_divisor(gamma)
                .stop(Stop::Time(end))
                .record(&record)
                .integrate(&start)
                .unwrap(),
            1e-4,
        );
    }
}

/// Neurons flip on separable data, and never slide, so that the pair gets past every kink.
fn separable() -> (Dataset, TwoLayer) {
    let config = DataConfig::from(SeparableConfig {
        mixture: MixtureConfig {
            samples: 12,
            dimension: 5,
            ..Default::default()
        },
        ..Default::default()
    });
    let streams = Streams::new(3);
    let problem = Problem::draw(&config, Loss::Logistic2, &streams).unwrap();
    let data = problem.training;
    let start = TwoLayer::init(Init::Balanced, 10, 5, &mut streams.weights());
    (data, start.scaled(0.3))
}

fn distance(a: &TwoLayer, b: &TwoLayer) -> f64 {
    let weights = (&a.weights - &b.weights).norm_l2();
    let outputs = a.outputs.iter().zip(&b.outputs);
    let outputs: f64 = outputs.map(|(a, b)| (a - b) * (a - b)).sum();
    libm::hypot(weights, outputs.sqrt())
}

/// The exact flow rests on the equivalence with undivided networks; the adaptive pair does not.
#[test]
fn the_exact_flow_agrees_with_the_pair_at_every_rule() {
    let (data, start) = separable();
    for gamma in [0.3, 5.0] {
        for stop in [
            Stop::TrainingRisk(0.2),
            Stop::PositiveClassRisk(0.2),
            Stop::ValidationRisk(0.2),
            Stop::GradientNorm(0.5),
            Stop::TrainingAccuracy(1.0),
            Stop::Time(1.7 * gamma),
        ] {
            let exact = exact::Flow::new(&data, Loss::Logistic2)
                .tolerance(1e-6)
                .output_divisor(gamma)
                .validation(Some(&data))
                .events(true)
                .stop(stop)
                .integrate(&start)
                .unwrap();
            let pair = runge_kutta::Flow::new(&data, Loss::Logistic2)
                .tolerance(1e-10)
                .output_divisor(gamma)
                .validation(Some(&data))
                .stop(stop)
                .integrate(&start)
                .unwrap();
            assert_eq!(
                (exact.stopped, pair.stopped),
                (StopReason::Reached, StopReason::Reached)
            );
            let (time, other) = (exact.end.time, pair.end.time);
            assert!(
                (time / other - 1.0).abs() < 1e-4,
                "{stop:?}: {time} {other}"
            );
            let size = distance(&pair.end.network, &pair.end.network.scaled(0.0));
            let off = distance(&exact.end.network, &pair.end.network) / size;
            assert!(off < 1e-4, "gamma {gamma}, {stop:?}: {off}");
            assert!(
                exact
                    .events
                    .iter()
                    .all(|event| event.time <= exact.end.time)
            );
            let last = exact.events.last().map_or(0.0, |event| event.time);
            assert!(last > 0.01 * exact.end.time, "{stop:?}: {last}");
        }
    }
}

/// Descent is literal: fact 3 of homogeneous networks is a law of it, not its definition.
#[test]
fn descent_on_the_divided_output_is_descent_from_divided_weights() {
    let (data, start) = separable();
    for (gamma, batch) in [(0.2, None), (7.0, None), (0.2, Some(5)), (7.0, Some(5))] {
        let flow = |divisor: f64, step: f64, end: f64| {
            let flow = descent::Flow::new(&data, Loss::Logistic2)
                .step(step)
                .output_divisor(divisor)
                .stop(Stop::Time(end));
            match batch {
                Some(size) => flow.batches(size, Streams::new(1).batches()),
                None => flow,
            }
        };
        let step = 0.01 * gamma;
        let divided = flow(gamma, step, 100.0 * step).integrate(&start).unwrap();
        let plain = flow(1.0, step / gamma, 100.0 * step / gamma)
            .integrate(&start.divided(gamma))
            .unwrap();
        let off = distance(&divided.end.network.divided(gamma), &plain.end.network);
        assert!(off < 1e-12, "gamma {gamma}, batch {batch:?}: {off}");
        let wrong = distance(&divided.end.network, &plain.end.network);
        assert!(wrong > 0.1, "{wrong}");
    }
}

#[test]
fn the_velocity_is_the_gradient_of_the_divided_output() {
    let (data, start) = separable();
    let gamma = 3.0;
    let risk = |network: &TwoLayer| -> f64 {
        let outputs: Vec<f64> = network.predict(data.points());
        let outputs: Vec<f64> = outputs.iter().map(|f| f / gamma).collect();
        12.0 * mean_loss(&outputs, data.labels(), Loss::Logistic)
    };
    let mut evaluation = Evaluation::new(&data, start.width()).divided_by(gamma);
    evaluation.velocity(&start, &data, Loss::Logistic);
    assert!((12.0 * evaluation.risk(&data, Loss::Logistic) - risk(&start)).abs() < 1e-12);
    let h = 1e-6;
    for j in 0..start.width() {
        let moved = |step: f64| {
            let mut network = start.clone();
            network.outputs[j] += step;
            network.weights[(2, j)] += 2.0 * step;
            risk(&network)
        };
        let slope = (moved(h) - moved(-h)) / (2.0 * h);
        let expected = evaluation.output_velocity[j] + 2.0 * evaluation.weight_velocity[(2, j)];
        assert!((slope + expected).abs() < 1e-7, "{j}: {slope} {expected}");
    }
}

/// A chosen step follows the stiffness of f/gamma.
#[test]
fn a_chosen_step_is_as_good_as_that_of_the_equivalent_network() {
    let (data, start) = separable();
    let run = |gamma: f64, start: &TwoLayer| {
        descent::Flow::new(&data, Loss::Logistic2)
            .output_divisor(gamma)
            .integrate(start)
            .unwrap()
    };
    for gamma in [0.01, 100.0] {
        let (divided, plain) = (run(gamma, &start), run(1.0, &start.divided(gamma)));
        assert_eq!(divided.cost.steps, plain.cost.steps);
        let (step, expected) = (divided.step.unwrap(), gamma * plain.step.unwrap());
        assert!((step / expected - 1.0).abs() < 1e-12);
    }
}

fn run(config: &Config) -> Run {
    let request = Request::from(config.clone());
    request.run(&Workers::default()).unwrap()
}

#[test]
fn a_run_reports_theta_and_the_outputs_of_the_divided_network() {
    for method in [Method::exact(), Method::descent()] {
        let mut config = Config {
            data: MixtureConfig {
                samples: 10,
                dimension: 6,
                ..Default::default()
            }
            .into(),
            ..Config::default()
        };
        config.network.set_width(8);
        config.network.output_divisor = Some(20.0);
        config.flow.method = method;
        let run = run(&config);
        let row = Row::of(&run).unwrap();
        let outputs = run.end().network.output(run.problem.training.points());
        let outputs: Vec<f64> = outputs.iter().map(|f| f / 20.0).collect();
        let risk = mean_loss(&outputs, run.problem.training.labels(), Loss::Logistic2);
        assert!((risk - 0.1).abs() < 1e-9, "{risk}");
        assert!((row.value("training_risk") - 0.1).abs() < 1e-9);
        assert!(row.value("balancedness_drift") < 0.3);
        assert_eq!(row.value("time"), run.end().time);
        // The undivided run with the same outputs: its weights are smaller, its time shorter.
        config.network.output_divisor = Some(1.0);
        config.network.alpha /= libm::sqrt(20.0);
        let plain = self::run(&config);
        let same = Row::of(&plain).unwrap();
        let ratio = row.value("time") / same.value("time");
        assert!((ratio / 20.0 - 1.0).abs() < 1e-6, "{ratio}");
        assert!((row.value("test_error") - same.value("test_error")).abs() < 1e-9);
        let two_layer = |network: &dyn Network| network.downcast::<TwoLayer>().unwrap().clone();
        let end = two_layer(run.end().network).divided(20.0);
        assert!(distance(&end, &two_layer(plain.end().network)) < 1e-6);
    }
}

#[test]
fn a_time_asked_for_is_the_time_reported() {
    let mut config = Config {
        data: MixtureConfig {
            samples: 10,
            ..Default::default()
        }
        .into(),
        ..Config::default()
    };
    config.network.set_width(8);
    config.network.output_divisor = Some(0.7);
    (config.stop.at, config.stop.value) = (StopAt::Time, 0.9);
    assert_eq!(Row::of(&run(&config)).unwrap().value("time"), 0.9);
}

#[test]
fn a_divisor_is_positive() {
    let (data, start) = separable();
    for gamma in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let out_of_range = |run: Result<Solution, FlowError>| {
            assert!(matches!(run, Err(FlowError::OutOfRange { .. })), "{gamma}");
        };
        let loss = Loss::Logistic2;
        out_of_range(
            exact::Flow::new(&data, loss)
                .output_divisor(gamma)
                .integrate(&start),
        );
        out_of_range(
            descent::Flow::new(&data, loss)
                .output_divisor(gamma)
                .integrate(&start),
        );
        out_of_range(
            runge_kutta::Flow::new(&data, loss)
                .output_divisor(gamma)
                .integrate(&start),
        );
    }
}
