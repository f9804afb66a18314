//! `docs/claim-format.md` against the reader.

use std::path::Path;

use crate::claims::file::{check, claim, control, paper, reader, setting};
use crate::claims::kinds::{KINDS, locate};
use crate::claims::{Claim, Paper};

const DOCUMENT: &str = include_str!("../../../../docs/claim-format.md");

/// The keys in the table below a heading, in order.
fn documented(heading: &str) -> Vec<&'static str> {
    let start = format!("\n{heading}\n");
    let (_, text) = DOCUMENT
        .split_once(&start)
        .unwrap_or_else(|| panic!("no heading {heading}"));
    let text = text.split("\n#").next().unwrap_or_default();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| Some(row.split_once("` |")?.0))
        .collect()
}

#[test]
fn every_key_is_in_the_document_and_no_other() {
    for (heading, known) in [
        ("## The file", claim::KEYS),
        ("## `[check]`", check::KEYS),
        ("### `over`", reader::SWEPT_KEYS),
        ("### `locate`", locate::KEYS),
        ("### `pair`", check::PAIR_KEYS),
        ("## `[setting.NAME]`", setting::KEYS),
        ("### `seeds`", setting::SEEDS_KEYS),
        ("## `[control]`", control::KEYS),
        ("## `paper.toml`", paper::KEYS),
        ("### `[[question]]`", paper::QUESTION_KEYS),
    ] {
        let mut known = known.to_vec();
        let mut documented = documented(heading);
        known.sort_unstable();
        documented.sort_unstable();
        assert_eq!(documented, known, "{heading}");
    }
    for kind in KINDS {
        let heading = format!("### `{}`", kind.name);
        assert_eq!(documented(&heading), kind.keys, "{heading}");
        assert!(!kind.keys.is_empty(), "{heading}");
    }
}

#[test]
fn the_examples_are_read() {
    let (mut claims, mut papers) = (Vec::new(), Vec::new());
    for example in DOCUMENT.split("```toml\n").skip(1) {
        let text = example.split("```").next().unwrap_or_default();
        if text.starts_with("title") {
            let claim = Claim::parse(text, Path::new("example.toml"), "local");
            claims.push(claim.unwrap_or_else(|error| panic!("{error}")));
        } else {
            let paper = Paper::parse(text, Path::new("paper.toml"), "cob19");
            papers.push(paper.unwrap_or_else(|error| panic!("{error}")));
        }
    }
    assert_eq!((claims.len(), papers.len()), (2, 1));
    assert!(!claims[0].check.is_statistical());
    assert!(claims[1].check.is_statistical());
}
