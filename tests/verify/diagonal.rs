//! Claims about a diagonal network: what a pair and `until` say of a run holds for every network.

use crate::own::{json, outcome, sweetspot, write};

const CLAIM: &str = r#"
title = "A rotation of the inputs changes what a diagonal network ends with"
source = "Woodworth et al. 2020: its penalty belongs to the axes"
statement = "|beta| = |beta'|"
[check]
kind = "equality"
left = "l1_norm"
right = "pair_l1_norm"
relative = 1e-3
until = "2.5 * alpha"
pair = { transform = "TRANSFORM" }
[control]
why = "the other run is not twice as large"
replace = { right = "2 * pair_l1_norm" }
settings = ["sparse"]
[setting.sparse]
expect = "violated"
seeds = { quick = 1, full = 1 }
config = { network = { kind = "diagonal", alpha = 0.2 }, data = { kind = "sparse-regression", samples = 6, dimension = 10, sparsity = 2 }, loss.name = "squared", stop.at = "time", stop.value = 1e3 }
"#;

fn claim(transform: &str) -> String {
    CLAIM.replace("TRANSFORM", transform)
}

/// In another basis the same points lead to another function, from the same start.
#[test]
fn rotated_inputs_are_another_problem_for_a_diagonal_network() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "turned.toml", &claim("rotate"));
    let document = json(folder.path(), "verify --claims .", 0);
    assert_eq!(outcome(&document, "sparse")["verdict"], "violated");
}

/// u and v change places: beta is the opposite.
#[test]
fn flipped_labels_are_the_same_problem_for_a_diagonal_network() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "flipped.toml", &claim("flip-signs"));
    let document = json(folder.path(), "verify --claims .", 1);
    assert_eq!(outcome(&document, "sparse")["verdict"], "holds");
}

#[test]
fn what_cannot_be_permuted_is_said() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "permuted.toml", &claim("permute-neurons"));
    let (_, text, _) = sweetspot(folder.path(), "verify --claims .");
    let said = "permute-neurons has no meaning for a diagonal network";
    assert!(
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains(said),
        "{text}"
    );
}

#[test]
fn a_run_of_a_diagonal_network_lasts_until_the_time_of_the_formula() {
    let folder = tempfile::tempdir().unwrap();
    let time = claim("rotate")
        .replace("\"l1_norm\"", "\"time\"")
        .replace("\"pair_l1_norm\"", "\"0.5\"")
        .replace("2 * pair_l1_norm", "1")
        .replace("pair = { transform = \"rotate\" }", "")
        .replace("\"violated\"", "\"holds\"");
    write(folder.path(), "time.toml", &time);
    let document = json(folder.path(), "verify --claims .", 0);
    assert_eq!(outcome(&document, "sparse")["verdict"], "holds");
}
