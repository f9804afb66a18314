//! The job array of `sweep --sbatch`, with a stand-in for Slurm's programs; `tests/slurm/check.sh` has a
//! real one.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::Duration;

use tempfile::{TempDir, tempdir};

use crate::command::{SMALL, sweetspot};
use crate::determinism::outputs;
use crate::resuming::parts;

fn line(more: &str) -> String {
    format!("sweep {SMALL} --alphas 0.01,1 --replicates 3 {more}")
}

/// A folder with the script in it, and programs that write down what they are called with.
fn handed_in(sweep: &str) -> TempDir {
    let folder = tempdir().unwrap();
    let answer = sweetspot(folder.path(), &format!("{sweep} --sbatch=2 --out study"));
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    fs::write(folder.path().join("job.sh"), answer.stdout).unwrap();
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    for (name, says) in [
        ("sbatch", "echo 7"),
        ("squeue", "cat state"),
        ("scontrol", ":"),
    ] {
        let path = bin.join(name);
        fs::write(
            &path,
            format!("#!/bin/sh\necho {name} \"$@\" >>calls\n{says}\n"),
        )
        .unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

/// A shell with the script as Slurm would run it.
fn job(folder: &Path, argument: &str, task: Option<u32>) -> Command {
    let mut shell = Command::new("sh");
    let path = std::env::var("PATH").unwrap();
    shell
        .current_dir(folder)
        .arg("job.sh")
        .args((!argument.is_empty()).then_some(argument))
        .env("PATH", format!("{}:{path}", folder.join("bin").display()))
        .env("SLURM_ARRAY_JOB_ID", "7");
    if let Some(task) = task {
        shell.env("SLURM_ARRAY_TASK_ID", task.to_string());
    }
    shell
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

fn calls(folder: &Path) -> String {
    fs::read_to_string(folder.join("calls")).unwrap_or_default()
}

#[test]
fn parts_and_outputs_are_handed_in_and_make_the_sweep() {
    let folder = handed_in(&line(""));
    let folder = folder.path();
    // Its configuration is in the folder; nothing is made yet.
    assert!(folder.join("study/config.toml").exists() && parts(&folder.join("study")).is_empty());
    let output = job(folder, "", None).output().unwrap();
    assert!(
        said(&output).contains("parts: job 7, outputs: job 7"),
        "{}",
        said(&output)
    );
    assert_eq!(
        calls(folder),
        "sbatch --parsable job.sh\n\
         sbatch --parsable --array=0 --dependency=afterany:7 job.sh outputs\n"
    );
    for task in [1, 0] {
        let output = job(folder, "", Some(task)).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(
            said(&output).contains(&format!("part {task}/2")),
            "{}",
            said(&output)
        );
    }
    let output = job(folder, "outputs", Some(0)).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    sweetspot(folder, &line("--out local"));
    assert!(outputs(&folder.join("study")) == outputs(&folder.join("local")));
}

/// The exit code of a part that is told to stop once it works, while Slurm says that the job is so.
fn stopped(state: &str, restarts: &str) -> (Option<i32>, String) {
    let folder = handed_in("sweep --replicates 400");
    let folder = folder.path();
    fs::write(folder.join("state"), state).unwrap();
    let mut shell = job(folder, "", Some(0));
    let mut shell = shell.env("SLURM_RESTART_COUNT", restarts).spawn().unwrap();
    while parts(&folder.join("study")).is_empty() {
        assert!(shell.try_wait().unwrap().is_none(), "ended by itself");
        sleep(Duration::from_millis(10));
    }
    let told = Command::new("kill").arg(shell.id().to_string()).status();
    assert!(told.unwrap().success());
    (shell.wait().unwrap().code(), calls(folder))
}

#[test]
fn a_part_whose_time_runs_out_goes_back_to_the_queue() {
    let (code, calls) = stopped("RUNNING", "99");
    assert_eq!(code, Some(0), "{calls}");
    assert!(calls.ends_with("scontrol requeue 7_0\n"), "{calls}");
}

#[test]
fn a_part_that_is_cancelled_or_never_gets_anywhere_does_not() {
    for (state, restarts) in [("CANCELLED", "0"), ("RUNNING", "100")] {
        let (code, calls) = stopped(state, restarts);
        assert_eq!(code, Some(130), "{calls}");
        assert!(!calls.contains("scontrol"), "{calls}");
    }
}

#[test]
fn what_is_wrong_comes_out_before_anything_waits_in_a_queue() {
    let folder = tempdir().unwrap();
    for wrong in [
        "--sbatch --set network.alhpa=1",
        "--sbatch=0",
        "--sbatch --shard 0/2",
        "--sbatch --json",
    ] {
        let answer = sweetspot(folder.path(), &line(wrong));
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (Some(2), ""),
            "{wrong}"
        );
    }
    assert_eq!(sweetspot(folder.path(), &line("--out study")).code, Some(0));
    let other = sweetspot(folder.path(), &line("--seed 1 --sbatch --out study"));
    assert!(
        other.code == Some(2) && other.stderr.contains("`seed` differs"),
        "{}",
        other.stderr
    );
    // A part for each replicate where there are few.
    let script = sweetspot(folder.path(), &line("--sbatch --out study")).stdout;
    assert!(script.contains("#SBATCH --array=0-2\n"), "{script}");
}
