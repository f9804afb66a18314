//! Malformed claim files, and the whole of what is said about each.

use std::path::Path;

use sweetspot::claims::{Claim, ClaimError, Paper, Registry};

const INEQUALITY: &str = include_str!("inequality.toml");
const EXPONENT: &str = include_str!("exponent.toml");

fn read(text: &str) -> Result<Claim, ClaimError> {
    Claim::parse(text, Path::new("claims/drift.toml"), "local")
}

/// What is said about a file with each of these parts replaced, with the hint.
fn said(base: &str, edits: &[(&str, &str)]) -> String {
    if let Err(error) = read(base) {
        panic!("the file itself is refused: {error}");
    }
    let mut said = String::new();
    for (part, other) in edits {
        assert!(base.contains(part), "{part}");
        let Err(error) = read(&base.replacen(part, other, 1)) else {
            panic!("accepted: {part} -> {other}");
        };
        said += &format!("{error}\n");
        if let Some(hint) = error.hint() {
            said += &format!("hint: {hint}\n");
        }
        said += "\n";
    }
    said
}

#[test]
fn messages_about_the_file_and_its_check() {
    let said = said(
        INEQUALITY,
        &[
            ("title = ", "title "),
            ("statement", "statment"),
            ("source = \"A paper, Lemma 1\"\n", ""),
            ("\"inequality\"", "\"inequalities\""),
            ("slack = 1e-12", "slack = \"1e-12\""),
            ("left =", "lefft ="),
            ("right = \"norm_x_plus * (1 - psi^2)\"\n", ""),
            ("[\"time\", \"neuron\"]", "[\"time\", \"neurons\"]"),
        ],
    );
    insta::assert_snapshot!(said);
}

#[test]
fn messages_about_formulas() {
    let said = said(
        INEQUALITY,
        &[
            ("(1 - psi^2)", "(1 - psi^)"),
            ("(1 - psi^2)", "(1 - psi^2"),
            ("(1 - psi^2)", "(1 - psi^2^2)"),
            ("(1 - psi^2)", "(1 - \u{3c8}^2)"),
            ("(1 - psi^2)", "(1 - Psi^2)"),
            ("(1 - psi^2)", "cosine(psi)"),
            ("(1 - psi^2)", "E"),
            ("(1 - psi^2)", "(1 - psi^2 + 1/0)"),
            ("(1 - psi^2)", "ln(cosh(720))"),
            ("norm_x_plus *", "norm_x_pluss *"),
            ("norm_x_plus *", "xyzzy *"),
            ("norm_x_plus *", "pair_norm_x_plus *"),
            ("norm_x_plus *", "output *"),
            ("slack = 1e-12", "until = \"relative_weight_change\""),
            ("slack = 1e-12", "until = \"2 * t\""),
        ],
    );
    insta::assert_snapshot!(said);
}

#[test]
fn messages_about_statistical_checks() {
    let said = said(
        EXPONENT,
        &[
            (
                "\"relative_weight_change\"",
                "\"t * relative_weight_change\"",
            ),
            ("expected = -2.0\n", ""),
            ("network.alpha\", values", "network.alhpa\", values"),
            ("[2, 4, 8]", "[2, 8, 4]"),
            ("[2, 4, 8]", "[2, 4, -8]"),
            ("quick = 32", "quick = 8"),
            ("full = 64", "full = 31"),
        ],
    );
    insta::assert_snapshot!(said);
}

#[test]
fn messages_about_settings_and_controls() {
    let said = said(
        EXPONENT,
        &[
            ("expect = \"holds\"", "expect = \"true\""),
            ("\"antisymmetric\"", "\"antisymetric\""),
            ("network.width = 64", "network.width = 63"),
            ("network.width = 64", "network.widht = 64"),
            ("network.width = 64", "seed = 64"),
            ("expected = -1", "expceted = -1"),
            ("{ expected = -1 }", "{ expected = -2.0 }"),
            ("{ expected = -1 }", "{ config = { network.width = 0 } }"),
            ("settings = [\"mixture\"]", "settings = [\"mixtures\"]"),
            ("[setting.mixture]", "[setting.\"a mixture\"]"),
        ],
    );
    insta::assert_snapshot!(said);
}

#[test]
fn messages_about_papers_and_folders() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let write = |name: &str, text: &str| {
        let file = path.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    };
    let mut said = String::new();
    let mut read = || {
        let error = Registry::read(path).unwrap_err().to_string();
        said += &format!("{error}\n\n").replace(&path.display().to_string(), "FOLDER");
    };
    read();
    write("a/paper/drift.toml", INEQUALITY);
    write("b/paper/drift.toml", INEQUALITY);
    read();
    std::fs::remove_dir_all(path.join("b")).unwrap();
    let paper = "key = \"Paper\"\ntitle = \"A paper\"\nauthors = \"A\"\nvenue = \"V 2026\"\n\
                 [[question]]\ntext = \"q\"\nwhere = \"w\"\n";
    write("a/paper/paper.toml", &paper.replace("venue", "vneue"));
    read();
    write("a/paper/paper.toml", &paper.replace("Paper", "Papre"));
    read();
    write("a/paper/paper.toml", paper);
    read();
    insta::assert_snapshot!(said);
}

#[test]
fn the_programs_own_papers_are_described() {
    for entry in std::fs::read_dir("paper-checks").unwrap() {
        let folder = entry.unwrap().path();
        let file = folder.join("paper.toml");
        let name = folder.file_name().unwrap().to_string_lossy();
        let text = std::fs::read_to_string(&file).unwrap();
        let paper = Paper::parse(&text, &file, &name).unwrap();
        assert_eq!(paper.key.to_lowercase(), name);
    }
}
