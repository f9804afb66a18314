//! A finished run is never made twice, and never mixed with those of another sweep.

use std::fs;
use std::path::{Path, PathBuf};

use sweetspot::runs::NUMERICS_VERSION;
use tempfile::tempdir;

use crate::command::{SMALL, interrupted, small_by, sweetspot};
use crate::determinism::outputs;

/// 3 alphas of 4 replicates: 12 runs, and then as many again at half the step.
fn small(out: &str) -> String {
    format!("sweep {SMALL} --set sweep.alphas=[0.01,0.1,1] --set sweep.replicates=4 --out {out}")
}

fn run(folder: &Path, line: &str) {
    let answer = sweetspot(folder, line);
    assert_eq!(answer.code, Some(0), "{line}: {}", answer.stderr);
}

/// A refused command: exit code 2, and what it says.
fn refusal(folder: &Path, line: &str) -> String {
    let answer = sweetspot(folder, line);
    assert_eq!(answer.code, Some(2), "{line}: {}", answer.stderr);
    assert_eq!(answer.stdout, "");
    answer.stderr
}

/// The files of finished runs in a folder, and their lines.
pub fn parts(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut parts: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
        .collect();
    parts.sort();
    parts
}

pub fn lines(folder: &Path) -> Vec<String> {
    let texts = parts(folder)
        .into_iter()
        .map(|part| fs::read_to_string(part).unwrap());
    texts
        .flat_map(|text| text.lines().map(str::to_string).collect::<Vec<_>>())
        .collect()
}

/// What tells the run of a line from others.
fn keys(lines: &[String]) -> Vec<&str> {
    let keys = lines
        .iter()
        .map(|line| line.split_once("\"key\":").unwrap().1);
    let mut keys: Vec<&str> = keys.map(|rest| rest.split_once(',').unwrap().0).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn only_missing_runs_are_made_and_what_cannot_be_read_is_made_again() {
    let folder = tempdir().unwrap();
    run(folder.path(), &small("whole"));
    run(folder.path(), &small("part"));
    let part = folder.path().join("part");
    let all = lines(&part);
    assert_eq!(all.len(), 24);
    // Runs 0 to 6 without 2 and 3 are whole, but a digit of run 4 has changed, and the next one was cut
    // while the disk was full: the line after it goes on in the middle.
    let mut kept: Vec<String> = [0, 1, 4, 5, 6].map(|i| all[i].clone()).to_vec();
    kept[2] = kept[2].replace("\"events\":", "\"events\":1");
    let cut = &all[7][..all[7].len() / 2];
    let runs = &parts(&part)[0];
    fs::write(
        runs,
        kept[..3].join("\n") + "\n" + cut + &kept[3..].join("\n") + "\n",
    )
    .unwrap();
    let answer = sweetspot(folder.path(), &small("part"));
    assert_eq!(answer.code, Some(0));
    // The torn line took the first half of the next with it.
    assert!(
        answer.stderr.contains("has 2 lines that cannot be read"),
        "{}",
        answer.stderr
    );
    let now = lines(&part);
    assert_eq!(
        parts(&part).len(),
        2,
        "no process writes to the file of another"
    );
    // Of the five lines there three could be read.
    assert_eq!(now.len() - 5, 24 - 3);
    assert!(outputs(&folder.path().join("whole")) == outputs(&part));
    // All is there now.
    run(folder.path(), &small("part"));
    assert_eq!(lines(&part).len(), now.len());
}

#[test]
fn a_finer_grid_or_more_replicates_keep_the_runs() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("out");
    let line = |alphas: &str, replicates: u64, out: &str| {
        let grid = format!("--alphas {alphas} --replicates {replicates}");
        format!("sweep {} {grid} --out {out}", small_by("exact"))
    };
    run(folder.path(), &line("0.01,0.1,1", 4, "out"));
    assert_eq!(lines(&out).len(), 12);
    run(folder.path(), &line("0.01,0.03,0.1,1", 6, "out"));
    let after = lines(&out);
    assert_eq!(after.len(), 24);
    let mut once = keys(&after);
    once.dedup();
    assert_eq!(once.len(), 24, "a run was made twice");
    run(folder.path(), &line("0.01,0.03,0.1,1", 6, "new"));
    assert!(outputs(&out) == outputs(&folder.path().join("new")));
    // And back.
    run(folder.path(), &line("0.01,0.1,1", 4, "out"));
    assert_eq!(lines(&out).len(), 24);
    run(folder.path(), &line("0.01,0.1,1", 4, "old"));
    assert!(outputs(&out) == outputs(&folder.path().join("old")));
}

