//! An exported model gives the predictions that this program gives.

use std::path::Path;
use std::process::Command;

use faer::Mat;
use sweetspot::data::npy;

use crate::command::sweetspot;
use crate::table::{SMALL, folder};

/// Exports a model tuned on a table.
fn export(table: &str, label: &str, more: &str) -> tempfile::TempDir {
    let folder = folder();
    let line = format!("tune {table} --label-column {label} --export model {more} {SMALL}");
    let answer = sweetspot(folder.path(), &line);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    folder
}

/// The formula of the loaders, written anew: rows to outputs.
fn predictions(model: &Path, rows: &Mat<f64>) -> Mat<f64> {
    let text = std::fs::read_to_string(model.join("model.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["activation"], "relu");
    let number = |key: &str, k: usize| document[key][k].as_f64().unwrap();
    let bias = usize::from(document["bias_input"].as_bool().unwrap());
    let inputs = rows.ncols();
    let mut x = Mat::from_fn(rows.nrows(), inputs + bias, |i, k| match k < inputs {
        true => (rows[(i, k)] - number("offset", k)) * number("scale", k),
        false => 1.0,
    });
    let layers = document["layers"].as_u64().unwrap();
    for l in 1..=layers {
        let weights = npy::read_matrix(&model.join(format!("weights_{l}.npy"))).unwrap();
        let biases = npy::read_vector(&model.join(format!("biases_{l}.npy"))).unwrap();
        let sums = &x * weights.transpose();
        x = Mat::from_fn(sums.nrows(), sums.ncols(), |i, j| {
            let z = sums[(i, j)] + biases[j];
            if l < layers { z.max(0.0) } else { z }
        });
    }
    let number = |key: &str| document[key].as_f64().unwrap();
    let (mean, deviation) = (number("target_mean"), number("target_deviation"));
    Mat::from_fn(x.nrows(), x.ncols(), |i, k| {
        mean + deviation * number("c") * x[(i, k)]
    })
}

fn check(folder: &Path) {
    let model = folder.join("model");
    let rows = npy::read_matrix(&model.join("check_rows.npy")).unwrap();
    let expected = npy::read_matrix(&model.join("check_predictions.npy")).unwrap();
    let found = predictions(&model, &rows);
    assert_eq!((found.nrows(), found.ncols()), (20, expected.ncols()));
    assert!(expected.norm_max() > 0.0);
    let error = (found - &expected).norm_max();
    assert!(error < 1e-6 * expected.norm_max().max(1.0), "{error}");
}

#[test]
fn the_arrays_and_the_formula_give_the_predictions() {
    let two = export("two.csv", "y", "");
    check(two.path());
    check(export("four.csv", "kind", "").path());
    check(export("two.csv", "y", "--set data.bias=true").path());
    check(export("measured.csv", "y", "").path());
}

/// The rows are those of the file that did not train.
#[test]
fn the_rows_are_as_the_table_has_them() {
    let folder = export("two.csv", "y", "");
    let text = std::fs::read_to_string(folder.path().join("two.csv")).unwrap();
    let lines: Vec<&str> = text.lines().skip(1).collect();
    let rows = npy::read_matrix(&folder.path().join("model/check_rows.npy")).unwrap();
    for i in 0..rows.nrows() {
        let row = format!("{},{},{},", rows[(i, 0)], rows[(i, 1)], rows[(i, 2)]);
        assert!(lines.iter().any(|line| line.starts_with(&row)), "{row}");
    }
}

/// The loader itself, where there is a Python with NumPy: SWEETSPOT_PYTHON names it.
#[test]
fn the_numpy_loader_gives_the_predictions() {
    let Ok(python) = std::env::var("SWEETSPOT_PYTHON") else {
        eprintln!("skipped: SWEETSPOT_PYTHON names no Python with NumPy");
        return;
    };
    let folder = export("four.csv", "kind", "");
    let program = "import numpy as np, model_numpy as m\n\
                   f = m.predict(np.load('check_rows.npy'))\n\
                   e = np.load('check_predictions.npy')\n\
                   assert f.shape == e.shape and abs(f - e).max() < 1e-6 * max(1, abs(e).max()), abs(f - e).max()";
    let done = Command::new(python)
        .current_dir(folder.path().join("model"))
        .args(["-c", program])
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}
