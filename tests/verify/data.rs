//! Claims on data that do not ship.

use std::fs;
use std::path::Path;

use tempfile::tempdir;

use crate::own::{json, outcome, sweetspot, write};

/// Pictures of 2 x 2 pixels in two classes, which a network of two neurons tells apart.
const CLAIM: &str = r#"
title = "Small pictures are learned"
source = "a test"
statement = "the training risk is at most 0.1"
question = 1

[check]
kind = "inequality"
left = "0.1 + 1e-9"
right = "training_risk"

[control]
why = "a risk that is not asked for"
replace = { left = "1e-9" }
settings = ["pictures"]

[setting.pictures]
expect = "holds"
seeds = { quick = 2, full = 2 }
config = { data = { kind = "file", path = "small/x-idx3-ubyte", labels = "small/y-idx1-ubyte", task = [0, 1], samples = 6, scale = true }, network.width = 16, stop.value = 0.1 }

[setting.drawn]
expect = "holds"
seeds = { quick = 2, full = 2 }
config = { network.width = 16 }
"#;

const PAPER: &str = r#"
key = "A"
title = "t"
authors = "Someone"
venue = "2026"

[[question]]
text = "Are pictures learned?"
where = "everywhere"
"#;

fn folder(line: &str) -> (tempfile::TempDir, (Option<i32>, String, String)) {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("a")).unwrap();
    write(&folder.path().join("a"), "pictures.toml", CLAIM);
    write(&folder.path().join("a"), "paper.toml", PAPER);
    pictures(&folder.path().join("data/small"));
    let said = sweetspot(folder.path(), line);
    (folder, said)
}

/// Eight pictures, bright above (0) or below (1), as IDX files.
fn pictures(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let mut pixels = vec![0, 0, 8, 3, 0, 0, 0, 8, 0, 0, 0, 2, 0, 0, 0, 2];
    let mut labels = vec![0, 0, 8, 1, 0, 0, 0, 8];
    for i in 0..8u8 {
        let bright = [200 + 5 * i, 250 - 7 * i];
        let dark = [i, 9];
        let rows = if i % 2 == 0 {
            [bright, dark]
        } else {
            [dark, bright]
        };
        pixels.extend(rows.concat());
        labels.push(i % 2);
    }
    fs::write(folder.join("x-idx3-ubyte"), pixels).unwrap();
    fs::write(folder.join("y-idx1-ubyte"), labels).unwrap();
}

#[test]
fn without_its_data_a_claim_is_not_run_and_nothing_fails() {
    let reports = "--junit j.xml --markdown m.md --html h.html";
    let (folder, (code, text, _)) = folder(&format!("verify --claims . --controls -v {reports}"));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("NOT RUN"), "{text}");
    let counts = "3 checks (1 claim, 1 paper): 1 as expected, 0 unexpected, 0 inconclusive, 2 not run (data absent)";
    assert!(text.contains(counts), "{text}");
    // The question is answered by what was run, and says what was not.
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("pictures (pictures): not run (data absent)"),
        "{words}"
    );
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let junit = read("j.xml");
    assert_eq!(junit.matches("<skipped").count(), 2, "{junit}");
    assert!(junit.contains("failures=\"0\""), "{junit}");
    assert!(
        junit.contains("small/x-idx3-ubyte does not ship"),
        "{junit}"
    );
    let markdown = read("m.md");
    assert!(
        markdown.contains("3 checks, 1 as expected, 2 not run"),
        "{markdown}"
    );
    assert!(markdown.contains("NOT RUN"), "{markdown}");
    assert!(read("h.html").contains("NOT RUN, data absent"));
    let document = json(folder.path(), "verify --claims .", 0);
    let found = outcome(&document, "pictures");
    assert_eq!(found["verdict"], "not run");
    assert!(found["not_run"].as_str().unwrap().contains("--data-dir"));
    assert_eq!(
        (found["seeds"].as_u64(), found["count"].as_u64()),
        (Some(0), Some(0))
    );
    let command = found["reproduce"].as_str().unwrap();
    assert!(command.contains(" --data-dir DIR"), "{command}");
    assert_eq!(outcome(&document, "drawn")["verdict"], "holds");
    assert_eq!(document["summary"]["not_run"], 1);
    assert_eq!(document["summary"]["as_expected"], 1);
    assert_eq!(document["questions"][0]["verdict"], "holds");
    // Alone it leaves its question unchecked.
    let document = json(folder.path(), "verify --claims . --setting pictures", 0);
    assert!(document["questions"][0]["verdict"].is_null(), "{document}");
}

#[test]
fn a_folder_without_the_file_is_no_data_either_and_no_folder_is_bad_usage() {
    let (folder, (code, text, _)) = folder("verify --claims . --data-dir a");
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("1 not run (data absent)"), "{text}");
    let (code, _, said) = sweetspot(folder.path(), "verify --claims . --data-dir nowhere");
    assert_eq!(code, Some(2));
    assert!(
        said.contains("--data-dir: there is no folder nowhere"),
        "{said}"
    );
}

#[test]
fn with_its_data_it_runs() {
    let (folder, (code, text, said)) = folder("verify --claims . --controls --data-dir data");
    assert_eq!(code, Some(0), "{text}{said}");
    assert!(text.contains("3 as expected, 0 unexpected"), "{text}");
    assert!(!text.to_lowercase().contains("not run"), "{text}");
    let document = json(folder.path(), "verify --claims . --data-dir data", 0);
    let found = outcome(&document, "pictures");
    assert_eq!(found["verdict"], "holds");
    assert!(found["count"].as_u64() >= Some(2));
    assert!(
        found["reproduce"]
            .as_str()
            .unwrap()
            .ends_with("--data-dir data")
    );
    // What is there and no picture is no absent data: nothing is decided, which was not expected.
    fs::write(
        folder.path().join("data/small/x-idx3-ubyte"),
        [0, 0, 8, 3, 0],
    )
    .unwrap();
    let (code, text, _) = sweetspot(folder.path(), "verify --claims . --data-dir data");
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("1 inconclusive"), "{text}");
    assert!(!text.contains("not run"), "{text}");
}

/// An audit counts verdicts, and what is not run has none.
#[test]
fn an_audit_leaves_out_what_is_not_run() {
    let (folder, (code, text, said)) = folder("verify --claims . --audit 2 --out audit");
    assert_eq!(code, Some(0), "{text}{said}");
    let audit = fs::read_to_string(folder.path().join("audit/audit.json")).unwrap();
    let audit: serde_json::Value = serde_json::from_str(&audit).unwrap();
    let settings = audit["settings"].as_array().unwrap().iter();
    let counted: Vec<_> = settings.map(|setting| &setting["setting"]).collect();
    assert_eq!(counted, ["drawn"]);
}
