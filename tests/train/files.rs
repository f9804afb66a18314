//! What `--out` writes, and starting from it.

use std::fs;
use std::path::Path;

use sweetspot::data::npy;
use tempfile::tempdir;

use crate::command::{SMALL, json, sweetspot};

/// The rows of trajectory.csv below its header, as numbers; an empty field is NaN.
fn trajectory(folder: &Path) -> (Vec<String>, Vec<Vec<f64>>) {
    let text = fs::read_to_string(folder.join("trajectory.csv")).unwrap();
    let mut lines = text.lines();
    let header = lines.next().unwrap().split(',').map(str::to_string);
    let row = |line: &str| -> Vec<f64> {
        line.split(',')
            .map(|cell| cell.parse().unwrap_or(f64::NAN))
            .collect()
    };
    (header.collect(), lines.map(row).collect())
}

#[test]
fn the_files_hold_the_end_of_the_run() {
    let folder = tempdir().unwrap();
    let run = json(
        folder.path(),
        &format!("train {SMALL} --set flow.record=5 --out a/run"),
        0,
    );
    let out = folder.path().join("a/run");
    let weights = npy::read_matrix(&out.join("weights.npy")).unwrap();
    let outputs = npy::read_vector(&out.join("outputs.npy")).unwrap();
    assert_eq!((weights.nrows(), weights.ncols(), outputs.len()), (6, 8, 8));
    let squares = |x: f64| x * x;
    let singular = weights.singular_values().unwrap()[0];
    let rank = squares(weights.norm_l2() / singular);
    assert!((rank - run["stable_rank"].as_f64().unwrap()).abs() < 1e-10);

    let (header, rows) = trajectory(&out);
    assert_eq!(header[0], "time");
    assert_eq!(rows.len(), 5);
    let end = run["time"].as_f64().unwrap();
    for (k, row) in rows.iter().enumerate() {
        assert!((row[0] - end * k as f64 / 4.0).abs() < 1e-12 * end);
    }
    for (name, last) in header.iter().zip(&rows[4]) {
        let reported = run[name.as_str()].as_f64().unwrap();
        assert!(
            (last - reported).abs() < 1e-9 * reported.abs().max(1e-3),
            "{name}: {last} {reported}"
        );
    }
}

#[test]
fn recording_does_not_change_the_run() {
    let folder = tempdir().unwrap();
    let mut plain = json(folder.path(), &format!("train {SMALL}"), 0);
    for record in ["7", "[0,0.01,0.3]"] {
        let mut recorded = json(
            folder.path(),
            &format!("train {SMALL} --set flow.record={record}"),
            0,
        );
        for run in [&mut plain, &mut recorded] {
            run["seconds"].take();
            run["config"].take();
        }
        assert_eq!(plain, recorded);
    }
}

#[test]
fn recorded_times_are_those_asked_for_up_to_the_end() {
    let folder = tempdir().unwrap();
    let line = format!("train {SMALL} --set flow.record=[0.3,0,0.01,1e9] --out run");
    let answer = sweetspot(folder.path(), &line);
    let (_, rows) = trajectory(&folder.path().join("run"));
    let times: Vec<f64> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(times, [0.0, 0.01, 0.3]);
    assert!(
        answer.stderr.contains("1 of the 4 times"),
        "{}",
        answer.stderr
    );
}

#[test]
fn without_record_a_note_says_why_the_trajectory_is_empty_and_quiet_drops_it() {
    let folder = tempdir().unwrap();
    let line = format!("train {SMALL} --out run");
    let loud = sweetspot(folder.path(), &line);
    assert!(loud.stderr.contains("flow.record") && loud.stderr.contains("written to run"));
    let (_, rows) = trajectory(&folder.path().join("run"));
    assert!(rows.is_empty());
    let quiet = sweetspot(folder.path(), &format!("{line} --quiet"));
    assert_eq!((quiet.stderr.as_str(), quiet.stdout), ("", loud.stdout));
    let verbose = sweetspot(folder.path(), &format!("train {SMALL} -v"));
    assert!(verbose.stderr.ends_with(" s\n"), "{}", verbose.stderr);
}

/// One run to a low target, and the same in two parts through the files.
#[test]
fn a_run_goes_on_from_its_files() {
    let folder = tempdir().unwrap();
    let fixed = format!("train {SMALL} --set flow.step=0.001");
    let whole = json(folder.path(), &format!("{fixed} --target-risk 0.05"), 0);
    let first = json(folder.path(), &format!("{fixed} --out one"), 0);
    let goes_on = format!(
        "{fixed} --target-risk 0.05 --init-weights one/weights.npy --init-outputs one/outputs.npy"
    );
    let second = json(
        folder.path(),
        &format!("{goes_on} --set flow.record=[0] --out two"),
        0,
    );
    let number = |run: &serde_json::Value, key: &str| run[key].as_f64().unwrap();
    let time = number(&first, "time") + number(&second, "time");
    // The step at the first target is shortened, which moves the grid of steps.
    assert!((time / number(&whole, "time") - 1.0).abs() < 1e-4);
    assert!((number(&second, "test_error") / number(&whole, "test_error") - 1.0).abs() < 1e-3);

    let (header, rows) = trajectory(&folder.path().join("two"));
    for name in ["training_risk", "test_error", "omega", "stable_rank"] {
        let column = header.iter().position(|known| known == name).unwrap();
        assert_eq!(
            rows[0][column],
            number(&first, name),
            "{name} at the second start"
        );
    }
}

#[test]
fn given_weights_decide_the_width_that_is_reported() {
    let folder = tempdir().unwrap();
    let narrow = "train --width 5 --target-risk 0.5 --out run";
    assert_eq!(sweetspot(folder.path(), narrow).code, Some(0));
    let line = "train --target-risk 0.4 --init-weights run/weights.npy \
                --init-outputs run/outputs.npy";
    let run = json(folder.path(), line, 0);
    assert_eq!(run["config"]["network"]["width"], 5);
}
