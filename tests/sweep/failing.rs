//! A run that fails is a row with its reason and never costs the others.

use std::fs::{self, File};
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use tempfile::{TempDir, tempdir};

use crate::command::{json, sweetspot};

const REASON: &str = "gone.csv: cannot be read: No such file or directory (os error 2)";

/// 2 alphas x 2 replicates on each of two files.
const LINE: &str = "sweep --set data.kind=file --set data.path=good.csv --set data.label_column=2 \
                    --set data.samples=10 --width 4 --set sweep.alphas=[0.1,1] \
                    --set sweep.replicates=2 --out out";
const BOTH: &str = "--set sweep.axes={\"data.path\"=[\"good.csv\",\"gone.csv\"]}";

/// A folder with one of the two files.
fn with_one_file() -> TempDir {
    let folder = tempdir().unwrap();
    write(folder.path(), "good.csv");
    folder
}

fn write(folder: &Path, name: &str) {
    let row = |i: i32| {
        format!(
            "{},{},{}\n",
            i * 7 % 11 - 5,
            i * 5 % 13 - 6,
            2 * (i % 2) - 1
        )
    };
    fs::write(folder.join(name), (0..20).map(row).collect::<String>()).unwrap();
}

fn rows(folder: &Path) -> Vec<Row> {
    let file = File::open(folder.join("out/runs.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    reader
        .get_row_iter(None)
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn field(row: &Row, name: &str) -> Field {
    let (_, field) = row
        .get_column_iter()
        .find(|(known, _)| *known == name)
        .unwrap();
    field.clone()
}

#[test]
fn failed_runs_are_rows_with_their_reason_and_the_others_are_kept() {
    let folder = with_one_file();
    let answer = sweetspot(folder.path(), &format!("{LINE} {BOTH}"));
    assert_eq!(answer.code, Some(3), "{}", answer.stderr);
    assert!(
        answer.stderr.contains("error: 4 of 8 runs failed"),
        "{}",
        answer.stderr
    );
    let listed = format!("\n4 of 8 runs failed:\n  alpha = 0.1, replicate 0: {REASON}\n");
    assert!(answer.stdout.contains(&listed), "{}", answer.stdout);

    let rows = rows(folder.path());
    let failed = |row: &&Row| field(row, "failure") == Field::Str(REASON.to_string());
    let (failed, made): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(failed);
    assert_eq!((failed.len(), made.len()), (4, 4));
    for row in failed {
        assert_eq!(field(row, "data.path"), Field::Str("gone.csv".to_string()));
        for name in ["test_error", "time", "evaluations", "stop_reason"] {
            assert_eq!(field(row, name), Field::Null, "{name}");
        }
    }
    for row in made {
        assert_eq!(field(row, "failure"), Field::Null);
        assert!(matches!(field(row, "evaluations"), Field::Long(n) if n > 0));
    }
    for name in ["curve.csv", "report.html"] {
        assert!(folder.path().join("out").join(name).exists(), "{name}");
    }
}

#[test]
fn failed_runs_are_in_the_document_and_tried_again() {
    let folder = with_one_file();
    let document = json(folder.path(), &format!("{LINE} {BOTH}"), 3);
    let failed = document["failed"].as_array().unwrap();
    assert_eq!(failed.len(), 4);
    assert_eq!(failed[0]["data.path"], "gone.csv");
    assert_eq!(
        (&failed[3]["alpha"], &failed[3]["replicate"]),
        (&1.0.into(), &1.into())
    );
    assert_eq!(failed[0]["reason"], REASON);

    write(folder.path(), "gone.csv");
    let document = json(folder.path(), &format!("{LINE} {BOTH}"), 0);
    assert!(document.get("failed").is_none());
    let rows = rows(folder.path());
    assert_eq!(rows.len(), 8);
    assert!(rows[0].get_column_iter().all(|(name, _)| name != "failure"));
}

#[test]
fn a_target_out_of_the_reach_of_time_is_an_unreached_row() {
    // f grows like the logarithm of the time, which ends at the largest number.
    let folder = tempdir().unwrap();
    let line = "sweep --set data.samples=4 --set data.dimension=10 --width 8 --out out \
                --set loss.name=exponential --set flow.method=runge-kutta \
                --set stop.at=largest-output --set stop.value=1e6 \
                --set sweep.alphas=[0.1,1] --set sweep.replicates=1";
    let answer = sweetspot(folder.path(), line);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    let said = "Unreached: 2 of 2 runs ended before their target";
    assert!(answer.stdout.contains(said), "{}", answer.stdout);
    for row in rows(folder.path()) {
        let exhausted = Field::Str("exhausted".to_string());
        assert_eq!(field(&row, "stop_reason"), exhausted);
    }
}
