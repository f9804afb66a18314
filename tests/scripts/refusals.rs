//! What is refused before anything is run.

use crate::program::{VALLEY, folder, made, sweetspot, write};

fn refused(line: &[&str]) -> String {
    let folder = folder(VALLEY);
    write(folder.path(), "table.csv", "a,y\n1,0\n2,1\n");
    let answer = sweetspot(folder.path(), line);
    assert_eq!(
        answer.code,
        Some(2),
        "{line:?}: {}{}",
        answer.stdout,
        answer.stderr
    );
    assert_eq!(made(folder.path()), 0, "{line:?}");
    answer.stderr
}

#[test]
fn a_placeholder_without_values_is_refused_with_those_that_have_some() {
    let line = [
        "sweep",
        "--command",
        "sh train.sh {c} {lr} {seed}",
        "--axis",
        "width=1,2",
    ];
    let message = refused(&line);
    for said in [
        "`{lr}` has no values",
        "{c}, {gamma}, {alpha}, {seed}, {replicate}, {width}",
        "--axis lr=A,B",
    ] {
        assert!(message.contains(said), "{said}: {message}");
    }
}

#[test]
fn what_cannot_be_run_says_why() {
    let script = "sh train.sh {c} {seed}";
    for (line, said) in [
        (
            &["sweep", "table.csv", "--command", script][..],
            "cannot be used with",
        ),
        (&["sweep", "--command", ""], "not empty"),
        (
            &["sweep", "--command", "sh 'train.sh {c}"],
            "every quote closed",
        ),
        (
            &["sweep", "--command", script, "--set", "network.width=8"],
            "a command trains by itself",
        ),
        (
            &["sweep", "--command", script, "--alphas", "1,2"],
            "--axis c=A,B",
        ),
        (
            &["sweep", "--command", script, "--axis", "c=0,1"],
            "positive numbers",
        ),
        (
            &[
                "sweep",
                "--command",
                script,
                "--axis",
                "c=1",
                "--axis",
                "gamma=1",
            ],
            "follow from each other",
        ),
        (
            &["sweep", "--command", script, "--axis", "seed=1,2"],
            "sweep.replicates",
        ),
        (
            &["sweep", "--command", script, "--axis", "rate"],
            "a name and its values",
        ),
        (&["sweep", "--command", script, "--jobs", "0"], "from 1 to"),
        (
            &["sweep", "--command", script, "--time-limit", "0"],
            "above 0",
        ),
        (&["sweep", "--command", script, "--threads", "2"], "--jobs"),
        (&["sweep", "--jobs", "2"], "--command"),
        (&["sweep", "--gpus", "0"], "--command"),
        (
            &["sweep", "--metric", "loss"],
            "a program and its arguments",
        ),
        (
            &[
                "sweep",
                "--command",
                script,
                "--jobs",
                "2",
                "--metrics-file",
                "m-{c}.json",
            ],
            "one metrics file",
        ),
    ] {
        let message = refused(line);
        assert!(message.contains(said), "{line:?}: {message}");
    }
}
