//! What `--out` writes of a network and its data is enough to apply it to the file again.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use faer::Mat;
use serde_json::Value;
use sweetspot::data::npy;

use crate::command::json;
use crate::model::{description, predictions};

/// A table with numbers, a category, a truth value and missing values; a label of three or two words.
fn table(rows: usize, labels: &[&str]) -> String {
    let mut text = String::from("size,colour,old,weight,kind\n");
    for i in 0..rows {
        let class = (7 * i) % labels.len();
        let noise = ((37 * i) % 23) as f64 / 10.0;
        let size = match i % 9 {
            4 => String::new(),
            _ => format!("{}", 3.0 * class as f64 + noise),
        };
        let colour = ["red", "green", "blue", "red"][(i / 2 + class) % 4];
        let (old, weight) = (i % 3 == class, 100.0 - 20.0 * class as f64 + noise);
        writeln!(text, "{size},{colour},{old},{weight},{}", labels[class]).unwrap();
    }
    text
}

/// The numbers of a line of the table, by the written preprocessing alone.
fn numbers(line: &str, preprocessing: &Value) -> Vec<f64> {
    let cells: Vec<&str> = line.split(',').collect();
    let mut numbers = Vec::new();
    for column in preprocessing["columns"].as_array().unwrap() {
        let cell = cells[column["position"].as_u64().unwrap() as usize];
        let levels = column["levels"].as_array().unwrap();
        let count = column["inputs"].as_array().unwrap().len();
        let indicator = column["missing"] == "indicator";
        let own = count - usize::from(indicator);
        let mut values = vec![0.0; count];
        if cell.is_empty() {
            assert!(column["missing"] != "none");
            values[..own].fill(if indicator && !levels.is_empty() {
                0.0
            } else {
                f64::NAN
            });
            values[own..].fill(1.0);
        } else if column["kind"] == "category" {
            let level = levels.iter().position(|level| level == cell).unwrap();
            match levels.len() {
                2 => values[0] = level as f64,
                _ => values[level] = 1.0,
            }
        } else if column["kind"] == "truth" {
            values[0] = f64::from(cell == "true");
        } else {
            values[0] = cell.parse().unwrap();
        }
        numbers.extend(values);
    }
    numbers
}