#[test]
fn ctrl_c_keeps_finished_runs_and_the_same_command_finishes() {
    let folder = tempdir().unwrap();
    let line = |out: &str| {
        format!(
            "sweep --method descent --width 32 --set data.samples=20 --set data.dimension=20 \
             --set data.test_lines=20 --set sweep.alphas=[0.05,8] --set sweep.replicates=40 \
             --threads 2 --out {out}"
        )
    };
    let part = folder.path().join("part");
    let count = || lines(&part).len();
    let code = interrupted(folder.path(), &line("part"), || count() >= 3);
    assert_eq!(code, Some(130));
    let kept = lines(&part);
    assert!((3..88).contains(&count()), "{} runs", count());
    assert!(!folder.path().join("part/curve.csv").exists());

    run(folder.path(), &line("part"));
    let now = lines(&part);
    assert!(kept.iter().all(|line| now.contains(line)));
    // Those of 4 replicates also at half the step.
    assert_eq!(count(), 88);
    run(folder.path(), &line("whole"));
    assert!(outputs(&folder.path().join("part")) == outputs(&folder.path().join("whole")));
}

#[test]
fn another_configuration_is_refused_by_the_first_key_that_differs() {
    let folder = tempdir().unwrap();
    run(folder.path(), &small("out"));
    let before = outputs(&folder.path().join("out"));
    for (change, key) in [
        ("--seed 1", "`seed`"),
        ("--set data.noise=2 --loss logistic", "`data.noise`"),
        ("--set network.init=dominated", "`network.init`"),
    ] {
        let said = refusal(folder.path(), &format!("{} {change}", small("out")));
        assert!(said.contains(key) && said.contains("--fresh"), "{said}");
    }
    assert!(outputs(&folder.path().join("out")) == before);
    run(folder.path(), &small("out"));
}

#[test]
fn fresh_starts_over_and_leaves_nothing_of_before() {
    let folder = tempdir().unwrap();
    run(folder.path(), &small("out"));
    run(folder.path(), &small("one"));
    let other = "sweep --set data.kind=three-points --loss squared --target-risk 0.2 --width 4 \
                 --set sweep.alphas=[0.1,1] --set sweep.replicates=1 --out out";
    refusal(folder.path(), other);
    run(folder.path(), &format!("{other} --fresh"));
    assert_eq!(lines(&folder.path().join("out")).len(), 2);
    // Without test errors there is no figure, and the old one would mislead.
    assert!(!folder.path().join("out/curve.svg").exists());
    run(folder.path(), &format!("{} --fresh", small("out")));
    assert!(outputs(&folder.path().join("out")) == outputs(&folder.path().join("one")));
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let folder = tempdir().unwrap();
    let notes = folder.path().join("mine/notes.txt");
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(&notes, "mine").unwrap();
    for fresh in ["", " --fresh"] {
        let said = refusal(folder.path(), &(small("mine") + fresh));
        assert!(
            said.contains("mine is not empty and holds no sweep"),
            "{said}"
        );
    }
    assert_eq!(fs::read_dir(folder.path().join("mine")).unwrap().count(), 1);
}

/// A configuration that the user keeps in the folder named with --out is not written over.
#[test]
fn a_configuration_of_the_users_own_is_left_alone() {
    let folder = tempdir().unwrap();
    let own = folder.path().join("mine/config.toml");
    fs::create_dir(folder.path().join("mine")).unwrap();
    let text = "network.width = 4 # mine\n";
    fs::write(&own, text).unwrap();
    for more in ["", " --fresh", " --config mine/config.toml"] {
        let said = refusal(folder.path(), &(small("mine") + more));
        assert!(said.contains("holds no sweep"), "{said}");
        assert_eq!(fs::read_to_string(&own).unwrap(), text);
    }
    assert_eq!(fs::read_dir(folder.path().join("mine")).unwrap().count(), 1);
}

