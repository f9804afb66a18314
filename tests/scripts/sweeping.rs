//! A sweep over a script's runs.

use std::fs;

use crate::program::{VALLEY, folder, json, made, read, sweep_over, sweetspot, write};

const SWEEP: [&str; 7] = [
    "sweep",
    "--command",
    "sh train.sh {c} {seed}",
    "--replicates",
    "6",
    "--out",
    "found",
];

#[test]
fn a_valley_has_its_optimum_where_the_script_put_it() {
    let folder = folder(VALLEY);
    let found = json(folder.path(), &SWEEP, 0);
    assert_eq!(made(folder.path()), 10 * 6);
    assert_eq!(found["curve"].as_array().unwrap().len(), 10);
    let c = found["optimum"]["c"].as_f64().unwrap();
    assert!([-6.0, -4.0].contains(&libm::log2(c)), "{c}");
    assert_eq!(found["u_test"]["verdict"], "interior");
    assert_eq!(found["config"]["command"]["line"], SWEEP[2]);
    assert!(found["config"].get("network").is_none());
    assert!(found["curve"][0]["evaluations"].is_null());
    for name in ["curve.csv", "curve.svg", "report.html", "runs.parquet"] {
        assert!(folder.path().join("found").join(name).exists(), "{name}");
    }
    let figure = read(folder.path(), "found/curve.svg");
    assert!(
        figure.contains("multiplier c") && figure.contains("lazy"),
        "{figure}"
    );
    let page = read(folder.path(), "found/report.html");
    assert!(page.contains("Test error against c") && !page.contains("[network]"));
}

#[test]
fn the_terminal_shows_what_a_script_has_and_nothing_else() {
    let folder = folder(VALLEY);
    let answer = sweetspot(folder.path(), &SWEEP);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    let heading = answer.stdout.lines().next().unwrap();
    for name in ["test error", "95% interval", "unreached"] {
        assert!(heading.contains(name), "{heading}");
    }
    for name in ["ties", "evaluations", "at start"] {
        assert!(!heading.contains(name), "{heading}");
    }
    assert!(!answer.stdout.contains("NaN"), "{}", answer.stdout);
    assert!(
        answer.stdout.contains("interior optimum"),
        "{}",
        answer.stdout
    );
}

#[test]
fn jobs_at_a_time_change_no_byte() {
    let outputs = |jobs: &str| {
        let folder = folder(VALLEY);
        let answer = sweetspot(folder.path(), &[&SWEEP[..], &["--jobs", jobs]].concat());
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        let files = ["curve.csv", "curve.svg", "runs.parquet"];
        files.map(|name| fs::read(folder.path().join("found").join(name)).unwrap())
    };
    assert!(outputs("1") == outputs("4"));
}

/// Both begin before either ends, which one at a time cannot.
#[test]
fn jobs_run_at_the_same_time() {
    let script = "touch begun-$1\n\
                  for i in $(seq 600); do\n\
                    [ -e begun-1 ] && [ -e begun-2 ] && { echo '{\"test_error\": 0.1}'; exit 0; }\n\
                    sleep 0.05\n\
                  done\n\
                  exit 1\n";
    let folder = folder(script);
    let line = sweep_over("c=1,2", "found");
    let answer = sweetspot(folder.path(), &[&line[..], &["--jobs", "2"]].concat());
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
}

