//! Finished runs are kept, as long as the script and its arguments stay what they were.

use crate::program::{VALLEY, folder, json, made, sweetspot, write};

const LINE: [&str; 8] = [
    "--command",
    "sh train.sh {c} {seed} --config=a.toml",
    "--axis",
    "c=0.01,0.1,1",
    "--replicates",
    "2",
    "--out",
    "found",
];

fn sweep<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["sweep"][..], &LINE, more].concat()
}

#[test]
fn the_same_command_makes_none_again_and_a_changed_file_all() {
    let folder = folder(VALLEY);
    write(folder.path(), "a.toml", "width = 1");
    let first = json(folder.path(), &sweep(&[]), 0);
    assert_eq!(made(folder.path()), 6);
    let again = json(
        folder.path(),
        &sweep(&["--jobs", "2", "--time-limit", "60", "--retries", "3"]),
        0,
    );
    assert_eq!((made(folder.path()), &again["curve"]), (6, &first["curve"]));
    // A longer sweep keeps what is there.
    let mut longer = sweep(&[]);
    longer[4] = "c=0.01,0.1,1,10";
    json(folder.path(), &longer, 0);
    assert_eq!(made(folder.path()), 8);
    write(folder.path(), "a.toml", "width = 2");
    json(folder.path(), &sweep(&[]), 0);
    assert_eq!(made(folder.path()), 14);
    write(folder.path(), "train.sh", &VALLEY.replace("0.1 +", "0.2 +"));
    let changed = json(folder.path(), &sweep(&[]), 0);
    assert_eq!(made(folder.path()), 20);
    assert_ne!(changed["curve"], first["curve"]);
    // What was made with the files as they were before is still there.
    write(folder.path(), "train.sh", VALLEY);
    let back = json(folder.path(), &sweep(&[]), 0);
    assert_eq!((made(folder.path()), &back["curve"]), (20, &first["curve"]));
    json(folder.path(), &sweep(&["--fresh"]), 0);
    assert_eq!(made(folder.path()), 26);
}

#[test]
fn a_folder_of_another_command_is_refused() {
    let folder = folder(VALLEY);
    json(folder.path(), &sweep(&[]), 0);
    let mut other = sweep(&[]);
    other[2] = "sh train.sh {c} {seed} --config=b.toml";
    let answer = sweetspot(folder.path(), &other);
    assert_eq!(answer.code, Some(2));
    assert!(
        answer.stderr.contains("`command.line` differs"),
        "{}",
        answer.stderr
    );
    assert_eq!(made(folder.path()), 6);
}

/// Another seed is other runs, in the same words.
#[test]
fn another_master_seed_is_another_sweep() {
    let folder = folder(VALLEY);
    json(folder.path(), &sweep(&[]), 0);
    let mut line = sweep(&["--seed", "5"]);
    line[8] = "other";
    json(folder.path(), &line, 0);
    assert_eq!(made(folder.path()), 12);
}
