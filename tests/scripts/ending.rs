//! A script is ended with everything that it started.

use std::time::{Duration, Instant};

use crate::program::{folder, is_alive, json, made, read, signalled, sweep_over, sweetspot, until};

/// Starts another process, which does not hear when it is asked to end, and waits for it.
const WITH_CHILD: &str = "sh -c 'trap \"\" TERM; echo $$ >> children.txt; while :; do sleep 0.1; done' &\n\
                          echo x >> made.txt\nwait\n";

const LINE: [&str; 9] = sweep_over("c=1", "found");

fn is_gone(id: &str) -> bool {
    !is_alive(id)
}

#[test]
fn a_time_limit_ends_the_children_too() {
    let folder = folder(WITH_CHILD);
    let began = Instant::now();
    let answer = sweetspot(folder.path(), &[&LINE[..], &["--time-limit", "1"]].concat());
    assert_eq!(answer.code, Some(3), "{}", answer.stderr);
    assert!(
        answer.stderr.contains("ended after its time limit of 1 s"),
        "{}",
        answer.stderr
    );
    assert!(began.elapsed() < Duration::from_secs(20));
    let child = read(folder.path(), "children.txt");
    assert!(!child.is_empty());
    until(|| is_gone(&child));
}

#[test]
fn an_interruption_ends_the_children_too_and_keeps_what_is_finished() {
    for signal in ["-INT", "-TERM"] {
        let script = format!(
            "[ $1 = 1 ] && {{ echo x >> made.txt; echo '{{\"test_error\": 0.5}}'; exit 0; }}\n{WITH_CHILD}"
        );
        let folder = folder(&script);
        let line = sweep_over("c=1,2", "found");
        let begun = || !read(folder.path(), "children.txt").is_empty();
        assert_eq!(signalled(folder.path(), &line, &[signal], begun), Some(130));
        let child = read(folder.path(), "children.txt");
        until(|| is_gone(&child));
        assert_eq!(made(folder.path()), 2);
        // Only the second is made again.
        let answer = sweetspot(
            folder.path(),
            &[&line[..], &["--time-limit", "0.5"]].concat(),
        );
        assert_eq!(answer.code, Some(3), "{}", answer.stderr);
        assert_eq!(made(folder.path()), 3);
    }
}

/// A second signal ends the program at once, and leaves nothing behind either.
#[test]
fn impatience_leaves_nothing_behind() {
    let folder = folder(&format!("trap '' TERM\n{WITH_CHILD}wait\n"));
    let begun = || !read(folder.path(), "children.txt").is_empty();
    let code = signalled(folder.path(), &LINE, &["-INT", "-INT"], begun);
    assert_eq!(code, Some(130));
    let child = read(folder.path(), "children.txt");
    until(|| is_gone(&child));
}

/// What a script leaves behind may hold its output open.
#[test]
fn a_run_ends_with_its_process() {
    let folder = folder("sleep 30 &\necho '{\"test_error\": 0.5}'\n");
    let began = Instant::now();
    json(folder.path(), &LINE, 0);
    assert!(began.elapsed() < Duration::from_secs(20));
}
