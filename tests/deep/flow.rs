//! The flow of smooth deep networks: the Runge-Kutta pair with a bounded error of f.

use std::sync::atomic::AtomicBool;

use sweetspot::config::{Config, Override};
use sweetspot::flow::{Following, Solution, StopReason, follow};
use sweetspot::network::{Network, Networks};
use sweetspot::runs::draw_problem;

static NEVER: AtomicBool = AtomicBool::new(false);

/// Even against odd digits by three layers, to a mean training risk of .001.
fn config(settings: &[String]) -> Config {
    let base = [
        "data.kind=digits",
        "data.samples=60",
        "data.bias=false",
        "network.kind=mlp",
        "network.hidden=[32, 32]",
        "flow.method=runge-kutta",
        "stop.value=0.001",
    ];
    let base = base.iter().map(ToString::to_string);
    let settings: Vec<Override> = base
        .chain(settings.iter().cloned())
        .map(|text| Override::set(&text).unwrap())
        .collect();
    Config::load(None, &settings).unwrap()
}

fn run(config: &Config) -> (Solution<Box<dyn Network>>, Vec<f64>) {
    let problem = draw_problem(config).unwrap();
    let start = Networks::default().start(config, &problem).unwrap();
    let following = Following {
        halvings: 0,
        events: false,
        interrupt: &NEVER,
    };
    let run = follow(config, &problem, &*start, following).unwrap();
    assert_eq!(run.stopped, StopReason::Reached);
    let outputs = run.end.network.output(problem.training.points());
    (run, outputs)
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    let differences = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    differences.fold(0.0, f64::max)
}

/// The default tolerance of 1e-6 leaves 1.5e-6 at gamma = 1 and 2.6e-5 at gamma = 16, in 380 and 470
/// evaluations.
#[test]
fn smooth_networks_are_followed_to_a_hundred_thousandth_in_less_than_a_thousand_evaluations() {
    for (activation, gamma) in [("gelu", "1"), ("gelu", "16"), ("tanh", "1")] {
        let settings = |tolerance: &str| {
            [
                format!("network.activation={activation}"),
                format!("network.output_divisor={gamma}"),
                format!("flow.tolerance={tolerance}"),
            ]
        };
        let (_, reference) = run(&config(&settings("1e-10")));
        let (found, outputs) = run(&config(&settings("1e-7")));
        let error = largest_difference(&outputs, &reference);
        let evaluations = found.cost.evaluations;
        println!("{activation}, gamma = {gamma}: {evaluations} evaluations, {error:.1e}");
        assert!(error > 0.0 && error < 1e-5, "{activation}: {error:e}");
        assert!(evaluations < 1000, "{activation}: {evaluations}");
    }
}
