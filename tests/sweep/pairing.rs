//! All alphas of a replicate share its data and weights, and `train` repeats any run.

use std::fs;
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;
use tempfile::tempdir;

use crate::command::{SMALL, json, sweetspot};

fn runs(folder: &Path, line: &str) -> Vec<Value> {
    let answer = sweetspot(folder, &format!("{line} --out out"));
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    let file = fs::File::open(folder.join("out/runs.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| {
        let row = row.unwrap();
        let fields = row.get_column_iter();
        fields
            .map(|(name, field)| (name.clone(), json_of(field)))
            .collect()
    })
    .collect()
}

fn json_of(field: &Field) -> Value {
    match field {
        Field::Double(number) => (*number).into(),
        Field::Long(count) => (*count).into(),
        Field::Str(text) => text.as_str().into(),
        _ => Value::Null,
    }
}

fn number(run: &Value, key: &str) -> f64 {
    run[key].as_f64().unwrap()
}

#[test]
fn the_alphas_of_a_replicate_share_data_and_the_shape_of_the_weights() {
    let folder = tempdir().unwrap();
    // Stopped where it begins, a run shows its data (phi) and its start up to scale.
    let line = format!(
        "sweep {SMALL} --set sweep.alphas=[0.001,0.1,1] --set sweep.replicates=4 \
         --set stop.at=time --set stop.value=1e-9"
    );
    let runs = runs(folder.path(), &line);
    let mut seen = Vec::new();
    for replicate in 0..4 {
        let same: Vec<&Value> = runs
            .iter()
            .filter(|run| run["replicate"] == replicate)
            .collect();
        assert_eq!(same.len(), 3);
        for key in [
            "phi",
            "omega",
            "stable_rank",
            "test_error",
            "normalized_margin",
        ] {
            for run in &same {
                let off = number(run, key) - number(same[0], key);
                assert!(
                    off.abs() < 1e-6,
                    "{key} of replicate {replicate} moves by {off:e}"
                );
            }
        }
        seen.push(number(same[0], "phi"));
    }
    for (i, phi) in seen.iter().enumerate() {
        assert!(!seen[..i].contains(phi), "two replicates share their data");
    }
}

#[test]
fn train_repeats_any_run_of_a_sweep() {
    let folder = tempdir().unwrap();
    let line = format!(
        "sweep {SMALL} --seed 3 --set sweep.alphas=[0.01,1] --set sweep.replicates=3 \
         --set sweep.samples=[7,8] --set flow.record=4"
    );
    let runs = runs(folder.path(), &line);
    assert_eq!(runs.len(), 12);
    for run in &runs {
        let one = SMALL.replace("samples=8", &format!("samples={}", run["samples"]));
        let (alpha, replicate) = (&run["alpha"], &run["replicate"]);
        let line = format!("train {one} --seed 3 --alpha {alpha} --replicate {replicate}");
        let code = if run["stop_reason"] == "reached" {
            0
        } else {
            1
        };
        let repeated = json(folder.path(), &line, code);
        let keys = run.as_object().unwrap().keys();
        let of_the_grid = [
            "alpha",
            "width",
            "samples",
            "signal",
            "learning_rate",
            "replicate",
        ];
        let mut compared = 0;
        for key in keys.filter(|key| !of_the_grid.contains(&key.as_str())) {
            assert_eq!(repeated[key], run[key], "{key} of {line}");
            compared += 1;
        }
        assert!(compared > 20);
    }
}
