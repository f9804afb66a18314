//! What the default tolerance gives, and agreement with an independent method.

use std::error::Error;

use sweetspot::config::{Construction, DataConfig, DigitsConfig, MixtureConfig, SeparableConfig};
use sweetspot::data::{DataError, Dataset, Problem};
use sweetspot::flow::{Stop, StopReason, exact, runge_kutta};
use sweetspot::network::{Init, Loss, TwoLayer};
use sweetspot::random::Streams;

fn drawn(config: &DataConfig, loss: Loss, seed: u64) -> Result<Dataset, DataError> {
    Ok(Problem::draw(config, loss, &Streams::new(seed))?.training)
}

fn start(init: Init, width: usize, data: &Dataset, seed: u64, alpha: f64) -> TwoLayer {
    let mut stream = Streams::new(seed).weights();
    TwoLayer::init(init, width, data.dimension(), &mut stream).scaled(alpha)
}

/// |a/|a| - b/|b||.
fn apart(a: &[f64], b: &[f64]) -> f64 {
    let norm = |a: &[f64]| a.iter().map(|x| x * x).sum::<f64>().sqrt();
    let (first, second) = (norm(a), norm(b));
    let parts = a.iter().zip(b).map(|(x, y)| x / first - y / second);
    norm(&parts.collect::<Vec<_>>())
}

/// Runs at the default tolerance against runs at 1e-7.
fn keeps_the_contract(config: &DataConfig, seeds: u64) -> Result<(), Box<dyn Error>> {
    for alpha in [1e-3, 0.05, 1.0] {
        for seed in 0..seeds {
            let data = drawn(config, Loss::Logistic2, seed)?;
            let from = start(Init::Balanced, 50, &data, seed, alpha);
            let flow = exact::Flow::new(&data, Loss::Logistic2);
            let run = flow.integrate(&from)?;
            let best = flow.tolerance(1e-7).integrate(&from)?;
            let found = run.end.network.effective_predictor();
            let direction = apart(&found, &best.end.network.effective_predictor());
            let time = (run.end.time / best.end.time - 1.0).abs();
            assert!(direction < 2e-4, "{seed} {alpha}: {direction}");
            assert!(time < 5e-5, "{seed} {alpha}: {time}");
        }
    }
    Ok(())
}

#[test]
fn the_default_tolerance_gives_directions_to_2e_4_and_times_to_5e_5() {
    keeps_the_contract(&DataConfig::default(), 20).unwrap();
}

#[test]
fn it_does_so_on_digits() {
    let digits = DataConfig::from(DigitsConfig::default());
    keeps_the_contract(&digits, 2).unwrap();
}

#[test]
fn the_default_tolerance_costs_150_evaluations() {
    let config = DataConfig::from(MixtureConfig {
        dimension: 20,
        signal: 1.5,
        ..Default::default()
    });
    let mut evaluations = Vec::new();
    for seed in 0..20 {
        let data = drawn(&config, Loss::Logistic2, seed).unwrap();
        let from = start(Init::Balanced, 50, &data, seed, 0.1);
        let run = exact::Flow::new(&data, Loss::Logistic2).integrate(&from);
        evaluations.push(run.unwrap().cost.evaluations);
    }
    evaluations.sort_unstable();
    assert!(evaluations[10] <= 150, "{evaluations:?}");
}

/// On orthogonally separable sets no neuron slides, and a Runge-Kutta pair converges.
#[test]
fn runge_kutta_agrees_where_nothing_slides() {
    let config = DataConfig::from(SeparableConfig {
        mixture: MixtureConfig {
            samples: 12,
            dimension: 8,
            ..Default::default()
        },
        construction: Construction::ScaledNoise,
    });
    for (loss, init, alpha) in [
        (Loss::Logistic, Init::Balanced, 0.02),
        (Loss::Logistic2, Init::Dominated, 0.3),
        (Loss::Exponential, Init::Balanced, 0.1),
        (Loss::Squared, Init::Unbalanced, 0.2),
    ] {
        for seed in 0..4 {
            let data = drawn(&config, loss, seed).unwrap();
            let from = start(init, 10, &data, seed, alpha);
            let exact = exact::Flow::new(&data, loss);
            let until = exact.clone().stop(Stop::TrainingRisk(0.05));
            let end = until.integrate(&from).unwrap().end.time;
            let times = [0.2, 0.4, 0.6, 0.8, 0.95].map(|part| part * end);
            let reference = runge_kutta::Flow::new(&data, loss)
                .tolerance(1e-11)
                .record(&times)
                .stop(Stop::Time(end))
                .integrate(&from)
                .unwrap();
            for tolerance in [1e-4, 1e-6, 1e-8] {
                let run = exact
                    .clone()
                    .tolerance(tolerance)
                    .record(&times)
                    .stop(Stop::Time(end))
                    .integrate(&from)
                    .unwrap();
                assert_eq!(run.stopped, StopReason::Reached);
                assert_eq!(run.cost.sliding_events, 0);
                assert!(run.cost.events > 10);
                assert_eq!((run.states.len(), reference.states.len()), (5, 5));
                // The scheme's order two under an estimate of order three.
                let bound = 0.2 * libm::pow(tolerance, 2.0 / 3.0);
                for (a, b) in run.states.iter().zip(&reference.states) {
                    let (a, b) = (&a.network, &b.network);
                    let (f, g) = (a.predict(data.points()), b.predict(data.points()));
                    let pairs = f.iter().zip(&g);
                    let outputs = pairs.fold(0.0, |most: f64, (x, y)| most.max((x - y).abs()));
                    let difference = (&a.weights - &b.weights).norm_max();
                    let weights = difference / b.weights.norm_max();
                    let case = format!("{loss:?} {init:?} {seed} at {tolerance}");
                    assert!(outputs < bound, "{case}: f {outputs}");
                    assert!(weights < bound, "{case}: w {weights}");
                }
            }
        }
    }
}
