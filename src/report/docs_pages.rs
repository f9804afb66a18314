//! Pages of docs/ that are generated: gallery.md, and the part of schema.md about the files written.

use crate::curves::{Check, Definition};
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
        let unit = match unit {
            "" => String::new(),
            unit => format!(" ({unit})"),
        };
        // A bar would end the cell.
        format!("| `{name}` | {}{unit} |", meaning.replace('|', "\\|"))
    };
    names.iter().map(row).collect::<Vec<_>>().join("\n")
}

/// docs/gallery.md: for every curve its figure, what it shows, the claims it belongs to and the
/// command that regenerates it.
pub fn gallery(definitions: &[&Definition]) -> String {
    let mut page = String::from(
        "<!-- Written by the test `the_gallery_is_up_to_date`: UPDATE_DOCS=1 cargo test --release --test curves -->\n\
         # Gallery of reference curves\n\n\
         Every picture is computed from nothing by `sweetspot curves`, and its numbers are compared with those in\n\
         [snapshots/](../snapshots) by `sweetspot curves --check`. Bands and bars are 95% intervals over draws of data\n\
         and weights.\n\n",
    );
    for curve in definitions {
        page += &format!("- [{}](#{})\n", curve.title, curve.name);
    }
    for curve in definitions {
        let (name, title, shows) = (&curve.name, &curve.title, &curve.shows);
        page += &format!("\n<a id=\"{name}\"></a>\n\n## {title}\n\n");
        page += &format!("![{title}](../snapshots/{name}.svg)\n\n{shows}\n\n");
        let ids = curve.claims.iter().map(|id| format!("`{id}`"));
        let ids = ids.collect::<Vec<_>>().join(", ");
        if !ids.is_empty() {
            page += &format!("Claims: {ids}.\n\n");
        }
        let costly = match curve.check {
            Check::Always => "",
            Check::All => " (not part of `--check` alone: `--check --all`)",
        };
        page += &format!(
            "`sweetspot curves --check {name}`{costly} · [definition](../snapshots/{name}.toml) · \
             [numbers](../snapshots/{name}.csv)\n"
        );
    }
    page
}
