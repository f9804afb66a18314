//! `sweetspot theory` through the binary.

use std::process::Output;

use serde_json::Value;

/// Runs the binary at a fixed width and without colours.
fn sweetspot(arguments: &[&str]) -> Output {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("sweetspot");
    command
        .env("COLUMNS", "100")
        .env_remove("CLICOLOR_FORCE")
        .args(arguments);
    command.assert().get_output().clone()
}

fn text(arguments: &[&str]) -> String {
    let output = sweetspot(arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert_eq!(errors, "");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn json(arguments: &[&str]) -> Value {
    let all: Vec<&str> = ["theory", "--json"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    serde_json::from_str(&text(&all)).unwrap()
}

fn value(document: &Value, name: &str) -> f64 {
    let value = &document["predictions"][name]["value"];
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{name}: {document}"))
}

/// The reason given for a prediction that does not apply.
fn reason(document: &Value, name: &str) -> String {
    let entry = &document["predictions"][name];
    assert_eq!(entry["value"], Value::Null, "{name}");
    entry["not_applicable"]
        .as_str()
        .unwrap_or_else(|| panic!("{name}"))
        .to_string()
}

#[test]
fn help_is_written_for_a_newcomer() {
    insta::assert_snapshot!("help", text(&["theory", "--help"]));
}

#[test]
fn predictions_of_a_separable_set_and_of_the_default() {
    let separable = [
        "theory",
        "--alpha",
        "1e-6",
        "--set",
        "data.kind=separable",
        "--set",
        "data.dimension=2",
    ];
    insta::assert_snapshot!("separable", text(&separable));
    insta::assert_snapshot!("default", text(&["theory"]));
}

#[test]
fn json_holds_every_prediction_with_its_value_or_its_reason() {
    let document = json(&["--alpha", "1e-6", "--set", "data.kind=separable"]);
    assert_eq!(document["quantities"]["samples"]["value"], 40.0);
    assert_eq!(document["config"]["network"]["alpha"], 1e-6);
    assert_eq!(document["seed"], 0);
    let entries = document["predictions"].as_object().unwrap();
    assert!(entries.len() > 20);
    for (name, entry) in entries {
        let (value, reason) = (&entry["value"], &entry["not_applicable"]);
        assert!(value.is_f64() ^ reason.is_string(), "{name}: {entry}");
        assert!(entry["source"].is_string() && entry["meaning"].is_string());
    }
    assert!((value(&document, "bayes_error") - 0.022_750_131_948_179_2).abs() < 1e-12);
    assert!(value(&document, "zeta_plus") > value(&document, "published_zeta_plus"));
    let lengths = value(&document, "max_margin_plus") + value(&document, "max_margin_minus");
    assert!((value(&document, "margin_ceiling") * 2.0 * lengths - 1.0).abs() < 1e-12);
    assert!((value(&document, "decay_constant") * 2.0 / lengths - 1.0).abs() < 1e-12);
    assert!(value(&document, "angle_at_phase_end") < 1.58);
}

#[test]
fn every_premise_that_fails_is_named() {
    let separable = ["--set", "data.kind=separable", "--alpha"];
    let with = |more: &[&str]| json(&separable.iter().chain(more).copied().collect::<Vec<_>>());
    let large = with(&["0.5"]);
    assert_eq!(
        reason(&large, "phase_end"),
        "T(alpha) is not positive: alpha has to be below 1/sqrt(h) = 1.250e-1"
    );
    assert!(value(&large, "alpha_limit") > value(&large, "published_alpha_limit"));
    let middle = with(&["0.1"]);
    assert!(
        reason(&middle, "published_zeta_plus").contains("is not positive: alpha has to be below")
    );
    assert!(value(&middle, "phase_end") > 0.0);
    let exponential = with(&["0.1", "--loss", "exponential"]);
    assert!(
        reason(&exponential, "weight_bound").contains("exponential loss alpha has to be at most")
    );
    for init in ["unbalanced", "dominated"] {
        let document = with(&["1e-6", "--set", &format!("network.init={init}")]);
        assert!(
            reason(&document, "phase_end").contains("not balanced"),
            "{init}"
        );
        assert!(value(&document, "margin_ceiling") > 0.0, "any weights");
    }
    let mixture = json(&["--alpha", "1e-6"]);
    assert!(reason(&mixture, "margin_ceiling").contains("not orthogonally separable: mu = -"));
    assert!(reason(&mixture, "separable_probability").contains("1 or 2 dimensions, not in 40"));
    assert!(reason(&mixture, "relative_weight_change").contains("not antisymmetric"));
    assert!(reason(&mixture, "least_squares_loss").contains("three-points"));
    assert!(value(&mixture, "phase_end") > 0.0);
    let lazy = json(&["--set", "network.init=antisymmetric", "--alpha", "0.1"]);
    assert!(reason(&lazy, "relative_weight_change").contains("alpha is not large"));
    let lazy = json(&["--set", "network.init=antisymmetric", "--alpha", "8"]);
    assert!((value(&lazy, "relative_weight_change") * 64.0 * 64.0 / 2.0 - 1.0).abs() < 0.2);
    let by_time = [
        "--set",
        "network.init=antisymmetric",
        "--alpha",
        "8",
        "--set",
        "stop.at=time",
    ];
    assert!(reason(&json(&by_time), "relative_weight_change").contains("training-risk"));
    let digits = json(&["--set", "data.kind=digits"]);
    assert!(reason(&digits, "bayes_error").contains("law of the data is not known"));
    assert!(
        digits["quantities"]["separability"]["value"]
            .as_f64()
            .unwrap()
            < 0.0
    );
    let one_sign = with(&["1e-6", "--width", "1"]);
    assert!(reason(&one_sign, "escape_time_slope").contains("same sign"));
}

#[test]
fn the_logistic_loss_is_logistic2_at_half_the_speed() {
    let of = |loss| {
        json(&[
            "--alpha",
            "1e-6",
            "--set",
            "data.kind=separable",
            "--loss",
            loss,
        ])
    };
    let (half, full) = (of("logistic"), of("logistic2"));
    for name in ["phase_end", "entry_time", "escape_time_slope"] {
        let ratio = value(&half, name) / value(&full, name);
        assert!((ratio - 2.0).abs() < 1e-14, "{name}: {ratio}");
    }
    for name in [
        "zeta_plus",
        "weight_bound",
        "angle_at_phase_end",
        "decay_constant",
    ] {
        assert_eq!(value(&half, name), value(&full, name), "{name}");
    }
}

#[test]
fn regression_has_the_line_of_bf25_and_nothing_of_margins() {
    let document = json(&["--set", "data.kind=three-points", "--loss", "squared"]);
    assert!((value(&document, "least_squares_loss") - 0.087_521_37).abs() < 5e-9);
    for name in [
        "phase_end",
        "alpha_limit",
        "margin_ceiling",
        "entry_time",
        "escape_time_slope",
    ] {
        assert!(
            reason(&document, name).contains("loss is not covered"),
            "{name}"
        );
    }
    assert_eq!(document["quantities"]["norm_x_plus"]["value"], Value::Null);
}

#[test]
fn a_replicate_is_that_of_a_sweep_and_bad_input_exits_2() {
    let zero = json(&["--replicate", "0"]);
    let three = json(&["--replicate", "3"]);
    assert_eq!(three["config"]["replicate"], 3);
    assert_ne!(
        zero["quantities"]["norm_x_plus"],
        three["quantities"]["norm_x_plus"]
    );
    assert_eq!(
        sweetspot(&["theory", "--replicate", "x"]).status.code(),
        Some(2)
    );
    let refused = sweetspot(&["theory", "--alpha", "-1"]);
    assert_eq!(refused.status.code(), Some(2));
    let hopeless = [
        "theory",
        "--set",
        "data.kind=separable",
        "--set",
        "data.construction=rejection",
        "--set",
        "data.signal=0.1",
    ];
    assert_eq!(sweetspot(&hopeless).status.code(), Some(2));
}