/// The folder of a sweep that failed before its first run belongs to nobody.
#[test]
fn a_folder_without_a_finished_run_is_taken_over() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("t.csv"), "a,y\n1,1\n-1,-1\n2,1\n-2,-1\n").unwrap();
    let line = |column: &str| {
        format!(
            "sweep --data t.csv --set data.label_column={column} --width 4 \
                 --set sweep.replicates=1 --set sweep.alphas=[0.1] --target-risk 0.6 --out out"
        )
    };
    refusal(folder.path(), &line("z"));
    run(folder.path(), &line("y"));
}

#[test]
fn a_file_that_changed_is_other_data() {
    let folder = tempdir().unwrap();
    let table = folder.path().join("t.csv");
    fs::write(&table, "a,y\n1,1\n-1,-1\n2,1\n").unwrap();
    fs::write(folder.path().join("y.csv"), "y\n1\n-1\n1\n").unwrap();
    let line = "sweep --data t.csv --labels y.csv --width 4 --set data.test=0.25 --set sweep.replicates=1 \
                --set sweep.alphas=[0.1] --target-risk 0.6 --out out";
    run(folder.path(), line);
    run(folder.path(), line);
    fs::write(&table, "a,y\n1,1\n-1,-1\n2.5,1\n").unwrap();
    let said = refusal(folder.path(), line);
    assert!(
        said.contains("t.csv") && said.contains("`data.path`") && said.contains("--fresh"),
        "{said}"
    );
    run(folder.path(), &format!("{line} --fresh"));
    fs::write(folder.path().join("y.csv"), "y\n1\n-1\n-1\n").unwrap();
    assert!(refusal(folder.path(), line).contains("`data.labels`"));
}

#[test]
fn another_version_of_the_numerics_is_refused() {
    let folder = tempdir().unwrap();
    run(folder.path(), &small("out"));
    let stored = folder.path().join("out/config.toml");
    let text = fs::read_to_string(&stored).unwrap();
    let current = format!("version {NUMERICS_VERSION}\n");
    assert!(text.contains(&current), "{text}");
    fs::write(&stored, text.replacen(&current, "version 0\n", 1)).unwrap();
    let said = refusal(folder.path(), &small("out"));
    assert!(said.contains("numerics version 0"), "{said}");
}

/// Numbers that JSON has no word for must not make a store unreadable.
#[test]
fn diverged_runs_are_kept_counted_and_read_back() {
    let folder = tempdir().unwrap();
    for method in ["descent", "exact"] {
        let small = small_by(method);
        let grid = "--set sweep.alphas=[0.1,1e308] --set sweep.replicates=2";
        let line = format!("sweep {small} {grid} --out {method}");
        let mut written = Vec::new();
        for _ in 0..2 {
            let answer = sweetspot(folder.path(), &line);
            assert_eq!(answer.code, Some(3), "{}", answer.stderr);
            assert!(
                answer.stderr.contains("2 of 4 runs diverged"),
                "{}",
                answer.stderr
            );
            written.push(fs::read(folder.path().join(method).join("runs.parquet")).unwrap());
        }
        assert!(written[0] == written[1], "{method}");
    }
}

/// A crash may leave empty files and parts of a configuration; they belong to nobody.
#[test]
fn what_a_crash_left_before_the_first_run_is_taken_over() {
    for (name, text) in [
        ("runs.jsonl", ""),
        ("runs-host-1-2.jsonl", ""),
        ("config.toml", ""),
        (".config.toml.7.partial", "# The runs"),
    ] {
        let folder = tempdir().unwrap();
        fs::create_dir(folder.path().join("out")).unwrap();
        fs::write(folder.path().join("out").join(name), text).unwrap();
        run(folder.path(), &small("out"));
    }
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/runs-mine.jsonl"), "{}\n").unwrap();
    assert!(refusal(folder.path(), &small("out")).contains("holds no sweep"));
}
