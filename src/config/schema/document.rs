//! `docs/schema.md`, printed from the tables.

use super::{Column, FILES, KEYS, Key, OBSERVATIONS, OPTIMA, SECTIONS, SectionKey};

const OPENING: &str = "\
# Schema

This page is generated from the tables in `src/config/schema/`; a test fails when it is out of date.
`UPDATE_DOCS=1 cargo test --release schema` writes it anew.

## Configuration

A configuration is a TOML file given by `--config FILE`. Every key is optional. `--set key=value` sets a key from the
command line, with its dotted name (`--set network.alpha=0.1`); the order of precedence is defaults, file, `--set`,
flags. `sweetspot config --print` shows the configuration in effect. A key that is not listed here, or that has no
meaning for the kind of data or the method, is an error.
";

const REFERENCE_CURVES: &str = "
## Reference curves

A reference curve is three files: `snapshots/<name>.toml` defines it, `<name>.csv` holds its numbers and `<name>.svg`
its figure. `sweetspot curves --check` makes the numbers anew and compares them, `--update` rewrites what moved. A key
that is not listed here is an error.

### `snapshots/<name>.toml`
";

const NUMBERS: &str = "
### `snapshots/<name>.csv`

One row a point. The column `series` comes first, then the columns of the axes or the keys of the observation, then
the quantities. After a quantity with an interval stand its ends, `<quantity>_low` and `<quantity>_high`; after those
of all quantities the heights of a fitted line, `<quantity>_fit`, and its slope, `<quantity>_slope`, both with their
ends too. A slope stands in a row of its own, without keys. What has no meaning for a row is left empty.
`[measure.means]` has the quantities that its definition lists, `[measure.rows]` all of its observation's. An
observation is written as `of = \"end\"`, or with settings as `of = { escape = { level = 0.1 } }`.
";

/// The text of `docs/schema.md`.
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
    text + &reference_curves()
}

fn reference_curves() -> String {
    let mut text = REFERENCE_CURVES.to_owned();
    for section in SECTIONS {
        let heading = match section.name {
            "" => "Top level".to_owned(),
            name => format!("`{name}`"),
        };
        text += &format!("\n#### {heading}\n\n{}.\n", section.meaning);
        text += &section_keys(section.keys);
    }
    text += NUMBERS;
    for observation in OBSERVATIONS {
        text += &format!(
            "\n#### `{}`\n\n{}.\n",
            observation.name, observation.meaning
        );
        if !observation.settings.is_empty() {
            text += &section_keys(observation.settings);
        }
        text += &columns(&[observation.keys, observation.quantities].concat());
    }
    for (measure, made) in OPTIMA {
        text += &format!("\n#### `measure.{measure}`\n\nThe same columns whatever the quantity.\n");
        text += &columns(made);
    }
    text
}

fn section_keys(keys: &[SectionKey]) -> String {
    let mut text = "\n| key | value | meaning |\n| --- | --- | --- |\n".to_owned();
    for key in keys {
        text += &format!(
            "| `{}` | {} | {} |\n",
            key.name,
            cell(key.value),
            cell(key.meaning)
        );
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
