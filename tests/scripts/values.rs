//! What a script is told, and how it answers.

use crate::program::{folder, json, read, sweep_over, sweetspot};

const ONE: [&str; 4] = ["--replicates", "1", "--out", "found"];

fn sweep<'a>(command: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["sweep", "--command", command][..], more, &ONE].concat()
}

#[test]
fn the_environment_has_the_same_values() {
    let folder = folder(
        "echo \"$SWEETSPOT_C $SWEETSPOT_GAMMA $SWEETSPOT_ALPHA $SWEETSPOT_SEED $SWEETSPOT_REPLICATE $SWEETSPOT_LR_TWO | $*\" \
         >> told.txt\necho '{\"test_error\": 0.5}'\n",
    );
    let command = "sh train.sh {c} {gamma} {alpha} {seed} {replicate} {lr-two}";
    let line = sweep(
        command,
        &["--axis", "c=0.25", "--axis", "lr-two=3", "--seed", "7"],
    );
    json(folder.path(), &line, 0);
    assert_eq!(
        read(folder.path(), "told.txt"),
        "0.25 4 0.5 7 0 3 | 0.25 4 0.5 7 0 3\n"
    );
}

/// Without a shell: a value with spaces and signs is one argument, and quotes are as in one.
#[test]
fn words_are_split_before_values_are_put_in() {
    let folder = folder(
        "for word in \"$@\"; do echo \"<$word>\" >> told.txt; done\necho '{\"test_error\": 0.5}'\n",
    );
    let command = "sh train.sh 'a b' \"c d\" {note} --x={note} {{c}} '{\"k\": {c}}' $HOME *";
    let line = sweep(command, &["--axis", "c=1", "--axis", "note=x y; exit 1"]);
    json(folder.path(), &line, 0);
    let told = read(folder.path(), "told.txt");
    assert_eq!(
        told.lines().collect::<Vec<_>>(),
        [
            "<a b>",
            "<c d>",
            "<x y; exit 1>",
            "<--x=x y; exit 1>",
            "<{c}>",
            "<{\"k\": 1}>",
            "<$HOME>",
            "<*>"
        ]
    );
}

#[test]
fn gamma_and_alpha_name_the_axis_where_the_command_has_them() {
    let folder = folder("echo \"$1 $SWEETSPOT_C\" >> told.txt\necho '{\"test_error\": 0.5}'\n");
    let found = json(
        folder.path(),
        &sweep("sh train.sh {gamma}", &["--axis", "gamma=2,8"]),
        0,
    );
    assert_eq!(
        (&found["curve"][1]["gamma"], &found["curve"][0]["axis"]),
        (&8.0.into(), &"gamma".into())
    );
    assert_eq!(read(folder.path(), "told.txt"), "2 0.5\n8 0.125\n");
    let line = [
        "sweep",
        "--command",
        "sh train.sh {alpha}",
        "--alphas",
        "0.5,2",
        "--replicates",
        "1",
        "--out",
        "other",
    ];
    let found = json(folder.path(), &line, 0);
    assert_eq!(found["curve"][1]["alpha"], 2.0);
    assert!(read(folder.path(), "told.txt").ends_with("0.5 0.25\n2 4\n"));
}

/// What is printed before the last line is of no interest, and neither are empty lines after it.
#[test]
fn the_last_line_counts() {
    let folder = folder(
        "echo '{\"test_error\": 0.9}'\nyes noise | head -n 200000\nprintf '{\"test_error\": 0.25}\\n\\n  \\n'\necho warning >&2\n",
    );
    let found = json(folder.path(), &sweep("sh train.sh", &["--axis", "c=1"]), 0);
    assert_eq!(found["curve"][0]["test_error"], 0.25);
}

#[test]
fn a_file_of_metrics_is_read_in_place_of_the_output() {
    let folder =
        folder("printf '{\\n  \"test_error\": %s\\n}\\n' $1 > out-$1-$2.json\necho done\n");
    let more = [
        "--axis",
        "c=0.1,0.2",
        "--metrics-file",
        "out-{c}-{seed}.json",
        "--jobs",
        "2",
    ];
    let found = json(folder.path(), &sweep("sh train.sh {c} {seed}", &more), 0);
    assert_eq!(found["curve"][1]["test_error"], 0.2);
}

/// A file that an earlier run wrote is no answer of this one.
#[test]
fn a_file_of_metrics_that_a_run_does_not_write_is_missing() {
    let folder = folder("[ $1 = 1 ] && echo '{\"test_error\": 0.5}' > metrics.json\nexit 0\n");
    let more = ["--axis", "c=1,2", "--metrics-file", "metrics.json"];
    let found = json(folder.path(), &sweep("sh train.sh {c}", &more), 3);
    let failed = found["failed"].as_array().unwrap();
    assert_eq!((failed.len(), &failed[0]["c"]), (1, &2.0.into()));
    assert!(
        failed[0]["reason"]
            .as_str()
            .unwrap()
            .contains("metrics.json"),
        "{failed:?}"
    );
}

#[test]
fn runs_at_the_same_time_have_devices_of_their_own() {
    let folder = folder(
        "echo \"$CUDA_VISIBLE_DEVICES\" >> told.txt\nsleep 0.3\necho '{\"test_error\": 0.5}'\n",
    );
    let line = sweep(
        "sh train.sh {c}",
        &["--axis", "c=1,2,4,8", "--gpus", "3,GPU-5"],
    );
    json(folder.path(), &line, 0);
    let told = read(folder.path(), "told.txt");
    let mut told: Vec<&str> = told.lines().collect();
    told.sort_unstable();
    assert_eq!(told, ["3", "3", "GPU-5", "GPU-5"]);
    // Without the flag the variable is left alone.
    sweetspot(folder.path(), &sweep_over("c=1", "other"));
    assert!(read(folder.path(), "told.txt").ends_with("\n\n"));
}
