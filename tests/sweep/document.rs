//! The JSON document of a sweep, and what it counts.

use serde_json::Value;
use tempfile::tempdir;

use crate::command::{SMALL, json, small_by, sweetspot};

const POINT: [&str; 14] = [
    "axis",
    "value",
    "alpha",
    "runs",
    "unreached",
    "at_start",
    "test_error",
    "test_error_low",
    "test_error_high",
    "test_ties",
    "over_alignment",
    "over_fitting",
    "evaluations",
    "time",
];

const GROUP: [&str; 4] = ["width", "samples", "signal", "learning_rate"];

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

fn sorted(names: &[&'static str]) -> Vec<&'static str> {
    let mut names = names.to_vec();
    names.sort_unstable();
    names
}

fn column<'v>(document: &'v Value, key: &str) -> Vec<&'v Value> {
    let points = document["curve"].as_array().unwrap();
    points.iter().map(|point| &point[key]).collect()
}

fn sweep(more: &str, code: i32) -> Value {
    let folder = tempdir().unwrap();
    json(
        folder.path(),
        &format!("sweep {SMALL} --out out {more}"),
        code,
    )
}

const GRID: &str = "--set sweep.alphas=[1,0.01,0.1] --set sweep.replicates=3";

#[test]
fn one_curve_has_the_keys_of_the_design() {
    let document = sweep(GRID, 0);
    let top = [
        "curve",
        "optimum",
        "u_test",
        "unreached",
        "step_check",
        "config",
        "version",
        "command",
    ];
    assert_eq!(keys(&document), sorted(&top));
    assert_eq!(column(&document, "alpha"), [0.01, 0.1, 1.0]);
    for point in document["curve"].as_array().unwrap() {
        assert_eq!(keys(point), sorted(&POINT));
        assert!(POINT[1..].iter().all(|key| point[key].is_number()));
        assert_eq!(
            (&point["axis"], &point["value"]),
            (&"alpha".into(), &point["alpha"])
        );
        assert_eq!(point["runs"], 3);
        let [low, mean, high] = ["test_error_low", "test_error", "test_error_high"]
            .map(|key| point[key].as_f64().unwrap());
        assert!(0.0 <= low && low <= mean && mean <= high && high <= 1.0);
    }
    for key in ["alpha", "alpha_low", "alpha_high", "test_error"] {
        assert!(document["optimum"][key].is_number(), "{key}");
    }
    let test = &document["u_test"];
    assert!(["interior", "monotone", "inconclusive"].contains(&test["verdict"].as_str().unwrap()));
    for key in ["p_value", "gain_over_smallest", "gain_over_largest"] {
        assert!(test[key].is_number(), "{key}");
    }
    assert_eq!(document["unreached"], 0);
    assert_eq!(document["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(document["config"]["sweep"]["replicates"], 3);
    for key in ["replicates", "alpha", "change", "standard_errors"] {
        assert!(document["step_check"][key].is_number(), "{key}");
    }
    let command = document["command"].as_str().unwrap();
    assert!(
        command.starts_with("sweetspot sweep --method descent "),
        "{command}"
    );
    assert!(command.contains("'sweep.alphas=[1,0.01,0.1]'"), "{command}");
}

#[test]
fn several_curves_are_told_apart() {
    let document = sweep(
        &format!(
            "{GRID} --set sweep.signals=[2,3] --set sweep.learning_rates=[0.001,0.002] --set sweep.samples=[6,8]"
        ),
        0,
    );
    assert!(document["optimum"].is_null() && document["u_test"].is_null());
    let points = document["curve"].as_array().unwrap();
    assert_eq!(points.len(), 2 * 2 * 2 * 3);
    let all: Vec<&str> = POINT.iter().chain(&GROUP).copied().collect();
    points
        .iter()
        .for_each(|point| assert_eq!(keys(point), sorted(&all)));
    let groups = document["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 8);
    let more = ["curve", "optimum", "u_test", "unreached"];
    let all: Vec<&str> = more.iter().chain(&GROUP).copied().collect();
    for group in groups {
        assert_eq!(keys(group), sorted(&all));
        assert_eq!(group["curve"].as_array().unwrap().len(), 3);
        assert!(group["optimum"]["alpha"].is_number());
    }
}

#[test]
fn widths_make_curves_too_and_match_a_sweep_of_their_own() {
    let both = sweep(
        &format!("{GRID} --set sweep.widths=[8,4] --set stop.max_steps=3000"),
        0,
    );
    let alone = sweep(&format!("{GRID} --set stop.max_steps=3000"), 0);
    let groups = both["groups"].as_array().unwrap();
    assert_eq!([&groups[0]["width"], &groups[1]["width"]], [4, 8]);
    assert_eq!(groups[1]["curve"], alone["curve"]);
    assert!(groups[0]["curve"] != alone["curve"]);
}

#[test]
fn runs_that_did_not_reach_the_target_are_counted_for_every_alpha() {
    let document = sweep(&format!("{GRID} --set stop.max_steps=100"), 0);
    let unreached: Vec<u64> = column(&document, "unreached")
        .iter()
        .map(|n| n.as_u64().unwrap())
        .collect();
    // Small alphas take longer: some of the runs need more than these steps, not all.
    assert_eq!(document["unreached"], unreached.iter().sum::<u64>());
    assert!(
        unreached[0] > 0 && unreached.iter().sum::<u64>() < 9,
        "{unreached:?}"
    );
    let none = sweep(&format!("{GRID} --set stop.max_steps=3"), 0);
    assert_eq!(column(&none, "unreached"), [3, 3, 3]);
    assert!(
        column(&none, "test_error")
            .iter()
            .all(|error| error.is_number())
    );
    assert!(none["step_check"].is_null(), "nothing to compare");
}

#[test]
fn an_interval_ends_where_an_error_can_be_no_larger() {
    let document = sweep(
        "--set sweep.alphas=[0.01,1] --set sweep.replicates=2 --set stop.max_steps=2",
        0,
    );
    assert!(
        column(&document, "test_error_low")
            .iter()
            .all(|low| low.as_f64() == Some(0.0))
    );
    assert!(
        column(&document, "test_error_high")
            .iter()
            .all(|high| high.as_f64() == Some(1.0))
    );
}

#[test]
fn runs_that_begin_at_the_target_are_reached_and_counted() {
    let document = sweep(&format!("{GRID} --target-risk 1.388"), 0);
    let [small, middle, large] =
        [0, 1, 2].map(|i| column(&document, "at_start")[i].as_u64().unwrap());
    // The initial risk is 2 log 2 = 1.386 up to the order of alpha^2.
    assert!(small == 3 && middle >= large, "{small} {middle} {large}");
    assert_eq!(document["unreached"], 0);
    assert_eq!(column(&document, "time")[0], 0.0);
    assert_eq!(column(&sweep(GRID, 0), "at_start"), [0, 0, 0]);
}

#[test]
fn without_a_test_set_the_curve_has_no_errors_and_no_figure() {
    let folder = tempdir().unwrap();
    let kinds = ["--set data.kind=three-points --loss squared --target-risk 0.2 --out points"];
    for kind in kinds {
        let line = format!("sweep --width 4 {GRID} {kind}");
        let document = json(folder.path(), &line, 0);
        for key in [
            "test_error",
            "test_error_low",
            "test_error_high",
            "test_ties",
            "over_alignment",
            "over_fitting",
        ] {
            assert!(
                column(&document, key).iter().all(|value| value.is_null()),
                "{key}"
            );
        }
        for key in ["optimum", "u_test", "step_check"] {
            assert!(document[key].is_null(), "{key}");
        }
        assert_eq!(sweetspot(folder.path(), &line).code, Some(0));
    }
    let out = folder.path().join("points");
    assert!(out.join("curve.csv").exists() && !out.join("curve.svg").exists());
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("Verdict: none.") && !page.contains("<svg"));
    // No test error, no need to make runs again at half the step.
    assert_eq!(crate::resuming::lines(&out).len(), 9);
}

#[test]
fn other_methods_and_batches_have_no_step_check() {
    let folder = tempdir().unwrap();
    for (method, more) in [
        ("exact", ""),
        ("runge-kutta", "--target-risk 1.3"),
        ("descent", "--set flow.batch_size=4"),
    ] {
        let small = small_by(method);
        let grid = "--set sweep.alphas=[0.1,0.3] --set sweep.replicates=2";
        let line = format!("sweep {small} {grid} {more} --out {method}");
        let document = json(folder.path(), &line, 0);
        assert!(document["step_check"].is_null());
        assert!(
            document["u_test"].is_null(),
            "two alphas have nothing in between"
        );
        assert!(document["optimum"].is_object());
    }
}

#[test]
fn a_dry_run_counts_and_writes_nothing() {
    let folder = tempdir().unwrap();
    let line = format!("sweep {SMALL} {GRID} --dry-run --out out");
    let document = json(folder.path(), &line, 0);
    assert_eq!(keys(&document), ["at_least", "runs", "seconds"]);
    assert_eq!(document["at_least"], false);
    assert_eq!(document["runs"], 9);
    assert!(document["seconds"].as_f64().unwrap() > 0.0);
    let text = sweetspot(folder.path(), &line).stdout;
    assert!(text.starts_with("9 runs, about "), "{text}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// In every replicate the best interior error is exactly 0 and the last one is not: no margin is too
/// large, and that is said.
#[test]
fn a_gain_over_no_error_is_infinite_on_both_sides() {
    let folder = tempdir().unwrap();
    let table = include_str!("../data_files/separable.csv");
    std::fs::write(folder.path().join("separable.csv"), table).unwrap();
    let line = "sweep --data separable.csv --set data.label_column=y --set data.samples=20 \
                --set data.standardise=false --set sweep.alphas=[0.01,0.1,1,3] --out out --quiet";
    let document = json(folder.path(), line, 0);
    let test = &document["u_test"];
    assert_eq!(test["gain_over_largest"], "Infinity", "{test:#}");
    assert_eq!(
        test["gain_over_largest_interval"],
        serde_json::json!(["Infinity", "Infinity"])
    );
    assert!(test["unseen"].as_f64().unwrap() < 0.14);
    assert!(test["tail_free_p_value"].is_number());
    let page = std::fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(
        page.contains("alpha 3 is infinitely worse [infinite, infinite]"),
        "{page}"
    );
}
