//! The strength to use in a script.

use crate::program::{Answer, VALLEY, folder, json, made, read, sweetspot, write};

const TUNE: [&str; 7] = [
    "tune",
    "--command",
    "sh train.sh {c} {seed}",
    "--out",
    "found",
    "--budget",
    "20",
];

fn words(answer: &Answer) -> String {
    answer
        .stdout
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn the_bottom_of_a_valley_is_recommended_and_its_gain_measured_on_fresh_seeds() {
    let folder = folder(VALLEY);
    let found = json(folder.path(), &TUNE, 0);
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    let c = number(&found["recommended"]["c"]);
    assert!([-6.0, -4.0].contains(&libm::log2(c)), "{c}");
    assert_eq!(number(&found["recommended"]["gamma"]), 1.0 / c);
    assert!(found["recommended"]["learning_rate"].is_null());
    assert!(number(&found["band"]["low"]) <= c && c <= number(&found["band"]["high"]));
    let gains = found["gains"].as_array().unwrap();
    assert_eq!(
        (gains.len(), &gains[0]["against"], &gains[0]["verdict"]),
        (1, &"c = 1".into(), &"better".into())
    );
    // 25/400 at c = 1 against 1/400.
    assert!(
        (number(&gains[0]["points"]) - 0.06).abs() < 0.003,
        "{}",
        gains[0]
    );
    assert_eq!(found["arms"]["rich"]["verdict"], "too rich");
    assert_eq!(found["arms"]["lazy"]["verdict"], "too lazy");
    assert_eq!(found["advice"]["command"], format!("sh train.sh {c} 0"));
    assert!(
        found["advice"]["pytorch"]
            .as_str()
            .unwrap()
            .contains("c * model(x)")
    );
    assert_eq!(found["table"]["command"], TUNE[2]);
    assert!(found["spent"]["cpu_seconds"].is_null());
    assert!(found.get("failed").is_none());
    // The seeds of the confirmation are none of the search's.
    let seeds = read(folder.path(), "made.txt");
    let seeds = seeds
        .lines()
        .map(|line| line.split(' ').nth(1).unwrap().parse().unwrap());
    let (search, fresh): (Vec<u64>, Vec<u64>) = seeds.partition(|seed: &u64| *seed < 1 << 20);
    assert_eq!(
        search.len(),
        10 * found["splits"]["search"].as_u64().unwrap() as usize
    );
    assert_eq!(
        fresh.len(),
        2 * found["splits"]["confirmation"].as_u64().unwrap() as usize
    );
    for name in ["tune.html", "tune.svg", "tune.json"] {
        assert!(folder.path().join("found").join(name).exists(), "{name}");
    }
    assert!(read(folder.path(), "found/tune.svg").contains("mean over seeds"));
    // The same command makes none again.
    let count = made(folder.path());
    let again = json(folder.path(), &TUNE, 0);
    assert_eq!(
        (made(folder.path()), &again["recommended"]),
        (count, &found["recommended"])
    );
}

#[test]
fn the_text_speaks_of_the_script_and_its_seeds() {
    let folder = folder(VALLEY);
    let answer = sweetspot(folder.path(), &TUNE);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    let text = words(&answer);
    for said in [
        "A training script",
        "command sh train.sh {c} {seed}",
        "seeds that the search never saw",
        "Against c = 1, error",
        "The command sh train.sh 0.0",
        "loss_function(c * model(x), y)",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    for unsaid in ["NaN", "learning rate", "processor time", "splits"] {
        assert!(!text.contains(unsaid), "{unsaid}: {text}");
    }
}

/// A script that goes by alpha: c = alpha^2.
#[test]
fn gamma_and_alpha_are_other_names_for_c() {
    for (name, of) in [("gamma", "1/$1"), ("alpha", "$1*$1")] {
        let script = VALLEY.replace(
            "-v c=\"$1\"",
            &format!("-v c=\"$(awk \"BEGIN {{ printf \\\"%.17g\\\", {of} }}\")\""),
        );
        let folder = folder(&script);
        let command = format!("sh train.sh {{{name}}} {{seed}}");
        let axis = match name {
            "gamma" => "gamma=1,8,16,32,64,128,1024",
            _ => "alpha=0.03,0.06,0.125,0.25,0.5,1",
        };
        let line = [
            "tune",
            "--command",
            &command,
            "--axis",
            axis,
            "--out",
            "found",
        ];
        let found = json(folder.path(), &line, 0);
        let c = libm::log2(found["recommended"]["c"].as_f64().unwrap());
        assert!((-6.2..-3.9).contains(&c), "{name}: {c}");
        assert_eq!(found["recommended"]["alpha"].is_number(), name == "alpha");
    }
}

#[test]
fn no_gain_is_claimed_where_c_changes_nothing() {
    let script =
        "awk -v s=$2 'BEGIN { srand(s); printf \"{\\\"test_error\\\": %.4f}\", rand() }'\n";
    let folder = folder(script);
    let found = json(folder.path(), &TUNE, 0);
    assert_eq!(found["gains"][0]["verdict"], "no effect");
    assert_eq!(found["arms"]["lazy"]["verdict"], "no effect");
}

#[test]
fn seeds_that_change_nothing_are_refused() {
    let folder = folder("awk -v c=$1 'BEGIN { printf \"{\\\"test_error\\\": %.4f}\", c / 100 }'\n");
    let answer = sweetspot(folder.path(), &TUNE);
    assert_eq!(answer.code, Some(2), "{}", answer.stderr);
    assert!(
        answer.stderr.contains("all 4 seeds gave the same number"),
        "{}",
        answer.stderr
    );
}

/// A script that diverges at the lazy end, and now and then elsewhere.
#[test]
fn failed_runs_are_counted_and_cost_no_other_its_place() {
    let script = format!(
        "[ $1 = 16 ] && {{ echo diverged >&2; exit 4; }}\n[ \"$1 $2\" = '1 2' ] && {{ echo '{{\"test_error\": NaN}}'; exit 0; }}\n{VALLEY}"
    );
    let folder = folder(&script);
    let found = json(folder.path(), &TUNE, 0);
    assert_eq!(found["curve"].as_array().unwrap().len(), 9);
    let failed = found["failed"].as_array().unwrap();
    assert_eq!(failed.len(), 5);
    let at = |c: f64| {
        failed
            .iter()
            .filter(|run| run["c"] == c)
            .collect::<Vec<_>>()
    };
    assert_eq!((at(16.0).len(), at(1.0).len()), (4, 1));
    assert_eq!(at(16.0)[0]["reason"], "exit status 4: diverged");
    assert_eq!(at(1.0)[0]["replicate"], 2);
    // A seed without one of its runs is left out everywhere.
    let runs: Vec<&serde_json::Value> = found["curve"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| &point["runs"])
        .collect();
    assert!(runs.iter().all(|count| *count == runs[0]), "{runs:?}");
    let notes = found["table"]["notes"].to_string();
    for said in [
        "c = 2^4",
        "5 runs failed, the first at c = 2^4 with seed 0: exit status 4: diverged",
    ] {
        assert!(notes.contains(said), "{notes}");
    }
}

#[test]
fn when_no_run_succeeds_the_first_error_is_the_answer() {
    let folder = folder("echo 'out of memory' >&2\nexit 1\n");
    let answer = sweetspot(folder.path(), &TUNE);
    assert_eq!(answer.code, Some(3), "{}", answer.stderr);
    assert!(
        answer
            .stderr
            .starts_with("error: exit status 1: out of memory\n"),
        "{}",
        answer.stderr
    );
}

/// Machines can share the search, as parts of a sweep or of it.
#[test]
fn runs_of_a_sweep_and_of_parts_are_not_made_again() {
    let folder = folder(VALLEY);
    for (command, part) in [("sweep", "0/2"), ("tune", "1/2")] {
        let line = [
            command,
            "--command",
            TUNE[2],
            "--out",
            "found",
            "--shard",
            part,
        ];
        let line = [&line[..], &["--set", "sweep.replicates=6"]].concat();
        let answer = sweetspot(folder.path(), &line);
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        assert!(
            answer.stdout.contains("30 of 30 runs finished"),
            "{}",
            answer.stdout
        );
    }
    let found = json(folder.path(), &TUNE, 0);
    assert_eq!(found["splits"]["search"], 6);
    assert_eq!(
        made(folder.path()),
        60 + 2 * found["splits"]["confirmation"].as_u64().unwrap() as usize
    );
}

#[test]
fn what_cannot_be_tuned_says_why() {
    let script = "sh train.sh {c} {seed}";
    for (line, said) in [
        (&["tune"][..], "or a training script"),
        (
            &["tune", "table.csv", "--command", script],
            "cannot be used with",
        ),
        (
            &["tune", "--command", script, "--model", "cnn"],
            "cannot be used with",
        ),
        (
            &["tune", "--command", script, "--export", "model"],
            "cannot be used with",
        ),
        (
            &["tune", "--command", "sh train.sh {c} {lr}"],
            "`{lr}` has no values",
        ),
        (
            &["tune", "--command", script, "--axis", "lr=1,2"],
            "give `lr` one value",
        ),
        (
            &["tune", "--command", script, "--axis", "c=1,2"],
            "at least 3 values of c",
        ),
        (&["tune", "--command", script, "--budget", "0"], "above 0"),
        (
            &["tune", "table.csv", "--config", "command.toml"],
            "leave one of them out",
        ),
        (
            &["tune", "table.csv", "--label-column", "y", "--jobs", "2"],
            "--jobs has no meaning without --command",
        ),
    ] {
        let folder = folder(VALLEY);
        write(folder.path(), "table.csv", "a,y\n1,0\n2,1\n3,0\n4,1\n");
        write(
            folder.path(),
            "command.toml",
            "command.line = \"sh train.sh {c} {seed}\"\n",
        );
        let answer = sweetspot(folder.path(), line);
        assert_eq!(
            answer.code,
            Some(2),
            "{line:?}: {}{}",
            answer.stdout,
            answer.stderr
        );
        assert!(answer.stderr.contains(said), "{line:?}: {}", answer.stderr);
        assert_eq!(made(folder.path()), 0);
    }
}
