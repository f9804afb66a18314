//! Runs on three classes or more.

use serde_json::Value;
use tempfile::tempdir;

use crate::command::{json, sweetspot};

/// Ten classes that a small network learns in milliseconds.
const TEN: &str = "train --set network.kind=mlp --set network.hidden=[16] --set data.kind=digits \
                   --set data.task=ten --set data.samples=40 --set loss.name=cross-entropy \
                   --set flow.method=descent --set flow.step=5e-3";

/// The same network on data drawn in classes.
const DRAWN: &str = "train --set network.kind=mlp --set network.hidden=[16] \
                     --set data.samples=200 --set data.dimension=12 --set data.test_samples=100 \
                     --set flow.method=descent --set flow.step=1e-3 --set stop.value=0.3";

fn number(run: &Value, key: &str) -> f64 {
    run[key]
        .as_f64()
        .unwrap_or_else(|| panic!("{key} is {}", run[key]))
}

#[test]
fn ten_classes_have_errors_and_no_alignment() {
    let folder = tempdir().unwrap();
    let run = json(folder.path(), TEN, 0);
    assert!((number(&run, "training_risk") / 0.1 - 1.0).abs() < 1e-6);
    assert_eq!(number(&run, "training_error"), 0.0);
    let [low, error, high] =
        ["test_error_low", "test_error", "test_error_high"].map(|key| number(&run, key));
    // Better than guessing, which is wrong on 9 of 10.
    assert!(
        0.0 < low && low < error && error < high && high < 0.6,
        "{run}"
    );
    // Wilson's interval on the 1757 points that are left: its width.
    let width = 2.0 * 1.96 * (error * (1.0 - error) / 1757.0f64).sqrt();
    assert!(((high - low) / width - 1.0).abs() < 0.01, "{run}");
    for key in [
        "effective_psi",
        "phi",
        "omega",
        "excess_error",
        "over_alignment",
        "over_fitting",
        "normalized_margin",
        "stable_rank",
    ] {
        assert_eq!(run[key], Value::Null, "{key}");
    }
    let said = sweetspot(folder.path(), TEN).stdout;
    assert!(said.contains("test error"), "{said}");
    assert!(said.contains("95% interval"), "{said}");
    assert!(!said.contains("omega"), "{said}");
}

#[test]
fn ten_classes_stop_at_their_accuracy_and_their_validation_risk() {
    let folder = tempdir().unwrap();
    let accurate = "--set stop.at=training-accuracy --set stop.value=0.8";
    let run = json(folder.path(), &format!("{TEN} {accurate}"), 0);
    let error = number(&run, "training_error");
    assert!((0.15..=0.2).contains(&error), "{error}");
    let validated = "--set stop.at=validation-risk --set stop.value=1.2 \
                     --set data.validation_samples=100";
    let run = json(folder.path(), &format!("{TEN} {validated}"), 0);
    assert!(number(&run, "training_risk") < 1.2);
}

#[test]
fn label_noise_reaches_training_labels_alone() {
    let folder = tempdir().unwrap();
    let noisy = format!("{TEN} --set data.label_noise=0.5 --set stop.value=1.0");
    let run = json(folder.path(), &noisy, 0);
    let flipped = run["draw"]["flipped_labels"].as_u64().unwrap();
    // Four standard deviations of 40 fair coins.
    assert!((8..=32).contains(&flipped), "{flipped}");
}

#[test]
fn drawn_classes_train_and_test() {
    let folder = tempdir().unwrap();
    for data in [
        "--set data.kind=classes --set data.classes=4 --set data.intrinsic_dimension=5",
        "--set data.kind=teacher --set data.classes=3 --set data.intrinsic_dimension=5",
    ] {
        let line = format!("{DRAWN} {data} --set loss.name=cross-entropy");
        let run = json(folder.path(), &line, 0);
        // Of 100 points: hundredths, but for ties.
        let error = 100.0 * number(&run, "test_error");
        assert!(
            (error - error.round()).abs() < 1e-9 && error < 60.0,
            "{run}"
        );
        // Two classes are those of every loss of the margin.
        let two = line.replace("cross-entropy", "logistic");
        let two = two.replace("data.classes=4", "data.classes=2");
        let two = two.replace("data.classes=3", "data.classes=2");
        let run = json(folder.path(), &two, 0);
        assert!(number(&run, "test_error") < 0.3, "{run}");
    }
}

#[test]
fn what_classes_do_not_allow_is_refused() {
    let folder = tempdir().unwrap();
    let labels = "x,y\n1,0\n2,1\n3,10\n4,2\n";
    std::fs::write(folder.path().join("eleven.csv"), labels).unwrap();
    let file = TEN
        .replace(
            "data.kind=digits",
            "data.kind=file --set data.path=eleven.csv",
        )
        .replace("data.samples=40", "data.label_column=y");
    for (line, parts) in [
        (file.clone(), ["row 2", "the labels 0 to 9"]),
        (
            TEN.replace("loss.name=cross-entropy", "loss.name=logistic"),
            ["loss.name", "\"cross-entropy\""],
        ),
        (
            TEN.replace("data.task=ten", "data.task=parity"),
            ["data.task", "\"ten\" or \"classes\""],
        ),
        (
            format!("{TEN} --set stop.at=positive-class-risk"),
            ["stop.at", "have no sign"],
        ),
        (
            TEN.replace(
                "network.kind=mlp --set network.hidden=[16]",
                "network.kind=two-layer",
            ),
            ["network.kind = \"two-layer\"", "one output"],
        ),
        (
            format!(
                "{DRAWN} --set data.kind=teacher --set data.intrinsic_dimension=13 --set loss.name=cross-entropy"
            ),
            [
                "data.intrinsic_dimension",
                "at most data.dimension, which is 12",
            ],
        ),
        (
            format!(
                "{DRAWN} --set data.kind=classes --set data.classes=2 --set loss.name=cross-entropy"
            ),
            ["data.classes", "at least 3"],
        ),
    ] {
        let answer = sweetspot(folder.path(), &line);
        assert_eq!(answer.code, Some(2), "{line}: {}", answer.stderr);
        for part in parts {
            assert!(
                answer.stderr.contains(part),
                "{part:?} is not in: {}",
                answer.stderr
            );
        }
    }
}