#[test]
fn every_other_placeholder_is_an_axis_with_a_curve_for_each_value() {
    let folder = folder(
        "echo \"$1 $2 $3\" >> made.txt\n\
         awk -v c=$1 -v l=$2 'BEGIN { printf \"{\\\"test_error\\\": %.4f}\", c * l / 100 }'\n",
    );
    let line = [
        "sweep",
        "--command",
        "sh train.sh {c} {lr} {opt}",
        "--axis",
        "lr=0.5,1",
        "--axis",
        "opt=sgd",
    ];
    let line = [
        &line[..],
        &["--axis", "c=1,2,4", "--replicates", "2", "--out", "found"],
    ]
    .concat();
    let found = json(folder.path(), &line, 0);
    assert_eq!(made(folder.path()), 12);
    let groups = found["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 2);
    assert_eq!(groups[0]["lr"], 0.5);
    assert_eq!(groups[1]["curve"][2]["test_error"], 0.04);
    assert_eq!(found["curve"][0]["opt"], "sgd");
    let mut lines: Vec<String> = read(folder.path(), "made.txt")
        .lines()
        .map(str::to_owned)
        .collect();
    lines.sort();
    lines.dedup();
    assert_eq!(
        lines,
        [
            "1 0.5 sgd",
            "1 1 sgd",
            "2 0.5 sgd",
            "2 1 sgd",
            "4 0.5 sgd",
            "4 1 sgd"
        ]
    );
}

#[test]
fn axes_and_the_command_may_stand_in_a_file() {
    let folder = folder(VALLEY);
    let text = "[command]\nline = \"sh train.sh {c} {seed}\"\n\
                [sweep]\nreplicates = 2\naxes = { c = [0.01, 0.1, 1] }\n";
    write(folder.path(), "my.toml", text);
    let found = json(
        folder.path(),
        &["sweep", "--config", "my.toml", "--out", "found"],
        0,
    );
    assert_eq!(
        (
            found["curve"].as_array().unwrap().len(),
            made(folder.path())
        ),
        (3, 6)
    );
}

#[test]
fn a_metric_can_have_another_name_and_be_larger_for_better() {
    let folder = folder(
        "awk -v c=$1 'BEGIN { printf \"{\\\"accuracy\\\": %.4f, \\\"loss\\\": %.4f}\", 1 - c / 10, 5 * c }'\n",
    );
    let line = [
        "sweep",
        "--command",
        "sh train.sh {c}",
        "--axis",
        "c=1,2,4",
        "--replicates",
        "2",
        "--out",
    ];
    let with = |more: &[&'static str]| [&line[..], more].concat();
    let found = json(
        folder.path(),
        &with(&["a", "--metric", "accuracy", "--larger-is-better"]),
        0,
    );
    assert_eq!(found["metric"], "1 - accuracy");
    let error = found["curve"][1]["test_error"].as_f64().unwrap();
    assert!((error - 0.2).abs() < 1e-12, "{error}");
    // What is no share has no upper bound.
    let found = json(folder.path(), &with(&["b", "--metric", "loss"]), 0);
    assert_eq!(found["curve"][2]["test_error"], 20.0);
    let high = found["curve"][2]["test_error_high"].as_f64().unwrap();
    assert!((high - 20.0).abs() < 1e-6, "{high}");
    let answer = sweetspot(folder.path(), &with(&["b", "--metric", "loss"]));
    assert!(
        answer.stdout.contains("Test error stands for loss"),
        "{}",
        answer.stdout
    );
}

#[test]
fn a_dry_run_lists_and_runs_nothing() {
    let folder = folder(VALLEY);
    let answer = sweetspot(folder.path(), &[&SWEEP[..], &["--dry-run"]].concat());
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert!(
        answer
            .stdout
            .starts_with("60 runs, the first:\n  sh train.sh 0.00006103515625 0\n"),
        "{}",
        answer.stdout
    );
    assert_eq!(made(folder.path()), 0);
}

/// Parts on two machines, then the whole: nothing is made twice, and the outputs are those of one sweep.
#[test]
fn shards_make_the_whole() {
    let parted = folder(VALLEY);
    for part in ["0/2", "1/2"] {
        let answer = sweetspot(parted.path(), &[&SWEEP[..], &["--shard", part]].concat());
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    }
    assert_eq!(made(parted.path()), 60);
    let (found, other) = (json(parted.path(), &SWEEP, 0), folder(VALLEY));
    assert_eq!(made(parted.path()), 60);
    let whole = json(other.path(), &SWEEP, 0);
    assert_eq!(
        (&found["curve"], &found["u_test"]),
        (&whole["curve"], &whole["u_test"])
    );
}
