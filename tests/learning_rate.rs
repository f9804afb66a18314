//! AMSP25: the largest learning rate against the output divisor gamma.

#![cfg(test)]

use std::sync::atomic::AtomicBool;

use sweetspot::config::{Config, DescentConfig, Init, Loss, Method, MixtureConfig, TwoLayerConfig};
use sweetspot::flow::largest_learning_rate;
use sweetspot::network::TwoLayer;
use sweetspot::quantities::Row;
use sweetspot::runs::{Request, Workers, draw_problem};

static NEVER: AtomicBool = AtomicBool::new(false);

/// Exponent of gamma in the largest learning rate that trains f = NN/gamma with the squared loss
/// at gamma << 1, as the tangent kernel is gamma^-2 (AMSP25).
const LAZY: f64 = 2.0;

/// The same with the logistic loss, which is flat at the large outputs of a small gamma (measured).
const LAZY_LOGISTIC: f64 = 1.0;

/// The same exponent at gamma >> 1: 2/L for an L-homogeneous network, whose weights have to grow
/// to gamma^(1/L) (AMSP25); here L = 2.
const RICH: f64 = 1.0;

fn config(loss: Loss, init: Init, target: f64) -> Config {
    let mut config = Config {
        data: MixtureConfig {
            samples: 10,
            dimension: 8,
            ..Default::default()
        }
        .into(),
        ..Config::default()
    };
    let start = init.into();
    config.network.kind = TwoLayerConfig { width: 16, start }.into();
    config.network.alpha = 1.0;
    config.loss.name = loss;
    (config.stop.value, config.stop.max_steps) = (target, 1000);
    config
}

fn edge(config: &Config, gamma: f64) -> f64 {
    let mut config = config.clone();
    config.network.output_divisor = Some(gamma);
    let problem = draw_problem(&config).unwrap();
    let start = TwoLayer::start(&config, &problem);
    let found = largest_learning_rate(&config, &problem, &start, 0.05, &NEVER).unwrap();
    found.unwrap().trains
}

/// The slope of log step against log gamma.
fn slope(config: &Config, from: f64, to: f64) -> f64 {
    libm::log(edge(config, to) / edge(config, from)) / libm::log(to / from)
}

#[test]
fn squared_loss_has_the_exponents_of_the_paper() {
    // From the plain start f/gamma is so large at gamma = 1e-3 that no step trains.
    for (init, least) in [(Init::Balanced, 3e-3), (Init::Antisymmetric, 1e-4)] {
        let config = config(Loss::Squared, init, 0.02);
        let lazy = slope(&config, least, 100.0 * least);
        let expected = LAZY;
        assert!((lazy - expected).abs() < 0.05, "{init:?}: {lazy}");
        let rich = slope(&config, 30.0, 3000.0);
        let expected = RICH;
        assert!((rich - expected).abs() < 0.1, "{init:?}: {rich}");
    }
}

#[test]
fn logistic_loss_is_flat_at_the_lazy_end() {
    let config = config(Loss::Logistic, Init::Antisymmetric, 0.1);
    let lazy = slope(&config, 1e-3, 0.1);
    let expected = LAZY_LOGISTIC;
    assert!((lazy - expected).abs() < 0.05, "{lazy}");
    let rich = slope(&config, 30.0, 3000.0);
    assert!((rich - 1.0).abs() < 0.05, "{rich}");
}

/// Batches are drawn alike for every step, so that the search is one of a function.
#[test]
fn the_edge_is_where_runs_stop_training() {
    for batch_size in [None, Some(4)] {
        let mut config = config(Loss::Logistic, Init::Balanced, 0.1);
        let step = None;
        config.flow.method = Method::Descent(DescentConfig {
            step,
            batch_size,
            ..Default::default()
        });
        let problem = draw_problem(&config).unwrap();
        let start = TwoLayer::start(&config, &problem);
        let found = largest_learning_rate(&config, &problem, &start, 0.05, &NEVER).unwrap();
        let edge = found.unwrap();
        let mut reached = |step: f64| {
            config.flow.method = config.flow.method.with_step(Some(step));
            let run = Request::from(config.clone()).run(&Workers::default());
            Row::of(&run.unwrap()).unwrap().reached()
        };
        assert!(reached(edge.trains) && !reached(edge.fails), "{edge:?}");
        assert!(edge.fails > edge.trains && edge.fails < 1.052 * edge.trains);
    }
}
