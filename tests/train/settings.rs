//! Every kind of data, method and stop rule, through the binary.

use std::fs;
use std::path::Path;

use serde_json::Value;
use sweetspot::config::{Config, MixtureConfig};
use sweetspot::data::{Dataset, npy};
use sweetspot::network::{Loss, TwoLayer, mean_loss};
use sweetspot::runs::draw_problem;
use tempfile::tempdir;

use crate::command::{SMALL, json, small_by, sweetspot};

fn train(line: &str) -> Value {
    let folder = tempdir().unwrap();
    json(folder.path(), &format!("train {SMALL} {line}"), 0)
}

fn number(run: &Value, key: &str) -> f64 {
    run[key].as_f64().unwrap()
}

#[test]
fn the_methods_agree_on_a_short_run() {
    let folder = tempdir().unwrap();
    let run = |method: &str, more: &str| {
        let small = small_by(method);
        let rule = "--set stop.at=time --set stop.value=0.3 --alpha 0.3";
        json(folder.path(), &format!("train {small} {rule} {more}"), 0)
    };
    let exact = run("exact", "");
    let risk = number(&exact, "training_risk");
    for (other, tolerance) in [
        (run("descent", "--set flow.step=1e-4"), 1e-3),
        (run("runge-kutta", ""), 1e-4),
        (
            run("descent", "--set flow.step=1e-4 --set flow.batch_size=2"),
            2e-2,
        ),
    ] {
        let ratio = number(&other, "training_risk") / risk;
        assert!((ratio - 1.0).abs() < tolerance && ratio != 1.0, "{ratio}");
    }
    assert!(exact["step"].is_null() && exact["step_error"].is_null());
}

#[test]
fn a_batch_of_every_point_is_the_full_batch() {
    let step = "--set flow.step=1e-3";
    let (full, batch) = (
        train(step),
        train(&format!("{step} --set flow.batch_size=8")),
    );
    let (full, batch) = (number(&full, "test_error"), number(&batch, "test_error"));
    // The order of the sum differs, and with it the last digits.
    assert!((full / batch - 1.0).abs() < 1e-9, "{full} {batch}");
}

#[test]
fn every_loss_reaches_its_target() {
    for loss in ["logistic", "logistic2", "exponential", "squared"] {
        let run = train(&format!("--loss {loss} --target-risk 0.2"));
        assert!(
            (number(&run, "training_risk") / 0.2 - 1.0).abs() < 1e-9,
            "{loss}"
        );
    }
}

#[test]
fn every_initialisation_trains() {
    let times = ["balanced", "unbalanced", "dominated", "antisymmetric"].map(|init| {
        number(
            &train(&format!("--set network.init={init} --alpha 0.5")),
            "time",
        )
    });
    for (i, a) in times.iter().enumerate() {
        assert!(times[..i].iter().all(|b| a != b));
    }
}

#[test]
fn a_time_is_met_exactly() {
    let run = train("--set stop.at=time --set stop.value=0.37");
    assert_eq!(number(&run, "time"), 0.37);
    assert_eq!(number(&run["step_error"], "time"), 0.0);
}

#[test]
fn accuracy_stops_where_the_last_point_comes_right() {
    let run = train("--set stop.at=training-accuracy --set stop.value=1");
    assert_eq!(number(&run, "training_error"), 0.0);
    assert!(number(&run, "normalized_margin").abs() < 1e-9);
    assert!(number(&run, "training_risk") > 0.1);
}

#[test]
fn a_gradient_norm_stops_later_the_smaller_it_is() {
    let time = |norm: f64| {
        number(
            &train(&format!(
                "--set stop.at=gradient-norm --set stop.value={norm}"
            )),
            "time",
        )
    };
    let times = [0.5, 0.4, 0.2].map(time);
    assert!(times.is_sorted() && times[0] < times[2], "{times:?}");
}

/// The mean loss of the network that a run left in `run`, over some rows.
fn risk(folder: &Path, rows: &Dataset) -> f64 {
    let network = TwoLayer {
        weights: npy::read_matrix(&folder.join("run/weights.npy")).unwrap(),
        outputs: npy::read_vector(&folder.join("run/outputs.npy")).unwrap(),
    };
    mean_loss(
        &network.predict(rows.points()),
        rows.labels(),
        Loss::Logistic2,
    )
}

