//! Tables of one's own: what is said of them, and what is refused.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::tempdir;

use crate::command::{json, sweetspot};

/// A folder with a table of scikit-learn's.
fn with(name: &str) -> tempfile::TempDir {
    let folder = tempdir().unwrap();
    let tables = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data_files/tables");
    fs::copy(tables.join(name), folder.path().join(name)).unwrap();
    folder
}

const IRIS: &str = "--data iris.csv --label-column 4 --set data.skip_lines=1 --loss cross-entropy \
                    --set network.kind=mlp --set network.hidden=[16] --target-risk 0.3";

#[test]
fn a_table_is_summed_up_before_the_run() {
    let folder = with("iris.csv");
    let document = json(folder.path(), &format!("train {IRIS}"), 0);
    let table = &document["table"];
    assert_eq!(table["rows"], 150);
    assert_eq!(
        [&table["training"], &table["validation"], &table["test"]],
        [112, 0, 38]
    );
    assert_eq!(table["label"], "4");
    assert_eq!(table["features"][3]["name"], "3");
    assert_eq!(table["features"][3]["kind"], "number");
    assert_eq!(
        table["classes"][2],
        serde_json::json!({"name": "2", "label": 2.0, "rows": 50})
    );
    assert_eq!(table["standardised"].as_array().unwrap().len(), 4);
    assert!(document["test_error"].as_f64().unwrap() < 0.2);
    let text = sweetspot(folder.path(), &format!("train {IRIS}")).stdout;
    for part in [
        "Data from iris.csv\n",
        "  rows          150: 112 to train on, 0 for validation, 38 to test on\n",
        "  features      4 numbers (0, 1, 2, 3), 4 inputs in all\n",
        "  labels        4: 3 classes, 0 (50 rows), 1 (50 rows), 2 (50 rows)\n",
    ] {
        assert!(text.contains(part), "{part} is not in: {text}");
    }
    assert!(text.find("Data from").unwrap() < text.find("reached the target").unwrap());
}

#[test]
fn labels_are_a_column_or_a_file() {
    let folder = tempdir().unwrap();
    let rows: String = (0..20)
        .map(|i| format!("{i}.5,{},{}\n", i % 7, if i < 10 { "no" } else { "yes" }))
        .collect();
    fs::write(folder.path().join("a.csv"), format!("x,z,answer\n{rows}")).unwrap();
    let classes = |line: &str| -> Value {
        let line = format!("train --data a.csv {line} --method descent --target-risk 0.5");
        json(folder.path(), &line, 0)["table"]["classes"].clone()
    };
    let named = classes("--label-column answer");
    assert_eq!(
        (&named[1]["name"], &named[1]["label"]),
        (&"yes".into(), &1.0.into())
    );
    assert_eq!(classes("--labels answer"), named);
    assert_eq!(classes("--labels 2"), named);
    let missing = sweetspot(folder.path(), "train --data a.csv --labels y.npy");
    assert_eq!(missing.code, Some(2));
    assert!(
        missing.stderr.contains("y.npy: cannot be read"),
        "{}",
        missing.stderr
    );
}

#[test]
fn a_regression_has_a_mean_square_and_an_r2() {
    let folder = tempdir().unwrap();
    let row = |i: i32| {
        let x = f64::from(i) / 10.0 - 4.0;
        format!("{x},{},{}\n", (i * 7) % 11, 0.5 * x + 0.1)
    };
    let rows: String = (0..80).map(row).collect();
    fs::write(
        folder.path().join("a.csv"),
        format!("x,noise,target\n{rows}"),
    )
    .unwrap();
    let line = "train --data a.csv --loss squared --method descent --set stop.value=0.01 --alpha 0.3 \
                --set data.bias=true";
    let found = json(folder.path(), line, 0);
    let (error, r2) = (
        found["test_error"].as_f64().unwrap(),
        found["test_r2"].as_f64().unwrap(),
    );
    assert!(error < 0.1 && r2 > 0.9 && r2 < 1.0, "{error} {r2}");
    assert!(found["test_error_low"].as_f64().unwrap() < error);
    assert_eq!(found["test_ties"], Value::Null);
    assert_eq!(found["table"]["classes"], serde_json::json!([]));
    let text = sweetspot(folder.path(), line).stdout;
    assert!(
        text.contains("mean square of f - y") && text.contains("R^2"),
        "{text}"
    );
}

#[test]
fn what_does_not_go_together_exits_2() {
    let folder = with("iris.csv");
    for (line, part) in [
        (
            "--set data.standardise=true --set data.centre=true",
            "beside data.standardise",
        ),
        (
            "--set data.standardise=true --set data.scale=true",
            "beside data.standardise",
        ),
        ("--set data.test=1", "at least 0 and below 1"),
        (
            "--set data.columns=0 --set data.leave_out=1",
            "beside data.columns",
        ),
        ("--set data.missing=zero", "\"drop\""),
    ] {
        let answer = sweetspot(folder.path(), &format!("train {IRIS} {line}"));
        assert_eq!(answer.code, Some(2), "{line}");
        assert!(
            answer.stderr.contains(part),
            "{part} is not in: {}",
            answer.stderr
        );
    }
    let line = "train --data iris.csv --label-column 4 --set data.skip_lines=1";
    let answer = sweetspot(folder.path(), line);
    assert_eq!(answer.code, Some(2));
    assert!(
        answer
            .stderr
            .contains("the labels are 0, 1, 2, more than two classes"),
        "{}",
        answer.stderr
    );
    assert!(answer.stderr.contains("cross-entropy"), "{}", answer.stderr);
}

#[test]
fn a_sweep_needs_rows_to_test_on_and_shows_its_data() {
    let folder = with("iris.csv");
    let sweep = "sweep --data iris.csv --label-column 4 --set data.skip_lines=1 \
                 --set data.task=[1,2] --method descent --width 8 --target-risk 0.4 \
                 --set sweep.alphas=[0.1,1] --set sweep.replicates=2 --out s";
    let answer = sweetspot(folder.path(), &format!("{sweep} --set data.test=0"));
    assert_eq!(answer.code, Some(2));
    for part in [
        "no rows are left to test on",
        "data.test = 0.25",
        "data.samples",
    ] {
        assert!(
            answer.stderr.contains(part),
            "{part} is not in: {}",
            answer.stderr
        );
    }
    assert!(!folder.path().join("s").exists());
    let document = json(folder.path(), sweep, 0);
    assert_eq!(document["table"]["test"], 25);
    assert_eq!(document["table"]["classes"][0]["name"], "2");
    let page = fs::read_to_string(folder.path().join("s/report.html")).unwrap();
    for part in [
        "The data",
        "iris.csv",
        "100: 75 to train on, 0 for validation, 25 to test on",
    ] {
        assert!(page.contains(part), "{part}");
    }
}
