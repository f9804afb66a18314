//! The search on data whose answer is known in advance.

use sweetspot::config::{ClassesConfig, Config, Loss};
use sweetspot::runs::Workers;
use sweetspot::tune::{ArmVerdict, Model, Outcome, Setup, Verdict, tune};

/// A small mlp on two Gaussian classes.
fn classes(changes: &[(&str, toml::Value)], data: ClassesConfig) -> Config {
    let keys = Model::Mlp.keys();
    let own = changes.iter().map(|(key, value)| (*key, value.clone()));
    let all = keys.into_iter().chain(own);
    let all: Vec<(String, toml::Value)> = all.map(|(key, value)| (key.to_owned(), value)).collect();
    let mut config = Config::default().with(&all).unwrap();
    config.data = data.into();
    config.loss.name = if data.classes > 2 {
        Loss::CrossEntropy
    } else {
        Loss::Logistic
    };
    config
}

fn found(config: Config) -> Outcome {
    let setup = Setup::of(config).unwrap();
    tune(&setup, 3.0, &Workers::default(), None).unwrap()
}

fn hidden(width: i64) -> (&'static str, toml::Value) {
    ("network.hidden", vec![width].into())
}

/// Few points in many dimensions of which one tells the classes apart: lazy networks with a large random
/// function at the start do worse, by far more than any interval.
#[test]
fn the_lazy_end_of_noisy_classes_is_too_lazy() {
    let data = ClassesConfig {
        samples: 60,
        dimension: 30,
        classes: 2,
        signal: 1.5,
        noise: 0.5,
        test_samples: 400,
        ..ClassesConfig::default()
    };
    let found = found(classes(&[hidden(24)], data));
    assert_eq!(
        found.arms.lazy.verdict,
        ArmVerdict::TooLazy,
        "{:?}",
        found.arms
    );
    assert!(found.recommended.c < 16.0);
    assert!(found.spent.runs >= 40 + 30 && found.spent.cpu_seconds > 0.0);
    assert!(found.splits.confirmation >= 10);
    let he = found
        .gains
        .iter()
        .find(|gain| gain.against == "he")
        .unwrap();
    let range = he.low..=he.high;
    assert!(range.contains(&he.points), "{he:?}");
}

/// With one class everywhere but for noise in the labels no strength can gain anything.
#[test]
fn nothing_is_gained_where_there_is_nothing_to_learn() {
    let data = ClassesConfig {
        samples: 60,
        dimension: 6,
        classes: 2,
        signal: 0.0,
        noise: 1.0,
        test_samples: 400,
        ..ClassesConfig::default()
    };
    let found = found(classes(&[hidden(12)], data));
    assert!(
        found
            .gains
            .iter()
            .all(|gain| gain.verdict != Verdict::Better),
        "{:?}",
        found.gains
    );
    assert!((found.recommended.test_error - 0.5).abs() < 0.1);
}

/// A limit of passes that no c can meet its target within still has errors, and says so.
#[test]
fn targets_out_of_reach_are_rows_that_say_so() {
    let data = ClassesConfig {
        samples: 40,
        dimension: 5,
        classes: 3,
        signal: 1.0,
        noise: 1.0,
        test_samples: 200,
        ..ClassesConfig::default()
    };
    let limit = [
        hidden(8),
        ("stop.value", 1e-6.into()),
        ("stop.max_steps", 20.into()),
    ];
    let found = found(classes(&limit, data));
    let point = &found.curve[0].point;
    assert_eq!(point.unreached, point.runs);
    assert!(found.curve.iter().all(|point| point.point.mean.is_some()));
}

/// A two-layer network says the alpha that is the same.
#[test]
fn a_two_layer_network_has_an_equal_alpha() {
    let data = ClassesConfig {
        samples: 40,
        dimension: 5,
        classes: 2,
        test_samples: 200,
        ..ClassesConfig::default()
    };
    let keys = Model::TwoLayer.keys().into_iter();
    let keys: Vec<_> = keys.map(|(key, value)| (key.to_owned(), value)).collect();
    let mut config = Config::default().with(&keys).unwrap();
    config.network.set_width(16);
    config.data = data.into();
    config.loss.name = Loss::Logistic;
    let found = found(config);
    let alpha = found.recommended.alpha.unwrap();
    assert!((alpha * alpha / found.recommended.c - 1.0).abs() < 1e-12);
}
