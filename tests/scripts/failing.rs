//! A run that fails is a row with its reason.

use std::fs::File;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use crate::program::{folder, json, made, sweetspot};

const LINE: [&str; 7] = [
    "sweep",
    "--command",
    "sh train.sh {c} {seed}",
    "--axis",
    "c=1,2,4",
    "--out",
    "found",
];

fn line<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&LINE[..], &["--replicates", "2"], more].concat()
}

fn reasons(script: &str, more: &[&str]) -> Vec<String> {
    let folder = folder(script);
    let found = json(folder.path(), &line(more), 3);
    let failed = found["failed"].as_array().unwrap();
    failed
        .iter()
        .map(|run| run["reason"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn exit_status_and_the_end_of_stderr_are_kept() {
    let script = "[ $1$2 = 21 ] && { yes early | head -n 9000 >&2; echo 'no memory' >&2; exit 7; }\n\
                  echo '{\"test_error\": 0.5}'\n";
    let folder = folder(script);
    let answer = sweetspot(folder.path(), &line(&[]));
    assert_eq!(answer.code, Some(3), "{}", answer.stderr);
    assert!(
        answer.stderr.contains("1 of 6 runs failed"),
        "{}",
        answer.stderr
    );
    assert!(
        answer
            .stdout
            .contains("c = 2.0, replicate 1: exit status 7: "),
        "{}",
        answer.stdout
    );
    assert!(
        answer.stdout.contains("early | no memory\n"),
        "{}",
        answer.stdout
    );
    let file = File::open(folder.path().join("found/runs.parquet")).unwrap();
    let rows = SerializedFileReader::new(file).unwrap();
    let rows: Vec<_> = rows
        .get_row_iter(None)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(rows.len(), 6);
    let names: Vec<&String> = rows[0].get_column_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        ["c", "replicate", "stop_reason", "test_error", "failure"]
    );
    let failed = |row: &parquet::record::Row| {
        let mut columns = row.get_column_iter();
        columns.any(|(name, field)| {
            name == "failure" && matches!(field, Field::Str(why) if why.ends_with("no memory"))
        })
    };
    assert_eq!(rows.iter().filter(|row| failed(row)).count(), 1);
}

#[test]
fn no_metric_a_nan_and_a_signal_each_have_their_reason() {
    let script =
        |what: &str| format!("[ $1$2 = 21 ] && {{ {what}; }}\necho '{{\"test_error\": 0.5}}'\n");
    for (what, said) in [
        (
            "echo '{\"test_error\": NaN}'; exit 0",
            "`test_error` is NaN",
        ),
        (
            "echo '{\"loss\": 1}'; exit 0",
            "gave no `test_error`, but `loss`",
        ),
        ("echo finished; exit 0", "no JSON object: finished"),
        ("exit 0", "printed nothing"),
        ("kill -9 $$", "ended by signal 9"),
        ("echo '{\"test_error\": 51}'; exit 0", "from 0 to 1"),
    ] {
        let reasons = reasons(&script(what), &[]);
        assert_eq!(reasons.len(), 1, "{what}");
        assert!(reasons[0].contains(said), "{what}: {}", reasons[0]);
    }
}

#[test]
fn when_no_run_succeeds_the_first_error_is_the_answer() {
    let folder = folder("echo 'Traceback: no module named jax' >&2\nexit 1\n");
    let answer = sweetspot(folder.path(), &line(&[]));
    assert_eq!(answer.code, Some(3), "{}", answer.stderr);
    assert!(
        answer
            .stderr
            .contains("error: exit status 1: Traceback: no module named jax"),
        "{}",
        answer.stderr
    );
    let other = [
        "sweep",
        "--command",
        "no-such-program {c}",
        "--out",
        "other",
        "--replicates",
        "1",
    ];
    let answer = sweetspot(folder.path(), &other);
    assert_eq!(answer.code, Some(3), "{}", answer.stderr);
    assert!(
        answer
            .stderr
            .contains("`no-such-program` cannot be started"),
        "{}",
        answer.stderr
    );
}

/// The first try of every run fails.
#[test]
fn a_run_that_fails_is_tried_again() {
    let script = "echo x >> made.txt\n[ -e tried-$1-$2 ] || { touch tried-$1-$2; exit 5; }\necho '{\"test_error\": 0.5}'\n";
    let with = folder(script);
    json(with.path(), &line(&["--retries", "1"]), 0);
    assert_eq!(made(with.path()), 12);
    let without = folder(script);
    assert_eq!(sweetspot(without.path(), &line(&[])).code, Some(3));
    // The same command tries them again.
    json(without.path(), &line(&[]), 0);
    let never = folder("exit 5\n");
    let answer = sweetspot(never.path(), &line(&["--retries", "2"]));
    assert!(
        answer
            .stderr
            .contains("3 tries failed, the last: exit status 5"),
        "{}",
        answer.stderr
    );
}
