//! `docs/schema.md`, printed from the tables.

use super::{Column, FILES, KEYS, Key};

const OPENING: &str = "\
# Schema

This page is generated from the tables in `src/config/schema/` and from `src/curves/schema.md`; a test fails when it is
out of date.
`UPDATE_DOCS=1 cargo test --release schema` writes it anew.

## Configuration

A configuration is a TOML file given by `--config FILE`. Every key is optional. `--set key=value` sets a key from the
command line, with its dotted name (`--set network.alpha=0.1`); the order of precedence is defaults, file, `--set`,
flags. `sweetspot config --print` shows the configuration in effect. A key that is not listed here, or that has no
meaning for the kind of data or the method, is an error.
";

/// The part of `docs/schema.md` about configurations and the files that runs write.
pub fn document() -> String {
    let mut text = OPENING.to_owned();
    let mut section = None;
    for (i, key) in KEYS.iter().enumerate() {
        if i == 0 || key.section() != section {
            section = key.section();
            let heading = section.map_or("Top level".to_owned(), |name| format!("`[{name}]`"));
            text += &format!(
                "\n### {heading}\n\n| key | value | default | only with | meaning |\n| --- | --- | --- | --- | --- |\n"
            );
        }
        text += &key_row(key);
    }
    text += "\n## Files written\n\nA value that has no meaning for the data is left empty (null in Parquet).\n";
    for file in FILES {
        text += &format!("\n### `{}`\n\n{}.\n", file.name, file.meaning);
        if !file.columns.is_empty() {
            text += &columns(file.columns);
        }
    }
    text
}

fn columns(columns: &[Column]) -> String {
    let mut text = "\n| column | meaning |\n| --- | --- |\n".to_owned();
    for column in columns {
        text += &format!("| `{}` | {} |\n", column.name, cell(column.meaning));
    }
    text
}

fn key_row(key: &Key) -> String {
    let only = key.only.map_or(String::new(), |only| {
        format!("`{}`: {}", only.key, only.values.join(", "))
    });
    format!(
        "| `{}` | {} | {} | {} | {} |\n",
        key.short_name(),
        cell(&key.allowed.to_string()),
        cell(&key.default()),
        only,
        cell(key.meaning)
    )
}

/// A bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
