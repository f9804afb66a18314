//! What `--out` writes, and starting from it.

use std::fs;
use std::path::Path;

use sweetspot::data::npy;
use tempfile::tempdir;

use crate::command::{SMALL, json, small_by, sweetspot};

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

/// A CSV file's header and its rows, as text.
fn csv(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let text = fs::read_to_string(path).unwrap();
    let mut rows = text
        .lines()
        .map(|line| line.split(',').map(str::to_string).collect());
    (rows.next().unwrap(), rows.collect())
}

/// The columns that docs/schema.md lists for a file.
fn columns(name: &str) -> Vec<&'static str> {
    let page = include_str!("../../docs/schema.md");
    let (_, below) = page.split_once(&format!("### `{name}`\n")).unwrap();
    let table = below.split("\n### ").next().unwrap();
    let cells = table.lines().filter_map(|line| line.strip_prefix("| `"));
    cells
        .map(|cells| cells.split('`').next().unwrap())
        .collect()
}

#[test]
fn the_events_are_those_that_are_counted_in_time_order() {
    let folder = tempdir().unwrap();
    let line = format!("train {} --out run", small_by("exact"));
    let run = json(folder.path(), &line, 0);
    let (header, rows) = csv(&folder.path().join("run/events.csv"));
    assert_eq!(header, columns("events.csv"));
    let count = |kinds: &[&str]| {
        let rows = rows.iter();
        rows.filter(|row| kinds.contains(&row[3].as_str())).count() as u64
    };
    assert!(!rows.is_empty());
    assert_eq!(count(&["activate", "deactivate"]), run["events"]);
    assert_eq!(count(&["slide"]), run["sliding_events"]);
    let times: Vec<f64> = rows.iter().map(|row| row[0].parse().unwrap()).collect();
    assert!(times.is_sorted() && times[times.len() - 1] <= run["time"].as_f64().unwrap());

    let line = format!("train {} --out other", small_by("descent"));
    json(folder.path(), &line, 0);
    assert!(!folder.path().join("other/events.csv").exists());
}

#[test]
fn the_neurons_at_the_last_time_are_those_of_the_end() {
    let folder = tempdir().unwrap();
    let line = format!("train {SMALL} --set flow.record=3 --out run");
    json(folder.path(), &line, 0);
    let out = folder.path().join("run");
    let (header, rows) = csv(&out.join("neurons.csv"));
    assert_eq!(header, columns("neurons.csv"));
    let weights = npy::read_matrix(&out.join("weights.npy")).unwrap();
    let outputs = npy::read_vector(&out.join("outputs.npy")).unwrap();
    assert_eq!(rows.len(), 3 * outputs.len());
    for (j, row) in rows[2 * outputs.len()..].iter().enumerate() {
        let [psi, norm, output] = [2, 3, 4].map(|k: usize| row[k].parse::<f64>().unwrap());
        assert_eq!(row[1], j.to_string());
        assert!((norm - weights.col(j).norm_l2()).abs() < 1e-12);
        assert!((output - outputs[j]).abs() < 1e-12);
        assert!((-1.0..=1.0).contains(&psi));
    }
}

#[test]
fn recording_does_not_change_the_run() {
    let folder = tempdir().unwrap();
    for method in ["descent", "exact"] {
        let run = |record: &str| {
            let line = format!("train {} --set flow.record={record}", small_by(method));
            let mut run = json(folder.path(), &line, 0);
            // The exact flow evaluates again at the recorded times.
            for key in ["seconds", "config", "evaluations"] {
                run[key].take();
            }
            run
        };
        let plain = run("[]");
        assert_eq!(plain, run("7"), "{method}");
        assert_eq!(plain, run("[0,0.01,0.3]"), "{method}");
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

/// Weights in the configuration are those over alpha, d lists of length h: the .npy files hold
/// them times alpha, and the run is the same to the last bit.
#[test]
fn weights_in_the_configuration_train_as_those_in_files() {
    let folder = tempdir().unwrap();
    let shape = faer::mat![[1.0, -0.5, 0.25], [0.5, 1.0, -2.0]];
    let scaled = faer::Scale(0.5) * &shape;
    npy::write_matrix(&folder.path().join("W.npy"), scaled.as_ref()).unwrap();
    npy::write_vector(&folder.path().join("v.npy"), &[0.5, -0.5, 1.0]).unwrap();
    let line = "train --set data.dimension=2 --set data.samples=8 --width 3";
    let from_files = json(
        folder.path(),
        &format!("{line} --init-weights W.npy --init-outputs v.npy"),
        0,
    );
    let given = "--set network.weights=[[1,-0.5,0.25],[0.5,1,-2]] --set network.outputs=[1,-1,2]";
    let from_configuration = json(folder.path(), &format!("{line} {given} --alpha 0.5"), 0);
    for key in ["time", "training_risk", "test_error", "omega"] {
        assert!(from_files[key].is_f64(), "{key}");
        assert_eq!(from_files[key], from_configuration[key], "{key}");
    }
    let network = &from_configuration["config"]["network"];
    assert_eq!(network["weights"][1][2], -2.0);
    assert!(network.get("init").is_none(), "{network}");
}
