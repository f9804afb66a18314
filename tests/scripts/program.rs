//! Scripts to run, and the program that runs them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Answer {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// A valley in log2 c with its bottom at 2^-5, and noise of the seed that all c share in part.
pub const VALLEY: &str = r#"#!/bin/sh
echo "epoch 1 of 1"
awk -v c="$1" -v s="$2" 'BEGIN {
  srand(1000 * s + 17); shared = rand(); srand(1000 * s + int(100 * c)); own = rand()
  x = log(c) / log(2) + 5
  printf "{\"test_error\": %.6f, \"training_risk\": 0.01}\n", 0.1 + x * x / 400 + 0.02 * shared + 0.002 * own
}'
echo "$1 $2" >> made.txt
"#;

/// A folder with a script `train.sh` of this text.
pub fn folder(script: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "train.sh", script);
    folder
}

pub fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
}

pub fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_default()
}

/// How many runs the script has noted in made.txt.
pub fn made(folder: &Path) -> usize {
    read(folder, "made.txt").lines().count()
}

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("sweetspot"));
    command
        .current_dir(folder)
        .env("COLUMNS", "100")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("CUDA_VISIBLE_DEVICES")
        .stdin(Stdio::null())
        .args(arguments);
    command
}

/// Runs the program with these arguments.
pub fn sweetspot(folder: &Path, arguments: &[&str]) -> Answer {
    let output = program(folder, arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Answer {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// The document of a command that ends with this code.
pub fn json(folder: &Path, arguments: &[&str], code: i32) -> Value {
    let answer = sweetspot(folder, &[arguments, &["--json"]].concat());
    assert_eq!(answer.code, Some(code), "{arguments:?}: {}", answer.stderr);
    serde_json::from_str(&answer.stdout).unwrap()
}

/// Starts the program and signals it when `ready`; returns the exit code.
pub fn signalled(
    folder: &Path,
    arguments: &[&str],
    signals: &[&str],
    ready: impl Fn() -> bool,
) -> Option<i32> {
    let mut command = program(folder, arguments);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until(ready);
    for signal in signals {
        let id = child.id().to_string();
        let sent = Command::new("kill")
            .args([signal, id.as_str()])
            .status()
            .unwrap();
        assert!(sent.success());
        sleep(Duration::from_millis(200));
    }
    child.wait().unwrap().code()
}

/// Waits for what has to come within a minute.
pub fn until(ready: impl Fn() -> bool) {
    let began = Instant::now();
    while !ready() {
        assert!(began.elapsed() < Duration::from_secs(60), "never ready");
        sleep(Duration::from_millis(5));
    }
}

/// Whether a process is there.
pub fn is_alive(id: &str) -> bool {
    let id = id.trim();
    // A zombie that nobody waits for is gone all the same.
    let state = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    match state.rsplit_once(") ") {
        Some((_, rest)) => !rest.starts_with('Z'),
        None if Path::new("/proc/self").exists() => false,
        None => Command::new("kill")
            .args(["-0", id])
            .status()
            .unwrap()
            .success(),
    }
}

/// The arguments of a sweep of `train.sh` over c alone, with one replicate.
pub const fn sweep_over(axis: &'static str, out: &'static str) -> [&'static str; 9] {
    [
        "sweep",
        "--command",
        "sh train.sh {c}",
        "--axis",
        axis,
        "--replicates",
        "1",
        "--out",
        out,
    ]
}
