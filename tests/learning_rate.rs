//! AMSP25: the largest learning rate against the output divisor gamma.

use std::sync::atomic::AtomicBool;

use sweetspot::config::{Config, Init, Loss};
use sweetspot::sweep::{draw_problem, draw_start, largest_learning_rate};
use sweetspot::theory::scaling::{
    LazyLoss, lazy_learning_rate_exponent, rich_learning_rate_exponent,
};

fn config(loss: Loss, init: Init) -> Config {
    let mut config = Config::default();
    (config.data.samples, config.data.dimension) = (Some(10), Some(8));
    (config.network.width, config.network.init) = (16, init);
    config.network.alpha = 1.0;
    config.loss.name = loss;
    (config.stop.value, config.stop.max_steps) = (0.02, 1000);
    config
}

fn edge(config: &Config, gamma: f64) -> f64 {
    let mut config = config.clone();
    config.network.output_divisor = gamma;
    let problem = draw_problem(&config).unwrap();
    let start = draw_start(&config, &problem);
    let never = AtomicBool::new(false);
    let found = largest_learning_rate(&config, &problem, &start, 0.05, &never).unwrap();
    let found = found.unwrap();
    println!("{gamma}: {found:?}");
    found.trains
}

#[test]
fn squared_loss_has_the_exponents_of_the_paper() {
    for init in [Init::Balanced, Init::Antisymmetric] {
        let config = config(Loss::Squared, init);
        let slope = |from: f64, to: f64| {
            libm::log(edge(&config, to) / edge(&config, from)) / libm::log(to / from)
        };
        let lazy = slope(1e-4, 1e-2);
        let rich = slope(30.0, 3000.0);
        println!("{init:?}: {lazy} {rich}");
        let expected = lazy_learning_rate_exponent(LazyLoss::Squared);
        assert!((lazy - expected).abs() < 0.1, "{init:?}: {lazy}");
        let expected = rich_learning_rate_exponent(2).unwrap();
        assert!((rich - expected).abs() < 0.1, "{init:?}: {rich}");
    }
}
