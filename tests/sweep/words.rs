//! What a sweep says where it has little to say, and what its page explains.

use std::fs;
use std::time::{Duration, Instant};

use tempfile::tempdir;

use crate::command::{SMALL, json, sweetspot};

#[test]
fn little_is_said_of_little() {
    let folder = tempdir().unwrap();
    let said = |line: &str| {
        let answer = sweetspot(
            folder.path(),
            &format!("sweep {SMALL} --quiet --fresh --out s {line}"),
        );
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        answer
            .stdout
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let one = said("--replicates 1 --alphas 0.01,0.1,1");
    assert!(
        one.contains("Optimum: none, since one draw says nothing about others"),
        "{one}"
    );
    assert!(
        one.contains("needs at least 2 replicates instead of 1."),
        "{one}"
    );
    let alone = said("--replicates 4 --alphas 0.1");
    assert!(
        alone.contains("alpha 0.1, the only alpha: there is nothing to compare it with"),
        "{alone}"
    );
    assert!(
        !alone.contains("worse") && alone.contains("3 alphas instead of 1."),
        "{alone}"
    );
    let two = said("--replicates 1 --alphas 0.1,1");
    assert!(
        two.contains("3 alphas instead of 2 and 2 replicates instead of 1."),
        "{two}"
    );
}

#[test]
fn the_page_says_what_was_trained_and_what_its_words_mean() {
    let folder = tempdir().unwrap();
    let line = format!("sweep {SMALL} --replicates 4 --alphas 0.01,0.1,1 --out s");
    let document = json(folder.path(), &line, 0);
    let page = fs::read_to_string(folder.path().join("s/report.html")).unwrap();
    for part in [
        "12 runs, 4 for each value of alpha",
        "a two-layer network (h = 8, balanced) on mixture n = 8 d = 6 SNR 2, logistic2 loss by descent to training-risk 0.1",
        "OA, over-alignment: ",
        "OF, over-fitting: ",
        "skewness: ",
        "Too rich: ",
        "Too lazy: ",
        "The dip enlarged",
    ] {
        assert!(page.contains(part), "{part} is not in the page");
    }
    // The arms in points are differences of the means in the table.
    let error = |k: usize| document["curve"][k]["test_error"].as_f64().unwrap();
    let points = 100.0 * (error(2) - error(1));
    let (_, said) = page.split_once("Too lazy: ").unwrap();
    let (_, said) = said.split_once(", ").unwrap();
    let (said, _) = said.split_once(" points").unwrap();
    let said: f64 = said.trim_start_matches('+').parse().unwrap();
    assert!(
        (said - points).abs() < 0.01 * points.abs(),
        "{said} {points}"
    );
    let svg = fs::read_to_string(folder.path().join("s/curve.svg")).unwrap();
    assert!(svg.contains("test error over the best one"));
}

/// Networks that take minutes each.
#[test]
fn the_length_of_a_long_sweep_is_bounded_in_a_moment() {
    let folder = tempdir().unwrap();
    let line = "sweep --dry-run --set data.kind=digits --set network.kind=mlp --method descent \
                --set network.hidden=[512,512,512] --set data.samples=1000";
    let began = Instant::now();
    let document = json(folder.path(), line, 0);
    // Half a second of trying, and as much again for a machine with other things to do.
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(document["at_least"], true);
    assert!(document["seconds"].as_f64().unwrap() > 1.0);
    let text = sweetspot(folder.path(), line).stdout;
    assert!(text.contains("runs, more than "), "{text}");
}
