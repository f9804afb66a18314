//! Several processes make one sweep: the same bytes come out, whoever made what.

use std::fs;
use std::path::Path;

use tempfile::tempdir;

use crate::command::{SMALL, small_by, sweetspot};
use crate::determinism::outputs;
use crate::resuming::lines;

fn line(more: &str) -> String {
    format!("sweep {SMALL} --alphas 0.01,0.1,1 --replicates 5 {more}")
}

fn said(folder: &Path, line: &str, code: i32) -> String {
    let answer = sweetspot(folder, line);
    assert_eq!(answer.code, Some(code), "{line}: {}", answer.stderr);
    answer.stdout + &answer.stderr
}

/// 15 runs, and those of 4 replicates again at half the step.
const ALL: usize = 27;

#[test]
fn any_split_order_and_overlap_gives_the_same_bytes() {
    let folder = tempdir().unwrap();
    said(folder.path(), &line("--out whole"), 0);
    let whole = outputs(&folder.path().join("whole"));
    for (out, shards) in [
        ("two", &["1/2", "0/2"][..]),
        ("three", &["2/3", "0/3", "1/3"]),
        // 5/7 and 6/7 have no replicate; 0/2 was partly made by others.
        ("mixed", &["3/7", "5/7", "6/7", "0/2", "0/2", "1/4"]),
    ] {
        for (threads, shard) in shards.iter().enumerate() {
            let part = line(&format!(
                "--shard {shard} --threads {} --out {out}",
                1 + threads % 2
            ));
            let found = said(folder.path(), &part, 0);
            let empty = ["5/7", "6/7"].contains(shard);
            assert_eq!(found.contains("nothing to do"), empty, "{found}");
            assert!(!folder.path().join(out).join("curve.csv").exists());
        }
        said(folder.path(), &line(&format!("--out {out}")), 0);
        let out = folder.path().join(out);
        assert_eq!(lines(&out).len(), ALL);
        assert!(outputs(&out) == whole);
    }
    let helped = said(folder.path(), &line("--help-others --out helped"), 0);
    assert!(helped.contains("27 of 27 runs"), "{helped}");
    said(folder.path(), &line("--out helped"), 0);
    assert!(outputs(&folder.path().join("helped")) == whole);
}

#[test]
fn processes_that_begin_together_share_a_folder() {
    let folder = tempdir().unwrap();
    std::thread::scope(|scope| {
        for shard in ["0/3", "1/3", "2/3", "0/3"] {
            let part = line(&format!(
                "--shard {shard} --help-others --threads 1 --out out"
            ));
            let folder = folder.path();
            scope.spawn(move || said(folder, &part, 0));
        }
    });
    said(folder.path(), &line("--out out"), 0);
    said(folder.path(), &line("--out whole"), 0);
    let [out, whole] = ["out", "whole"].map(|name| outputs(&folder.path().join(name)));
    assert!(out == whole);
}

#[test]
fn folders_from_separate_disks_are_joined() {
    let folder = tempdir().unwrap();
    for part in ["0", "1", "2"] {
        said(
            folder.path(),
            &line(&format!("--shard {part}/3 --out part{part}")),
            0,
        );
    }
    let missing = said(folder.path(), "merge part0 part2 --out out", 1);
    assert!(missing.contains("of 27 runs are missing"), "{missing}");
    // A part that is there already counts once.
    said(folder.path(), "merge part0 part1 part1 --out out", 0);
    said(folder.path(), &line("--out whole"), 0);
    let [out, whole] = ["out", "whole"].map(|name| outputs(&folder.path().join(name)));
    assert!(out == whole);
    assert_eq!(lines(&folder.path().join("out")).len(), ALL);
}

#[test]
fn what_does_not_belong_together_is_not_joined() {
    let folder = tempdir().unwrap();
    let exact = format!("sweep {} --alphas 0.1,1 --replicates 2", small_by("exact"));
    said(folder.path(), &format!("{exact} --out a"), 0);
    said(folder.path(), &format!("{exact} --out b --seed 1"), 0);
    let other = said(folder.path(), "merge a b --out out", 2);
    assert!(other.contains("`seed` differs"), "{other}");
    assert!(!folder.path().join("out").exists());
    fs::create_dir(folder.path().join("c")).unwrap();
    assert!(said(folder.path(), "merge a c --out out", 2).contains("c holds no sweep"));
    assert!(said(folder.path(), "merge a", 2).contains("--out"));
    said(folder.path(), "merge --out out", 2);
}

#[test]
fn wrong_parts_are_refused() {
    let folder = tempdir().unwrap();
    for wrong in [
        "--shard 2/2",
        "--shard 1",
        "--shard -1/2",
        "--shard 0/2 --fresh",
        "--help-others --dry-run",
    ] {
        let refused = said(folder.path(), &line(&format!("{wrong} --out out")), 2);
        assert!(refused.contains("error:"), "{refused}");
    }
    assert!(!folder.path().join("out").exists());
}
