//! An exported model gives the predictions that this program gives.

use std::path::Path;
use std::process::Command;

use sweetspot::data::npy;

use crate::command::sweetspot;
use crate::model::predictions;
use crate::table::{SMALL, folder};

/// Exports a model tuned on a table.
fn export(table: &str, label: &str, more: &str) -> tempfile::TempDir {
    let folder = folder();
    let line = format!("tune {table} --label-column {label} --export model {more} {SMALL}");
    let answer = sweetspot(folder.path(), &line);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    folder
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
    check(export("two.csv", "y", "--set network.centre_output=true").path());
}

/// 80 images of 4 x 4 pixels and two classes: where the brighter half is.
fn write_images(folder: &Path) {
    use npyz::WriterBuilder;
    let write = |name: &str, shape: &[u64], values: Vec<f64>| {
        let mut bytes = Vec::new();
        let options = npyz::WriteOptions::new().default_dtype().shape(shape);
        let mut writer = options.writer(&mut bytes).begin_nd().unwrap();
        writer.extend(values).unwrap();
        writer.finish().unwrap();
        std::fs::write(folder.join(name), bytes).unwrap();
    };
    let pixel = |k: usize| {
        ((29 * k) % 31) as f64 / 31.0 + f64::from((k % 16 < 8) == (k / 16).is_multiple_of(2))
    };
    write("x.npy", &[80, 4, 4], (0..80 * 16).map(pixel).collect());
    write("y.npy", &[80], (0..80).map(|i| f64::from(i % 2)).collect());
}

/// A centred cnn, whose start is written beside its end.
#[test]
fn a_network_of_images_gives_its_predictions() {
    let folder = tempfile::tempdir().unwrap();
    write_images(folder.path());
    let line = "tune x.npy --set data.labels=y.npy --set data.test=0.25 --model cnn --export model --quiet --budget 1 \
                --set network.blocks=[\"4\",\"pool\",\"mean\"] --set network.centre_output=true";
    let answer = sweetspot(folder.path(), line);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert!(folder.path().join("model/start_weights_2.npy").exists());
    check(folder.path());
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
    let loads = |model: &Path| loads(&python, model);
    loads(&folder.path().join("model"));
    let digits = tempfile::tempdir().unwrap();
    let digits = digits.path();
    for (kind, more) in [
        (
            "cnn",
            "--set network.blocks=[\"4\",\"pool\",\"6\",\"flatten\"] --set data.bias=false",
        ),
        (
            "mlp",
            "--set network.hidden=[9] --set network.activation=gelu",
        ),
    ] {
        let line = format!(
            "train --set data.kind=digits --set data.samples=60 --set network.kind={kind} {more} --out {kind} \
             --set network.bias=true --set network.centre_output=true --method descent --target-risk 0.6 \
             --set flow.step=0.005"
        );
        let answer = sweetspot(digits, &line);
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        loads(&digits.join(kind).join("model"));
    }
}

fn loads(python: &str, model: &Path) {
    let program = "import numpy as np, model_numpy as m\n\
                   f = m.predict(np.load('check_rows.npy'))\n\
                   e = np.load('check_predictions.npy')\n\
                   assert f.shape == e.shape and abs(f - e).max() < 1e-6 * max(1, abs(e).max()), abs(f - e).max()";
    let done = Command::new(python)
        .current_dir(model)
        .args(["-c", program])
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}
