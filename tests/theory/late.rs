//! The late phase's constants along the exact flow.

use sweetspot::config::{DataConfig, MixtureConfig, SeparableConfig};
use sweetspot::data::{Dataset, Problem};
use sweetspot::flow::{Stop, exact};
use sweetspot::network::{Init, Loss, TwoLayer, mean_loss};
use sweetspot::observables::{angle, normalized_margin};
use sweetspot::random::Streams;
use sweetspot::theory::{
    decay_constant, late_sum_loss, margin_ceiling, max_margin_vector, smoothed_margin,
};

fn separable(seed: u64) -> Dataset {
    let config = DataConfig::from(SeparableConfig {
        mixture: MixtureConfig {
            samples: 8,
            dimension: 2,
            test_lines: 0,
            ..Default::default()
        },
        ..Default::default()
    });
    let problem = Problem::draw(&config, Loss::Logistic2, &Streams::new(seed)).unwrap();
    problem.training
}

fn square(network: &TwoLayer) -> f64 {
    let outputs: f64 = network.outputs.iter().map(|v| v * v).sum();
    network.weights.squared_norm_l2() + outputs
}

#[test]
fn losses_margins_and_directions_go_where_predicted() {
    for (seed, loss) in [
        (0, Loss::Logistic),
        (1, Loss::Logistic2),
        (2, Loss::Exponential),
    ] {
        let data = separable(seed);
        let lengths = [true, false].map(|class| max_margin_vector(&data, class).unwrap());
        let constant = decay_constant(lengths[0].length, lengths[1].length);
        let ceiling = margin_ceiling(lengths[0].length, lengths[1].length);
        let mut stream = Streams::new(seed).weights();
        let start = TwoLayer::init(Init::Balanced, 20, 2, &mut stream).scaled(1e-3);
        let times: Vec<f64> = (0..=24).map(|k| libm::exp10(f64::from(k) * 0.5)).collect();
        let run = exact::Flow::new(&data, loss)
            .tolerance(1e-5)
            .stop(Stop::Time(1e12))
            .record(&times)
            .integrate(&start)
            .unwrap();
        let mut smoothed_before = 0.0;
        for state in &run.states {
            let f = state.network.predict(data.points());
            let sum = mean_loss(&f, data.labels(), loss) * data.samples() as f64;
            let margin = normalized_margin(&state.network, &data).unwrap();
            assert!(
                margin <= ceiling,
                "{loss:?} at {}: {margin} {ceiling}",
                state.time
            );
            let smoothed = smoothed_margin(loss, sum, square(&state.network)).unwrap();
            assert!(smoothed <= margin + 1e-12);
            if sum < loss.value(0.0, 1.0) {
                assert!(
                    smoothed >= smoothed_before * (1.0 - 1e-9),
                    "{loss:?} at {}",
                    state.time
                );
                smoothed_before = smoothed;
            }
        }
        let f = run.end.network.predict(data.points());
        let sum = mean_loss(&f, data.labels(), loss) * data.samples() as f64;
        let reached = run.end.time * sum * -libm::log(sum);
        assert!(
            (reached / constant - 1.0).abs() < 0.04,
            "{loss:?}: {reached} {constant}"
        );
        let law = late_sum_loss(run.end.time, constant).unwrap();
        assert!((sum / law - 1.0).abs() < 0.04, "{loss:?}: {sum} {law}");
        let margin = normalized_margin(&run.end.network, &data).unwrap();
        assert!(margin > 0.95 * ceiling, "{loss:?}: {margin} {ceiling}");
        let predictor = run.end.network.effective_predictor();
        let off = angle(&predictor, &lengths[0].vector).unwrap();
        // Angles fall like 1/log t only.
        assert!(off < 0.1, "{loss:?}: {off}");
    }
}
