//! docs/faults.md says what is planted where, and who notices.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::table::NOTICED;

const HEAD: &str = "# Faults that the claims notice

`sweetspot verify` is worth what it would notice. Below are faults of the kind that a researcher makes: each is one line of
the library behind the feature `faults`, which ships nothing, and is chosen at run time. For every fault the claims named are
run with it and get another verdict than the expected one, and without it the expected one:

```sh
cargo test --release --features faults --test faults
```

`SWEETSPOT_FAULT=ReluIsLeaky cargo test --release --features faults --test faults -- --nocapture` prints which of all claims
of the quick budget notice one. To add a fault: a name in `src/faults.rs`, one line `planted(Fault::Name)` where it belongs, a
row in `tests/faults/table.rs` with a claim about what is wrong; this page is then written by the same command with
`UPDATE_DOCS=1` before it.

relu'(0) = 1 changes nothing in the exact flow, which chooses a velocity of Clarke's subdifferential on a kink and never asks for
that slope: a test shows that not a bit of a run differs. It shows in descent and Runge-Kutta steps from a hidden weight of 0.

";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder, at any depth.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The files in which each fault is asked for.
fn places() -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in files(&root().join("src")) {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let file = path.strip_prefix(root()).unwrap().display().to_string();
        for after in text.split("planted(Fault::").skip(1) {
            let name = after.split(')').next().unwrap_or_default().to_owned();
            found.entry(name).or_default().push(file.clone());
        }
    }
    found
}

#[test]
fn every_fault_is_planted_in_one_line_and_has_its_row() {
    let places = places();
    for (name, files) in &places {
        assert_eq!(files.len(), 1, "{name}: {files:?}");
    }
    let planted: Vec<&String> = places.keys().collect();
    let mut rows: Vec<String> = NOTICED
        .iter()
        .map(|row| format!("{:?}", row.fault))
        .collect();
    rows.sort_unstable();
    assert_eq!(planted, rows.iter().collect::<Vec<_>>());
    assert!(NOTICED.iter().all(|row| !row.claims.is_empty()));
}

#[test]
fn the_document_is_the_table() {
    let places = places();
    let mut text = HEAD.to_owned() + "| fault | planted in | noticed by |\n| --- | --- | --- |\n";
    for row in NOTICED {
        let name = format!("{:?}", row.fault);
        let claims = row.claims.iter();
        let claims: Vec<_> = claims
            .map(|(id, setting)| format!("{id} ({setting})"))
            .collect();
        let (what, place) = (row.what, places[&name].join(", "));
        text += &format!("| {what} (`{name}`) | {place} | {} |\n", claims.join(", "));
    }
    let path = root().join("docs/faults.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "docs/faults.md is stale: UPDATE_DOCS=1 cargo test --release --features faults --test faults"
    );
}
