//! The JSON document of a run.

use serde_json::Value;
use sweetspot::config::{Config, Method};
use sweetspot::quantities::Row;
use sweetspot::runs::{Request, Workers};
use sweetspot::sweep::step_error;
use tempfile::tempdir;

use crate::command::{SMALL, json};

const COUNTS: [&str; 5] = [
    "steps",
    "evaluations",
    "events",
    "sliding_events",
    "nonunique_events",
];

const ALWAYS: [&str; 6] = [
    "time",
    "seconds",
    "training_risk",
    "balancedness_drift",
    "relative_weight_change",
    "stable_rank",
];

const OF_CLASSES: [&str; 4] = [
    "training_error",
    "effective_psi",
    "omega",
    "normalized_margin",
];

const OF_A_TEST_SET: [&str; 4] = [
    "test_error",
    "test_error_low",
    "test_error_high",
    "test_ties",
];

const OF_A_MIXTURE: [&str; 4] = ["phi", "excess_error", "over_alignment", "over_fitting"];

fn number(run: &Value, key: &str) -> f64 {
    let value = run.get(key).unwrap_or(&Value::Null);
    value.as_f64().unwrap_or_else(|| panic!("{key} is {value}"))
}

fn assert_numbers(run: &Value, keys: &[&str]) {
    keys.iter()
        .for_each(|key| assert!(number(run, key).is_finite()));
}

fn assert_nulls(run: &Value, keys: &[&str]) {
    for key in keys {
        assert_eq!(run.get(key), Some(&Value::Null), "{key}");
    }
}

fn assert_general(run: &Value) {
    assert_numbers(run, &ALWAYS);
    for key in COUNTS {
        assert!(run[key].is_u64(), "{key} is {}", run[key]);
    }
    assert_eq!(run["stop_reason"], "reached");
    assert_eq!(run["seed"], 4);
    assert_eq!(run["config"]["seed"], 4);
    assert!(run["config"]["network"]["width"].is_u64());
}

#[test]
fn a_mixture_has_every_number() {
    let folder = tempdir().unwrap();
    let run = json(folder.path(), &format!("train {SMALL} --seed 4"), 0);
    assert_general(&run);
    for keys in [&OF_CLASSES, &OF_A_TEST_SET, &OF_A_MIXTURE] {
        assert_numbers(&run, keys);
    }
    assert!((number(&run, "omega") - libm::acos(number(&run, "effective_psi"))).abs() < 1e-12);
    let parts = number(&run, "over_alignment") + number(&run, "over_fitting");
    assert!((parts - number(&run, "excess_error")).abs() < 1e-15);
    assert!(number(&run, "test_error_low") <= number(&run, "test_error"));
    assert!(number(&run, "test_error") <= number(&run, "test_error_high"));
    // One document and nothing that the design does not name, but for the draw and the step.
    let known =
        ALWAYS.len() + COUNTS.len() + OF_CLASSES.len() + OF_A_TEST_SET.len() + OF_A_MIXTURE.len();
    let more = [
        "stop_reason",
        "seed",
        "config",
        "step",
        "step_error",
        "draw",
        // Of a regression.
        "test_r2",
    ];
    assert_eq!(run.as_object().unwrap().len(), known + more.len());
}

#[test]
fn squared_loss_on_classes_has_them_too() {
    let folder = tempdir().unwrap();
    let run = json(
        folder.path(),
        &format!("train {SMALL} --seed 4 --loss squared --target-risk 0.2"),
        0,
    );
    assert_general(&run);
    for keys in [&OF_CLASSES, &OF_A_TEST_SET, &OF_A_MIXTURE] {
        assert_numbers(&run, keys);
    }
}

#[test]
fn the_three_points_have_no_classes_and_no_test_set() {
    let folder = tempdir().unwrap();
    let line =
        "train --seed 4 --set data.kind=three-points --loss squared --target-risk 0.2 --width 8";
    let run = json(folder.path(), line, 0);
    assert_general(&run);
    for keys in [&OF_CLASSES, &OF_A_TEST_SET, &OF_A_MIXTURE] {
        assert_nulls(&run, keys);
    }
    assert!(run["step_error"]["test_error"].is_null());
}

#[test]
fn a_regression_has_a_mean_square_on_its_test_rows() {
    let folder = tempdir().unwrap();
    let rows = "a,y\n1,0.5\n-1,-1\n2,1.4\n-2,-2\n0.3,1\n";
    std::fs::write(folder.path().join("real.csv"), rows).unwrap();
    let line = "train --seed 4 --data real.csv --set data.label_column=y --set data.samples=3 \
                --loss squared --target-risk 0.3";
    let run = json(folder.path(), line, 0);
    assert_general(&run);
    for keys in [&OF_CLASSES, &OF_A_MIXTURE] {
        assert_nulls(&run, keys);
    }
    assert!(run["test_ties"].is_null());
    assert!(run["test_error"].as_f64().unwrap() >= 0.0 && run["test_r2"].as_f64().unwrap() <= 1.0);
}

#[test]
fn digits_have_a_test_set_and_no_law() {
    let folder = tempdir().unwrap();
    let line = "train --seed 4 --set data.kind=digits --set data.samples=20 --width 8";
    let run = json(folder.path(), line, 0);
    assert_general(&run);
    assert_numbers(&run, &OF_CLASSES);
    assert_numbers(&run, &OF_A_TEST_SET);
    assert_nulls(&run, &OF_A_MIXTURE);
}

/// Halving as the document reports it is a run at half the step, made by hand.
#[test]
fn the_step_error_is_the_change_at_half_the_step() {
    let folder = tempdir().unwrap();
    let line = format!("train {SMALL} --alpha 0.5");
    let run = json(folder.path(), &line, 0);
    let step = number(&run, "step");
    let half = json(
        folder.path(),
        &format!("{line} --set flow.step={}", step / 2.0),
        0,
    );
    assert_eq!(number(&half, "step"), step / 2.0);
    let error = &run["step_error"];
    let time = number(&half, "time") / number(&run, "time") - 1.0;
    assert_eq!(number(error, "time"), time);
    assert!(time != 0.0 && time.abs() < 0.1, "{time}");
    let change = number(&half, "test_error") - number(&run, "test_error");
    assert_eq!(number(error, "test_error"), change);
    assert!(number(error, "direction") > 0.0);
}

/// A run halves a chosen step that is too long for it: the error is that of the step that was
/// taken, here one that the configuration does not name.
#[test]
fn the_step_error_starts_from_the_step_that_was_taken() {
    let workers = Workers::default();
    let run = |config: &Config| Request::from(config.clone()).run(&workers).unwrap();
    let mut config = Config::default();
    config.network.set_width(8);
    config.flow.method = Method::descent().with_step(Some(1e-4));
    let mut taken = run(&config);
    config.flow.method = Method::descent().with_step(Some(0.5e-4));
    let half = run(&config);
    taken.config.flow.method = Method::descent();
    let error = step_error(&taken, &workers).unwrap().unwrap();
    let time = |run| Row::of(run).unwrap().value("time");
    assert_eq!(error.time, time(&half) / time(&taken) - 1.0);
    assert!(error.time != 0.0);
}
