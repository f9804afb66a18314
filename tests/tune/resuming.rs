//! Finished runs are kept, and the same command goes on.

use crate::command::{interrupted, sweetspot};
use crate::table::{SMALL, folder};

#[test]
fn ctrl_c_keeps_the_finished_runs_and_the_same_command_uses_them() {
    let folder = folder();
    let line = format!("tune two.csv --label-column y --out found --threads 1 {SMALL}");
    let runs = folder.path().join("found/runs.jsonl");
    let lines = || std::fs::read_to_string(&runs).map_or(0, |text| text.lines().count());
    let code = interrupted(folder.path(), &line, || lines() >= 6);
    assert_eq!(code, Some(130));
    let kept = std::fs::read_to_string(&runs).unwrap();
    assert!(kept.lines().count() >= 6);
    assert!(!folder.path().join("found/tune.json").exists());
    let answer = sweetspot(folder.path(), &line);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    let after = std::fs::read_to_string(&runs).unwrap();
    assert!(after.starts_with(&kept), "finished runs are not made again");
    let keys = after.lines().map(|line| line.split('"').nth(3).unwrap());
    let mut keys: Vec<&str> = keys.collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count, "no run is there twice");
}
