//! Finished runs are kept, and the same command goes on.

use std::path::Path;

use crate::command::{interrupted, sweetspot};
use crate::table::{SMALL, folder};

/// The finished runs in a folder, a line each, in the order of their keys.
fn runs(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let files = entries.map(|entry| entry.unwrap().path());
    let files = files.filter(|file| file.extension().is_some_and(|end| end == "jsonl"));
    let texts = files.map(|file| std::fs::read_to_string(file).unwrap());
    let mut lines: Vec<String> = texts
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    lines.sort();
    lines
}

fn key(line: &str) -> &str {
    let (_, after) = line.split_once("\"key\":\"").unwrap();
    after.split('"').next().unwrap()
}

#[test]
fn ctrl_c_keeps_the_finished_runs_and_the_same_command_uses_them() {
    let folder = folder();
    let line = format!("tune two.csv --label-column y --out found --threads 1 {SMALL}");
    let found = folder.path().join("found");
    let code = interrupted(folder.path(), &line, || runs(&found).len() >= 6);
    assert_eq!(code, Some(130));
    let kept = runs(&found);
    assert!(kept.len() >= 6);
    assert!(!found.join("tune.json").exists());
    let answer = sweetspot(folder.path(), &line);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    let after = runs(&found);
    assert!(kept.iter().all(|line| after.contains(line)));
    let keys: Vec<&str> = after.iter().map(|line| key(line)).collect();
    for (index, key) in keys.iter().enumerate() {
        assert!(!keys[..index].contains(key), "{key} was made twice");
    }
}
