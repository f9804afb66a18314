//! The JSON document, the text and the files.

use crate::command::{json, sweetspot};
use crate::table::{SMALL, folder};

fn keys(value: &serde_json::Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn the_document_has_the_keys_of_the_contract() {
    let folder = folder();
    let line = format!("tune two.csv --label-column y --out found {SMALL}");
    let found = json(folder.path(), &line, 0);
    for key in [
        "table",
        "recommended",
        "band",
        "arms",
        "gains",
        "curve",
        "spent",
        "advice",
        "config",
        "version",
        "command",
    ] {
        assert!(!found[key].is_null(), "{key}");
    }
    let table = &found["table"];
    for key in [
        "rows",
        "features",
        "label",
        "classes",
        "training",
        "validation",
        "test",
        "notes",
    ] {
        assert!(keys(table).contains(&key), "{key}");
    }
    assert_eq!(
        (table["rows"].as_u64(), table["label"].as_str()),
        (Some(80), Some("y"))
    );
    assert_eq!(
        table["training"].as_u64().unwrap() + table["test"].as_u64().unwrap(),
        80
    );
    let best = &found["recommended"];
    for key in [
        "c",
        "gamma",
        "learning_rate",
        "test_error",
        "test_error_low",
        "test_error_high",
    ] {
        assert!(best[key].is_number(), "{key}");
    }
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    assert!((number(&best["c"]) * number(&best["gamma"]) - 1.0).abs() < 1e-12);
    assert!(number(&found["band"]["low"]) <= number(&best["c"]));
    assert!(number(&best["c"]) <= number(&found["band"]["high"]));
    for arm in ["rich", "lazy"] {
        let arm = &found["arms"][arm];
        assert!(number(&arm["low"]) <= number(&arm["cost"]), "{arm}");
        assert!(number(&arm["cost"]) <= number(&arm["high"]), "{arm}");
        assert!(arm["verdict"].is_string());
    }
    let gains = found["gains"].as_array().unwrap();
    let against: Vec<&str> = gains
        .iter()
        .map(|gain| gain["against"].as_str().unwrap())
        .collect();
    assert_eq!(against, ["pytorch", "he"]);
    for gain in gains {
        let verdict = gain["verdict"].as_str().unwrap();
        assert!(
            ["better", "no effect", "inconclusive"].contains(&verdict),
            "{verdict}"
        );
        let better = number(&gain["low"]) > 0.0;
        assert_eq!(better, verdict == "better");
    }
    let curve = found["curve"].as_array().unwrap();
    assert_eq!(curve.len(), 10);
    assert!(
        curve
            .iter()
            .all(|point| point["axis"] == "c" && point["c"] == point["value"])
    );
    assert!(keys(&found["spent"]).contains(&"cpu_seconds"));
    // What the file says is what was printed.
    let file = std::fs::read_to_string(folder.path().join("found/tune.json")).unwrap();
    let file: serde_json::Value = serde_json::from_str(&file).unwrap();
    assert_eq!(file["recommended"], found["recommended"]);
    // The advice has the numbers of the recommendation.
    let pytorch = found["advice"]["pytorch"].as_str().unwrap();
    assert!(
        pytorch.contains(&format!(
            "c = {}",
            number(&best["c"]).to_string().get(..4).unwrap_or("1")
        )),
        "{pytorch}"
    );
    assert!(
        pytorch.contains("binary_cross_entropy_with_logits"),
        "{pytorch}"
    );
}

/// Targets far from 0 in large units: errors are shares of their variance, and c means what it does
/// for classes.
#[test]
fn a_regression_is_tuned_in_units_of_its_targets() {
    let folder = folder();
    let line = format!("tune measured.csv --label-column y --out found {SMALL}");
    let found = json(folder.path(), &line, 0);
    assert_eq!(found["config"]["loss"]["name"], "squared");
    let error = found["recommended"]["test_error"].as_f64().unwrap();
    assert!((0.0..0.6).contains(&error), "{error}");
    let pytorch = found["advice"]["pytorch"].as_str().unwrap();
    assert!(pytorch.contains("mse_loss"), "{pytorch}");
}

#[test]
fn the_text_says_data_answer_gain_and_what_to_type() {
    let folder = folder();
    let line = format!("tune four.csv --label-column kind --out found {SMALL}");
    let answer = sweetspot(folder.path(), &line);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    for part in [
        "Data from four.csv",
        "rows 80: 60 to train on, 0 for validation, 20 to test on",
        "Recommended: c = 2^",
        "Against PyTorch's default start",
        "Against he's start with c = 1",
        "Rich end, c = 2^-14",
        "Lazy end, c = 2^4",
        "torch.optim.SGD",
        "optax.sgd",
        "MuReadout",
        "scikit-learn's MLPClassifier has no multiplier",
        "cross_entropy",
    ] {
        let joined = answer
            .stdout
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(joined.contains(part), "{part}: {}", answer.stdout);
    }
    assert!(
        answer
            .stdout
            .lines()
            .all(|line| line.chars().count() <= 100)
    );
    let html = std::fs::read_to_string(folder.path().join("found/tune.html")).unwrap();
    let svg = std::fs::read_to_string(folder.path().join("found/tune.svg")).unwrap();
    assert!(
        html.contains("Which feature learning strength to use") && html.contains("What to type")
    );
    assert!(
        svg.contains("The dip enlarged") && svg.contains("recommended c"),
        "{svg}"
    );
}
