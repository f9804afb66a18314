//! What is refused: the text an error marks, and what it says.

use std::collections::BTreeMap;

use super::{INEQUALITY, parse, text};
use crate::config::Origin;

/// The text an error marks in the file, and its message.
fn refusal(text: &str) -> (String, String) {
    let error = parse(text).expect_err(text);
    let Origin::File {
        excerpt,
        column,
        width,
        ..
    } = error.origin()
    else {
        panic!("{error}");
    };
    let marked = excerpt.chars().skip(column - 1).take(*width).collect();
    (marked, error.problem().to_string())
}

/// Checks a table of refusals. Its parts begin with a line `=== NAME`: the lines of `[check]`, the
/// keys a control replaces and the seeds make a claim, and `refused` has two lines for each edit of it:
/// `TEXT => OTHER TEXT`, and below what is marked and what is said. `\n` is a new line.
fn check_table(table: &str) {
    let mut parts: BTreeMap<&str, &str> = BTreeMap::new();
    for part in table.split("=== ").skip(1) {
        let (name, text) = part.split_once('\n').unwrap();
        parts.insert(name, text.trim_end());
        if name == "refused" {
            let base = text_of(&parts);
            parse(&base).unwrap_or_else(|error| panic!("the base is refused: {error}"));
            check_edits(&base, text);
        }
    }
}

fn text_of(parts: &BTreeMap<&str, &str>) -> String {
    text(parts["check"], parts["replace"], parts["seeds"])
}

fn check_edits(base: &str, rows: &str) {
    let written = |text: &str| text.replace("(nothing)", "").replace("\\n", "\n");
    let lines: Vec<&str> = rows.lines().collect();
    let mut wrong = String::new();
    for row in lines.chunks(2) {
        let (part, other) = row[0].split_once(" => ").unwrap();
        let (part, other) = (written(part), written(other));
        assert!(base.contains(&part), "{part} is not in {base}");
        let (marked, said) = refusal(&base.replacen(&part, &other, 1));
        let found = format!("    {marked} | {said}");
        if found != row[1].replace("(nothing)", "") {
            wrong += &format!("{}\n{found}\n", row[0]);
        }
    }
    assert!(wrong.is_empty(), "refused otherwise:\n{wrong}");
}

#[test]
fn parts_of_a_claim() {
    check_table(include_str!("refused/parts_of_a_claim.txt"));
}

#[test]
fn keys_of_a_check() {
    check_table(include_str!("refused/keys_of_a_check.txt"));
}

#[test]
fn formulas() {
    check_table(include_str!("refused/formulas.txt"));
}

#[test]
fn equalities_and_orderings() {
    check_table(include_str!("refused/equalities_and_orderings.txt"));
}

#[test]
fn swept_keys() {
    check_table(include_str!("refused/swept_keys.txt"));
}

#[test]
fn monotone_quantities() {
    check_table(include_str!("refused/monotone_quantities.txt"));
}

#[test]
fn proportions() {
    check_table(include_str!("refused/proportions.txt"));
}

#[test]
fn settings() {
    check_table(include_str!("refused/settings.txt"));
}

#[test]
fn controls() {
    check_table(include_str!("refused/controls.txt"));
}

#[test]
fn a_name_inside_a_longer_one_is_not_marked() {
    let check = INEQUALITY.replace(
        "2 * phase_end",
        "escape_time_slope + entry_time_measured_bound * time",
    );
    let error = parse(&text(&check, "left = \"0\"", "{ quick = 1, full = 1 }")).unwrap_err();
    let Origin::File {
        excerpt, column, ..
    } = error.origin()
    else {
        panic!("{error}");
    };
    assert_eq!(&excerpt[column - 1..], "time\"");
}

#[test]
fn hints_say_where_to_look() {
    let hint = |part: &str, other: &str| {
        let text = text(INEQUALITY, "left = \"0\"", "{ quick = 1, full = 1 }");
        parse(&text.replacen(part, other, 1)).unwrap_err().hint()
    };
    let quantities = Some("`sweetspot quantities` lists every name a formula may use");
    let document = Some("docs/claim-format.md describes the files of claims");
    assert_eq!(hint("0.5 * kappa", "kapa"), quantities);
    assert_eq!(hint("0.5 * kappa", "output"), quantities);
    assert_eq!(hint("2 * phase_end", "omega"), quantities);
    assert_eq!(hint("0.5 * kappa", "0.5 *"), document);
    assert_eq!(hint("left =", "lefft ="), document);
    assert_eq!(hint("left = \"psi\"", ""), document);
    assert_eq!(hint("1e-12", "-1"), None);
}

#[test]
fn a_claim_needs_a_setting() {
    let text = text(INEQUALITY, "left = \"0\"", "{ quick = 1, full = 1 }");
    let none = text.split("[setting.second]").next().unwrap_or_default();
    let (_, said) = refusal(none);
    assert_eq!(
        said,
        "`setting` is missing: where it is checked, as [setting.NAME]"
    );
    let (_, said) = refusal(&format!("{none}[setting]\n"));
    assert_eq!(
        said,
        "`setting` is {}, but it must be a table of settings, as in [setting.NAME]"
    );
}

#[test]
fn names_that_cannot_stand_in_a_command() {
    let text = text(INEQUALITY, "left = \"0\"", "{ quick = 1, full = 1 }");
    let parsed =
        |path: &str| crate::claims::Claim::parse(&text, std::path::Path::new(path), "paper");
    assert_eq!(
        parsed("folder/a_b-2.toml")
            .map(|claim| claim.id)
            .ok()
            .as_deref(),
        Some("paper/a_b-2")
    );
    let error = parsed("folder/a b.toml").unwrap_err().to_string();
    assert_eq!(
        error,
        "`folder/a b.toml` cannot be the name of a claim: use letters, digits, - and _"
    );
    assert!(parsed(".toml").is_err());
    assert!(parsed("").is_err());
}
