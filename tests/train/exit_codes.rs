//! How a run ends, and what the exit code says of it.

use std::fs;
use std::time::{Duration, Instant};

use sweetspot::config::Config;
use sweetspot::data::npy;
use sweetspot::network::TwoLayer;
use sweetspot::runs::draw_problem;
use tempfile::tempdir;

use crate::command::{SMALL, interrupted, json, small_by, sweetspot};

#[test]
fn a_run_that_reaches_its_target_exits_with_0() {
    let folder = tempdir().unwrap();
    let run = json(folder.path(), &format!("train {SMALL}"), 0);
    assert_eq!(run["stop_reason"], "reached");
    let risk = run["training_risk"].as_f64().unwrap();
    assert!((risk / 0.1 - 1.0).abs() < 1e-9, "{risk}");
}

#[test]
fn a_run_out_of_steps_exits_with_1() {
    let folder = tempdir().unwrap();
    let run = json(
        folder.path(),
        &format!("train {SMALL} --set stop.max_steps=3"),
        1,
    );
    assert_eq!(run["stop_reason"], "exhausted");
    assert_eq!(run["steps"], 3);
}

/// The only neuron is active on one of two opposite points: the other keeps its loss.
#[test]
fn a_point_without_an_active_neuron_stalls_the_run() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("dead.csv"), "x,y\n1,1\n-1,-1\n").unwrap();
    let line = "train --data dead.csv --set data.label_column=y --width 1 --seed 3 --out run";
    let run = json(folder.path(), line, 1);
    assert_eq!(run["stop_reason"], "stalled");
    // Not the million steps it may take.
    assert!(run["steps"].as_u64().unwrap() < 10_000);
    let risk = run["training_risk"].as_f64().unwrap();
    let dead_point = libm::log(2.0);
    assert!(risk > dead_point && risk < 1.01 * dead_point, "{risk}");
    assert!(folder.path().join("run/weights.npy").exists());
}

#[test]
fn zero_weights_are_stationary_unless_a_time_is_asked_for() {
    let folder = tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    npy::write_matrix(&at("W.npy"), faer::Mat::zeros(6, 4).as_ref()).unwrap();
    npy::write_vector(&at("v.npy"), &[0.0; 4]).unwrap();
    let line = format!("train {SMALL} --init-weights W.npy --init-outputs v.npy");
    let run = json(folder.path(), &line, 1);
    assert_eq!(run["stop_reason"], "stationary");
    assert_eq!(run["stable_rank"], 0.0);
    let line = format!("{line} --set stop.at=time --set stop.value=7");
    let run = json(folder.path(), &line, 0);
    assert_eq!(run["stop_reason"], "reached");
    assert_eq!(run["time"], 7.0);
}

#[test]
fn a_step_that_is_far_too_long_exits_with_3() {
    let folder = tempdir().unwrap();
    let line = format!("train {SMALL} --loss squared --set flow.step=1000");
    let answer = sweetspot(folder.path(), &line);
    assert_eq!(answer.code, Some(3));
    assert!(answer.stderr.contains("infinite or NaN after t ="));
    assert!(answer.stderr.contains("flow.step"));
    assert_eq!(json(folder.path(), &line, 3)["stop_reason"], "diverged");
}

#[test]
fn a_start_that_overflows_is_blamed_on_alpha() {
    let folder = tempdir().unwrap();
    let exact = format!("train {} --alpha 1e308", small_by("exact"));
    json(folder.path(), &exact, 3);
    let line = format!("train {SMALL} --alpha 1e308");
    assert!(
        sweetspot(folder.path(), &line)
            .stderr
            .contains("smaller network.alpha")
    );
    let run = json(folder.path(), &line, 3);
    assert!(run["test_error"].is_null() && run["training_error"].is_null());
    assert!(run["stable_rank"].as_f64().unwrap() <= 6.0);
}

#[test]
fn a_target_above_the_initial_risk_exits_with_2_and_names_that_risk() {
    let folder = tempdir().unwrap();
    let start = format!("train {SMALL} --alpha 0.3 --set flow.record=[0] --out run");
    assert_eq!(sweetspot(folder.path(), &start).code, Some(0));
    let table = fs::read_to_string(folder.path().join("run/trajectory.csv")).unwrap();
    let initial = table.lines().nth(1).unwrap().split(',').nth(1).unwrap();
    let answer = sweetspot(
        folder.path(),
        &format!("train {SMALL} --alpha 0.3 --target-risk 1.8"),
    );
    assert_eq!(answer.code, Some(2));
    assert!(
        answer.stderr.contains(initial),
        "{} {initial}",
        answer.stderr
    );
    assert_eq!(answer.stdout, "");
}

#[test]
fn ctrl_c_ends_a_long_run_with_130_and_keeps_its_state() {
    let folder = tempdir().unwrap();
    let long = "train --method descent --set flow.step=1e-9 --set stop.max_steps=100000000 --set flow.record=3 \
                --out run";
    let out = folder.path().join("run");
    let began = Instant::now();
    // The folder is made after the signal is handled and before the run begins.
    let under_way = || out.exists() && began.elapsed() > Duration::from_millis(300);
    assert_eq!(interrupted(folder.path(), long, under_way), Some(130));
    let config = Config::default();
    let start = TwoLayer::start(&config, &draw_problem(&config).unwrap());
    let end = npy::read_matrix(&out.join("weights.npy")).unwrap();
    let moved = (&end - &start.weights).norm_max();
    assert!(moved > 0.0 && moved < 0.1, "{moved}");
}
