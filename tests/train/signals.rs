//! Ctrl-C and SIGTERM end a command wherever it is.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::tempdir;

/// A second is promised; a busy machine may need another.
const LONGEST: Duration = Duration::from_secs(2);

/// Whether a process handles SIGINT by itself.
fn listens(id: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    u64::from_str_radix(caught.unwrap().trim(), 16).unwrap() & 2 != 0
}

/// Starts a command, signals it once it listens and is `ready`, and says how it ended: its code, and what it
/// said on stderr.
fn signalled(folder: &Path, line: &str, signal: &str, ready: impl Fn() -> bool) -> (i32, String) {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("sweetspot"))
        .current_dir(folder)
        .args(line.split_whitespace())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while !(listens(child.id()) && ready()) {
        assert!(child.try_wait().unwrap().is_none(), "ended by itself");
        sleep(Duration::from_millis(5));
    }
    // Into what it was told to do.
    sleep(Duration::from_millis(300));
    let began = Instant::now();
    let told = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(told.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert!(began.elapsed() < LONGEST, "{line}: {:?}", began.elapsed());
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), said)
}

#[test]
fn a_file_that_never_ends_is_left() {
    let folder = tempdir().unwrap();
    let pipe = folder.path().join("pipe.csv");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    for signal in ["-INT", "-TERM"] {
        let line = "train --set data.kind=file --set data.path=pipe.csv";
        let (code, said) = signalled(folder.path(), line, signal, || true);
        assert_eq!(code, 130);
        assert_eq!(said, "error: interrupted: finished runs are kept\n");
    }
}

#[test]
fn a_test_error_that_takes_long_is_left() {
    let folder = tempdir().unwrap();
    let line = "train --set data.dimension=2 --set data.samples=4 --width 1000000 --method descent \
                --set stop.at=time --set stop.value=1e-9 --set flow.step=1e-9";
    let (code, _) = signalled(folder.path(), line, "-INT", || true);
    assert_eq!(code, 130);
}

#[test]
fn writing_many_states_is_left_and_no_file_is_half_there() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("out");
    let line = "train --set flow.record=20000 --out out";
    let writes = || out.join("weights.npy").exists();
    let (code, _) = signalled(folder.path(), line, "-TERM", writes);
    assert_eq!(code, 130);
    for entry in fs::read_dir(out).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.ends_with(".partial"), "{name}");
    }
}
