//! What a new user meets: a claim to start from, messages, and how much of a verdict is shown.

use std::path::Path;

use crate::own::{WIDTH, sweetspot, write};

#[test]
fn a_claim_to_start_from_is_written_and_holds() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said, error) = sweetspot(folder.path(), "verify --new my-theorem");
    assert_eq!(code, Some(0), "{error}");
    let command = "verify --claims claims --claim local/my-theorem";
    assert!(
        said.contains(command) && said.contains("claims/my-theorem.toml"),
        "{said}"
    );
    let (code, said, error) = sweetspot(folder.path(), &format!("{command} --controls"));
    assert_eq!(code, Some(0), "{said}{error}");
    assert!(said.contains("2 as expected, 0 unexpected"), "{said}");
    // Nothing is written over; a paper is a folder.
    let (code, _, error) = sweetspot(folder.path(), "verify --new my-theorem");
    assert_eq!(code, Some(2));
    assert!(error.contains("is there already"), "{error}");
    let line = "verify --new own26/first --claims mine";
    assert_eq!(sweetspot(folder.path(), line).0, Some(0));
    assert!(folder.path().join("mine/own26/first.toml").exists());
    for name in ["a b/c", "a/b/c", "", "../up", "paper"] {
        let (code, _, error) = sweetspot(
            folder.path(),
            &format!("verify --new={}", name.replace(' ', "_.")),
        );
        assert_eq!(code, Some(2), "{name}");
        assert!(error.contains("cannot be the name of"), "{error}");
    }
}

#[test]
fn a_file_where_a_folder_of_claims_is_meant_is_told() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "own.toml", WIDTH);
    let (code, _, error) = sweetspot(folder.path(), "verify --claims own.toml");
    assert_eq!(code, Some(2));
    for part in [
        "takes a folder",
        "own.toml is a file",
        "--claims . ",
        "--claim local/own",
    ] {
        assert!(error.contains(part), "{part} is not in: {error}");
    }
    let (code, _, error) = sweetspot(folder.path(), "verify --claims other.toml");
    assert_eq!(code, Some(2));
    assert!(error.contains("there is no folder other.toml"), "{error}");
}

#[test]
fn a_question_of_a_paper_that_nothing_describes_is_told() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "own.toml",
        &WIDTH.replacen("statement", "question = 3\nstatement", 1),
    );
    let (code, said, error) = sweetspot(folder.path(), "verify --claims .");
    assert_eq!(code, Some(0), "{said}");
    let note = "note: ./own.toml: question 3 is not answered, since paper.toml beside it";
    assert!(error.contains(note), "{error}");
    let (_, _, error) = sweetspot(folder.path(), "verify --claims . --quiet");
    assert!(error.is_empty(), "{error}");
}

#[test]
fn a_verdict_is_shown_with_its_numbers() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "own.toml", WIDTH);
    let shown = |more: &str| sweetspot(folder.path(), &format!("verify --claims . {more}")).1;
    let (checks, everything) = (shown("-v"), shown("-vv"));
    let found = [
        "own, setting narrow: HOLDS",
        "nearest to failing in replicate 0: 8 against 8",
        "Power: the sides are equal",
        "own, setting wide (outside): VIOLATED",
        "Counterexample: seed 0, replicate 0: left side 10, right side 8",
    ];
    let more = [
        "Checked: mixture n = 8",
        "Reproduce: sweetspot verify --claim local/own",
    ];
    for part in found {
        assert!(checks.contains(part), "{part} is not in: {checks}");
    }
    for part in found.into_iter().chain(more) {
        assert!(everything.contains(part), "{part} is not in: {everything}");
    }
    assert!(more.iter().all(|part| !checks.contains(part)), "{checks}");
    assert_eq!(shown("-vvv").lines().count(), everything.lines().count());
}

#[test]
fn one_claim_leaves_out_what_the_paper_claims_besides() {
    let here = Path::new(".");
    let (code, said, _) = sweetspot(here, "verify --claim yhl26/zeta-decreases --quiet");
    assert_eq!(code, Some(0));
    assert!(
        !said.contains("NOT CHECKED") && !said.contains("claims\n"),
        "{said}"
    );
    // The answers; stronger readings of them are other claims.
    let not_checked = |line: &str| {
        let (_, said, _) = sweetspot(here, line);
        assert!(said.contains(" 3. Two-layer ReLU"), "{said}");
        said.contains("    NOT CHECKED")
    };
    assert!(!not_checked("verify --claim yhl26/alignment-rate --quiet"));
    assert!(!not_checked(
        "verify --paper yhl26 --setting near-the-limit --quiet"
    ));
}

#[test]
fn outputs_that_cannot_be_written_are_found_before_the_runs() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "own.toml", WIDTH);
    std::fs::create_dir(folder.path().join("there")).unwrap();
    for (flag, part) in [
        ("--html none/x.html", "there is no folder none"),
        ("--junit none/x.xml", "there is no folder none"),
        ("--markdown there", "it is a folder"),
        ("--out own.toml/x", "cannot make own.toml/x"),
    ] {
        let (code, said, error) = sweetspot(folder.path(), &format!("verify --claims . {flag}"));
        assert_eq!((code, said.as_str()), (Some(3), ""), "{flag}");
        assert!(error.contains(part), "{part} is not in: {error}");
    }
    let (code, _, _) = sweetspot(
        folder.path(),
        "verify --claims . --html x.html --markdown /dev/null",
    );
    assert_eq!(code, Some(0));
    let names = std::fs::read_dir(folder.path()).unwrap();
    let hidden = names.filter(|name| {
        let name = name.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with('.')
    });
    assert_eq!(hidden.count(), 0);
}