#[test]
fn the_positive_class_has_a_risk_of_its_own() {
    let folder = tempdir().unwrap();
    let rows = circle();
    write_csv(&folder.path().join("table.csv"), &rows);
    let line = "train --data table.csv --set data.label_column=class --width 8 \
                --set data.test=0 --set data.standardise=false \
                --set stop.at=positive-class-risk --set stop.value=0.15 --out run";
    let run = json(folder.path(), line, 0);
    let positive: Vec<usize> = (0..12).filter(|&i| rows.1[i] > 0.0).collect();
    let points = faer::Mat::from_fn(positive.len(), 2, |i, k| rows.0[(positive[i], k)]);
    let positive = Dataset::new(points, vec![1.0; positive.len()]).unwrap();
    assert!((risk(folder.path(), &positive) / 0.15 - 1.0).abs() < 1e-9);
    assert!((number(&run, "training_risk") / 0.15 - 1.0).abs() > 1e-3);
}

#[test]
fn a_validation_risk_is_that_of_the_validation_points() {
    let folder = tempdir().unwrap();
    let line = format!(
        "train {SMALL} --set stop.at=validation-risk --set data.validation_samples=40 \
         --set stop.value=0.6 --out run"
    );
    json(folder.path(), &line, 0);
    let config = Config {
        data: MixtureConfig {
            samples: 8,
            dimension: 6,
            validation_samples: 40,
            ..Default::default()
        }
        .into(),
        ..Config::default()
    };
    let validation = draw_problem(&config).unwrap().validation.unwrap();
    assert_eq!(validation.samples(), 40);
    assert!((risk(folder.path(), &validation) / 0.6 - 1.0).abs() < 1e-9);
}

#[test]
fn separable_sets_report_how_they_came_about() {
    let folder = tempdir().unwrap();
    let line =
        "train --width 8 --set data.kind=separable --set data.samples=6 --set data.dimension=3";
    let scaled = json(folder.path(), line, 0);
    assert!(number(&scaled["draw"], "orthogonal_separability") > 0.0);
    let rejection = format!("{line} --set data.construction=rejection");
    let run = json(folder.path(), &rejection, 0);
    let tries = run["draw"]["tries"].as_u64().unwrap();
    assert!(tries > 1 && number(&run["draw"], "noise_scale") == 1.0);
    assert!(number(&run["draw"], "orthogonal_separability") > 0.0);
    let text = sweetspot(folder.path(), &rejection).stdout;
    assert!(
        text.contains(&format!("at draw {tries} (acceptance rate about")),
        "{text}"
    );
    let noise = json(
        folder.path(),
        &format!(
            "train {SMALL} --set data.label_noise=0.5 --set stop.at=time --set stop.value=0.1"
        ),
        0,
    );
    assert!(noise["draw"]["flipped_labels"].as_u64().unwrap() > 0);
}

/// Points on a circle, the label the sign of the first coordinate.
fn circle() -> (faer::Mat<f64>, Vec<f64>) {
    let angle = |i: usize| 0.3 + 0.7 * i as f64;
    let points = faer::Mat::from_fn(12, 2, |i, k| {
        if k == 0 {
            libm::cos(angle(i))
        } else {
            libm::sin(angle(i))
        }
    });
    let labels = (0..12).map(|i| libm::cos(angle(i)).signum()).collect();
    (points, labels)
}

fn write_csv(path: &Path, rows: &(faer::Mat<f64>, Vec<f64>)) {
    let mut text = "east,north,class\n".to_string();
    for (i, label) in rows.1.iter().enumerate() {
        text += &format!("{},{},{label}\n", rows.0[(i, 0)], rows.0[(i, 1)]);
    }
    fs::write(path, text).unwrap();
}

#[test]
fn one_table_gives_one_run_whatever_the_files() {
    let folder = tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let rows = circle();
    write_csv(&at("table.csv"), &rows);
    npy::write_matrix(&at("X.npy"), rows.0.as_ref()).unwrap();
    npy::write_vector(&at("y.npy"), &rows.1).unwrap();
    let shared = "--set data.samples=8 --width 8";
    let run = |files: &str| {
        let mut run = json(folder.path(), &format!("train {shared} {files}"), 0);
        run["seconds"].take();
        run["config"].take();
        run["table"].take();
        run
    };
    let csv = run("--data table.csv --set data.label_column=class --set data.standardise=false");
    assert_eq!(csv, run("--data X.npy --labels y.npy"));
    assert!(csv["test_error"].is_number());
    let all = json(
        folder.path(),
        "train --width 8 --data X.npy --labels y.npy",
        0,
    );
    assert!(all["test_error"].is_null() && all["training_error"].is_number());
}
