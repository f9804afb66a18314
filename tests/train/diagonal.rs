//! `train` with a diagonal network, and what other commands say to it.

use serde_json::Value;
use sweetspot::data::npy;
use tempfile::tempdir;

use crate::command::{json, sweetspot};

const SPARSE: &str = "--set network.kind=diagonal --set data.kind=sparse-path --loss squared";

#[test]
fn a_run_reports_what_has_a_meaning_and_nulls() {
    let folder = tempdir().unwrap();
    let line = format!("train {SPARSE} --alpha 1e-3 --target-risk 1e-8");
    let run = json(folder.path(), &line, 0);
    assert_eq!(run["stop_reason"], "reached");
    let risk = run["training_risk"].as_f64().unwrap();
    assert!((risk / 1e-8 - 1.0).abs() < 1e-9, "{risk}");
    assert!(run["time"].as_f64().unwrap() > 1.0);
    assert!(run["relative_weight_change"].as_f64().unwrap() > 100.0);
    for key in [
        "training_error",
        "test_error",
        "test_ties",
        "effective_psi",
        "phi",
        "omega",
        "excess_error",
        "over_alignment",
        "over_fitting",
        "balancedness_drift",
        "stable_rank",
        "normalized_margin",
        "step",
    ] {
        assert_eq!(run.get(key), Some(&Value::Null), "{key}");
    }
    let network = run["config"]["network"].as_object().unwrap();
    let keys: Vec<&String> = network.keys().collect();
    assert_eq!(keys, ["alpha", "kind"]);
    // The configuration that is printed can be read again.
    let again = format!("config --print {SPARSE}");
    let printed = sweetspot(folder.path(), &again);
    std::fs::write(folder.path().join("run.toml"), printed.stdout).unwrap();
    let checked = sweetspot(folder.path(), "config --check run.toml");
    assert_eq!(checked.code, Some(0), "{}", checked.stderr);
}

/// Classes have errors: a linear function's, exactly those of the direction beta.
#[test]
fn on_a_mixture_the_linear_function_has_a_test_error() {
    let folder = tempdir().unwrap();
    let line = "train --set network.kind=diagonal --loss squared --target-risk 0.01 --alpha 0.1";
    let run = json(folder.path(), line, 0);
    assert_eq!(run["training_error"], 0.0);
    let error = run["test_error"].as_f64().unwrap();
    // Between the Bayes error Phi(-2) and a coin.
    assert!((0.0227..0.3).contains(&error), "{error}");
}

#[test]
fn the_files_hold_the_coefficients() {
    let folder = tempdir().unwrap();
    let line = format!("train {SPARSE} --alpha 1e-3 --set flow.record=7 --out run");
    assert_eq!(sweetspot(folder.path(), &line).code, Some(0));
    let run = folder.path().join("run");
    let read = |name: &str| npy::read_vector(&run.join(name)).unwrap();
    let (beta, u, v) = (read("beta.npy"), read("u.npy"), read("v.npy"));
    assert_eq!(beta.len(), 4);
    for j in 0..4 {
        assert!((u[j] * u[j] - v[j] * v[j] - beta[j]).abs() < 1e-14);
        assert!((u[j] * v[j] / 1e-6 - 1.0).abs() < 1e-12);
    }
    let rows = |name: &str| -> Vec<Vec<String>> {
        let mut reader = csv::Reader::from_path(run.join(name)).unwrap();
        let records = reader.records().map(|record| record.unwrap());
        records
            .map(|record| record.iter().map(str::to_owned).collect())
            .collect()
    };
    let coefficients = rows("coefficients.csv");
    assert_eq!(coefficients.len(), 7 * 4);
    assert_eq!(coefficients[0], ["0.0", "0", "0.0", "0.001", "0.001"]);
    let last = &coefficients[27];
    assert_eq!(last[1], "3");
    assert_eq!(last[2].parse::<f64>().unwrap(), beta[3]);
    let trajectory = rows("trajectory.csv");
    assert_eq!(trajectory.len(), 7);
    // stable_rank, which is no number here.
    assert_eq!(trajectory[3][9], "");
    assert!(!run.join("weights.npy").exists() && !run.join("neurons.csv").exists());
}

#[test]
fn what_has_no_meaning_is_refused_with_the_reason() {
    let folder = tempdir().unwrap();
    for (line, reason) in [
        (
            "train --set network.kind=diagonal",
            "\"squared\" for network.kind = \"diagonal\"",
        ),
        (
            "train SPARSE --width 8",
            "`network.width` has no meaning for network.kind = \"diagonal\"",
        ),
        (
            "train SPARSE --set network.init=balanced",
            "`network.init` has no meaning",
        ),
        (
            "train SPARSE --set network.output_divisor=2",
            "`network.output_divisor` has no meaning",
        ),
        (
            "train SPARSE --method descent",
            "\"exact\" for network.kind = \"diagonal\"",
        ),
        (
            "train SPARSE --init-weights w.npy --init-outputs v.npy",
            "starts from u = v = network.alpha",
        ),
        ("train SPARSE --alpha 1e200", "between 1e-300 and 1e150"),
        (
            "theory SPARSE",
            "a prediction of `theory` has no meaning for a diagonal network",
        ),
        (
            "theory --set network.output_divisor=2",
            "the predictions are about f itself",
        ),
        (
            "train --set data.kind=sparse-regression",
            "whose labels are not classes",
        ),
        (
            "train --set data.kind=sparse-regression --loss squared --set data.sparsity=50",
            "at most data.dimension, which is 40",
        ),
        (
            "train SPARSE --set stop.at=validation-risk",
            "has no validation points",
        ),
    ] {
        let line = line.replace("SPARSE", SPARSE);
        let answer = sweetspot(folder.path(), &line);
        assert_eq!(answer.code, Some(2), "{line}: {}", answer.stderr);
        assert!(answer.stderr.contains(reason), "{line}: {}", answer.stderr);
    }
    assert!(!folder.path().join("sweetspot-out").exists());
}

/// Sparse data are data: any network may be trained on them.
#[test]
fn two_layer_networks_train_on_sparse_data() {
    let folder = tempdir().unwrap();
    for kind in ["sparse-path", "sparse-regression"] {
        let line =
            format!("train --set data.kind={kind} --loss squared --target-risk 0.02 --alpha 0.5");
        let run = json(folder.path(), &line, 0);
        assert_eq!(run["stop_reason"], "reached");
        assert_eq!(run["test_error"], Value::Null);
    }
}

/// Without a test set its curve has no errors, as that of any network.
#[test]
fn a_diagonal_network_is_swept_like_any_other() {
    let folder = tempdir().unwrap();
    let line =
        format!("sweep {SPARSE} --set sweep.alphas=[1e-3,1] --set sweep.replicates=2 --out out");
    let document = json(folder.path(), &line, 0);
    assert_eq!(document["curve"].as_array().unwrap().len(), 2);
    assert_eq!(document["unreached"], 0);
    assert!(document["curve"][0]["test_error"].is_null() && document["optimum"].is_null());
    let tested = "--set network.kind=diagonal --set loss.name=squared --set stop.at=time \
                  --set stop.value=1 --set data.samples=10 --set data.dimension=5";
    let line = format!(
        "sweep {tested} --set sweep.alphas=[0.01,0.1,1] --set sweep.replicates=2 --out tested"
    );
    let document = json(folder.path(), &line, 0);
    assert!(document["curve"][0]["test_error"].is_number() && document["optimum"].is_object());
}