/// The rows of split.csv of a part, with their labels.
fn split(model: &Path, part: &str) -> Vec<(usize, f64)> {
    let text = fs::read_to_string(model.join("split.csv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("file,row,part,label"));
    let rows = lines.map(|line| line.split(',').collect::<Vec<_>>());
    let of_part = rows.filter(|cells| cells[2] == part);
    of_part
        .map(|cells| (cells[1].parse().unwrap(), cells[3].parse().unwrap()))
        .collect()
}

/// The share of wrong answers, a tie half.
fn error(answers: &Mat<f64>, labels: &[f64]) -> f64 {
    let wrong = |(i, label): (usize, &f64)| match answers.ncols() {
        1 if answers[(i, 0)] == 0.0 => 0.5,
        1 => f64::from(answers[(i, 0)] * label < 0.0),
        _ => {
            let own = answers[(i, *label as usize)];
            f64::from(answers.row(i).iter().any(|other| *other > own))
        }
    };
    labels.iter().enumerate().map(wrong).sum::<f64>() / labels.len() as f64
}

/// Trains on the table, and finds its test error from the file and what was written.
fn check(labels: &[&str], line: &str) {
    let folder = tempfile::tempdir().unwrap();
    let text = table(72, labels);
    fs::write(folder.path().join("t.csv"), &text).unwrap();
    let line = format!("train --data t.csv --label-column kind {line} --out run");
    let run = json(folder.path(), &line, 0);
    let out = folder.path().join("run");
    let mut metrics = description(&out, "metrics.json");
    let again = json(folder.path(), "train --config run/config.toml", 0);
    for key in ["test_error", "training_risk", "time"] {
        assert!(run[key].is_f64(), "{key}");
        assert_eq!(
            (&metrics[key].take(), &again[key]),
            (&run[key], &run[key]),
            "{key}"
        );
    }
    let model = out.join("model");
    let preprocessing = description(&model, "preprocessing.json");
    let lines: Vec<&str> = text.lines().skip(1).collect();
    for part in ["training", "test"] {
        let split = split(&model, part);
        assert_eq!(split.len() as u64, run["table"][part].as_u64().unwrap());
        let points: Vec<Vec<f64>> = split
            .iter()
            .map(|(row, _)| numbers(lines[*row], &preprocessing))
            .collect();
        let points = Mat::from_fn(points.len(), points[0].len(), |i, k| points[i][k]);
        let labels: Vec<f64> = split.iter().map(|(_, label)| *label).collect();
        for ((row, label), kind) in split.iter().zip(split.iter().map(|(row, _)| lines[*row])) {
            let class = preprocessing["classes"].as_array().unwrap();
            let class = class
                .iter()
                .find(|class| kind.ends_with(class["name"].as_str().unwrap()));
            assert_eq!(class.unwrap()["label"], *label, "row {row}");
        }
        let found = error(&predictions(&model, &points), &labels);
        assert_eq!(
            found,
            run[format!("{part}_error")].as_f64().unwrap(),
            "{line}"
        );
    }
    let rows = npy::read_matrix(&model.join("check_rows.npy")).unwrap();
    let answers = npy::read_matrix(&model.join("check_predictions.npy")).unwrap();
    let away = (predictions(&model, &rows) - &answers).norm_max();
    assert!(
        answers.norm_max() > 0.0 && away < 1e-12 * answers.norm_max(),
        "{away}"
    );
}

const DESCENT: &str =
    "--method descent --target-risk 0.2 --set data.bias=true --set flow.step=0.01";

#[test]
fn a_network_of_a_table_is_applied_to_its_file() {
    let two = ["no", "yes"];
    check(
        &two,
        &format!("{DESCENT} --width 12 --set data.missing=mean"),
    );
    check(
        &two,
        &format!(
            "{DESCENT} --width 12 --set data.missing=indicator --set network.output_divisor=4"
        ),
    );
    check(
        &two,
        "--set network.kind=diagonal --loss squared --alpha 0.3 --set data.missing=drop --target-risk 0.3",
    );
    let three = ["cat", "dog", "owl"];
    let mlp = "--set network.kind=mlp --set network.hidden=[10,10] --loss cross-entropy";
    check(
        &three,
        &format!("{DESCENT} {mlp} --set data.missing=mean --set network.bias=true"),
    );
    check(
        &three,
        &format!("{DESCENT} {mlp} --set data.missing=indicator --set network.centre_output=true"),
    );
}

/// A cnn, and what numbers it is given: those of the pixels.
#[test]
fn a_network_of_images_is_written_with_its_steps() {
    let folder = tempfile::tempdir().unwrap();
    let line = "train --set data.kind=digits --set data.samples=60 --set data.bias=false --set network.kind=cnn \
                --set network.blocks=[\"4\",\"pool\",\"6\",\"mean\"] --set network.bias=true \
                --set network.centre_output=true --method descent --target-risk 0.5 --set flow.step=0.005 --out run";
    let run = json(folder.path(), line, 0);
    let model = folder.path().join("run/model");
    let written = description(&model, "model.json");
    let steps = ["convolution", "max-pool", "convolution", "mean", "dense"];
    assert_eq!(written["steps"], serde_json::json!(steps));
    assert_eq!(written["image"], serde_json::json!([8, 8, 1]));
    assert_eq!(written["test_error"], run["test_error"]);
    let rows = npy::read_matrix(&model.join("check_rows.npy")).unwrap();
    let is_pixel = |x: f64| (0.0..=16.0).contains(&x) && x.fract() == 0.0;
    let mut pixels = rows.col_iter().flat_map(|column| column.iter());
    assert!(rows.nrows() == 1000 && pixels.all(|x| is_pixel(*x)));
    let answers = npy::read_matrix(&model.join("check_predictions.npy")).unwrap();
    let away = (predictions(&model, &rows) - &answers).norm_max();
    assert!(
        answers.norm_max() > 0.0 && away < 1e-11 * answers.norm_max(),
        "{away}"
    );
    let labels: Vec<f64> = split(&model, "test")
        .iter()
        .map(|(_, label)| *label)
        .collect();
    let first = error(&answers, &labels[..1000]);
    let all = run["test_error"].as_f64().unwrap();
    assert!(
        (first - all).abs() < 0.1 && labels.len() == 1797 - 60,
        "{first} {all}"
    );
}
