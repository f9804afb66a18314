//! Runs the program as a user does.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

/// A problem that trains in milliseconds.
pub const SMALL: &str =
    "--width 8 --set data.samples=8 --set data.dimension=6 --set data.test_lines=20";

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Answer {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The program in a folder, at a fixed width and without colours.
fn program(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("sweetspot"));
    command
        .current_dir(folder)
        .env("COLUMNS", "100")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::null())
        .args(line.split_whitespace());
    command
}

/// Runs a command line, whose arguments hold no spaces.
pub fn sweetspot(folder: &Path, line: &str) -> Answer {
    let output = program(folder, line).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Answer {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// The one document on stdout of a command that ends with this code.
pub fn json(folder: &Path, line: &str, code: i32) -> Value {
    let answer = sweetspot(folder, &format!("{line} --json"));
    assert_eq!(answer.code, Some(code), "{line}: {}", answer.stderr);
    serde_json::from_str(&answer.stdout).unwrap()
}

/// Starts a command and presses Ctrl-C when `ready`; returns the exit code.
pub fn interrupted(folder: &Path, line: &str, ready: impl Fn() -> bool) -> Option<i32> {
    let mut command = program(folder, line);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let began = Instant::now();
    while !ready() {
        assert!(began.elapsed() < Duration::from_secs(60), "never ready");
        assert!(child.try_wait().unwrap().is_none(), "ended by itself");
        sleep(Duration::from_millis(2));
    }
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    child.wait().unwrap().code()
}
