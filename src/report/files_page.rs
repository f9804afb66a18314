//! The part of docs/schema.md about the files written: files.md, with the columns that are
//! quantities.

use crate::quantities::{SUMMARY, TRAJECTORY, find};

const STOP_REASON: &str =
    "reached, exhausted, stationary, stalled, diverged or interrupted; only reached is success";

/// The files that commands write, with their columns.
pub fn files_page() -> String {
    include_str!("files.md")
        .replace("{summary}", &rows(&SUMMARY))
        .replace("{trajectory}", &rows(&TRAJECTORY[1..]))
}

/// A row of a table for each quantity; the one other column of [`SUMMARY`] is the stop reason.
fn rows(names: &[&str]) -> String {
    let row = |name: &&str| {
        let (meaning, unit) = find(name).map_or((STOP_REASON, ""), |quantity| {
            (quantity.meaning.trim_end_matches('.'), quantity.unit)
        });
        let unit = if unit.is_empty() {
            String::new()
        } else {
            format!(" ({unit})")
        };
        // A bar would end the cell.
        format!("| `{name}` | {}{unit} |", meaning.replace('|', "\\|"))
    };
    names.iter().map(row).collect::<Vec<_>>().join("\n")
}
