//! `sweetspot curves` on the curves that take a moment; `.ci/run` checks all of them.

use std::path::Path;
use std::process::Command;
use std::slice::from_ref;

use sweetspot::curves::{Definition, differences, named, regenerate};
use sweetspot::report::curves_text;
use sweetspot::runs::Workers;
use tempfile::tempdir;

/// What a command said, and how it ended.
struct Answer {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs a command line, whose arguments hold no spaces, in a folder.
fn sweetspot(folder: &Path, line: &str) -> Answer {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("sweetspot"));
    command.current_dir(folder).args(line.split_whitespace());
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Answer {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

#[test]
fn the_quick_curves_are_as_in_their_snapshots() {
    let folder = tempdir().unwrap();
    let answer = sweetspot(
        folder.path(),
        "curves --check decay three-points trajectory",
    );
    insta::assert_snapshot!(answer.stdout);
    assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""));
}

#[test]
fn an_update_that_changes_nothing_leaves_the_text_as_it_is() {
    let folder = tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let line = "curves --update decay trajectory --out here";
    assert_eq!(sweetspot(folder.path(), line).code, Some(0));
    for name in ["decay.csv", "decay.svg", "trajectory.csv", "trajectory.svg"] {
        let [new, old] = [folder.path().join("here"), root.clone()]
            .map(|place| std::fs::read_to_string(place.join(name)).unwrap());
        assert!(new == old, "{name}");
    }
}

#[test]
fn a_moved_number_is_shown_with_its_point() {
    let curve = named(&["decay".to_string()]).unwrap().remove(0);
    let old = curve.numbers().unwrap().unwrap();
    let mut new = old.clone();
    let number = new.rows[3].values[0].as_mut().unwrap();
    number.value *= 1.01;
    new.rows.pop();
    let found = differences(&curve.definition, &old, &new);
    insta::assert_snapshot!(curves_text(&[&curve.definition], &[new], &found));
}

#[test]
fn numbers_depend_neither_on_threads_nor_on_company() {
    let names = ["decay", "three-points", "escape-time"].map(str::to_string);
    let curves = named(&names).unwrap();
    let definitions: Vec<&Definition> = curves.iter().map(|curve| &curve.definition).collect();
    let made = |definitions: &[&Definition], threads| {
        regenerate(definitions, &Workers::default().threads(threads)).unwrap()
    };
    let together = made(&definitions, 3);
    for (definition, numbers) in definitions.iter().zip(&together) {
        assert_eq!(
            made(&[definition], 1),
            from_ref(numbers),
            "{}",
            definition.name
        );
    }
}

#[test]
fn without_an_option_the_curves_are_listed() {
    let folder = tempdir().unwrap();
    insta::assert_snapshot!(sweetspot(folder.path(), "curves").stdout);
    let listed = sweetspot(folder.path(), "curves --json decay");
    let document: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    assert_eq!(document["curves"][0]["name"], "decay");
    assert_eq!(document["differences"], 0);
}

#[test]
fn a_wrong_name_and_a_missing_folder_are_bad_usage() {
    let folder = tempdir().unwrap();
    let wrong = sweetspot(folder.path(), "curves --check decai");
    assert_eq!(wrong.code, Some(2));
    let expected = "error: no reference curve is named `decai`; did you mean `decay`?\n\
                    hint: `sweetspot curves` lists them\n";
    assert_eq!(wrong.stderr, expected);
    let nowhere = sweetspot(folder.path(), "curves --update decay");
    assert_eq!(nowhere.code, Some(2));
    assert!(
        nowhere.stderr.contains("there is no folder snapshots here"),
        "{}",
        nowhere.stderr
    );
}
