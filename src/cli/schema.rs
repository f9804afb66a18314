//! `sweetspot schema`: every key of the configuration, and every column of every file.

use super::failure::{Exit, Failure};
use super::output::stdout;
use crate::config::schema;
use crate::curves;
use crate::report::files_page;

/// List the configuration's keys and the columns of all files, as docs/schema.md does
///
/// With a name: only the rows of keys and columns whose name contains it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot schema | less
  sweetspot schema standardise
  sweetspot schema flow.")]
pub(super) struct Schema {
    /// Only keys and columns whose name contains this
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

impl Schema {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let page = schema::document() + &files_page() + curves::SCHEMA;
        let Some(part) = self.name else {
            stdout(&page)?;
            return Ok(Exit::Done);
        };
        let rows = rows(&page, &part.to_ascii_lowercase());
        if rows.is_empty() {
            let what = format!("no key and no column has `{part}` in its name");
            return Err(Failure::input(what).hint("`sweetspot schema` lists all"));
        }
        stdout(&rows)?;
        Ok(Exit::Done)
    }
}

/// The rows of tables whose first cell contains `part`, each with the section in front of the key.
fn rows(page: &str, part: &str) -> String {
    let mut section = String::new();
    let mut rows = String::new();
    for line in page.lines() {
        if line.starts_with('#') {
            let key = line
                .strip_prefix("### `[")
                .and_then(|rest| rest.strip_suffix("]`"));
            section = key.map_or(String::new(), |key| format!("{key}."));
        }
        let Some((name, rest)) = line
            .strip_prefix("| `")
            .and_then(|row| row.split_once("` "))
        else {
            continue;
        };
        let name = format!("{section}{name}");
        if name.contains(part) {
            rows += &format!("| `{name}` {rest}\n");
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_with_their_section() {
        let page = schema::document();
        let steps = rows(&page, "flow.step");
        assert!(steps.starts_with("| `flow.step` |"), "{steps}");
        assert_eq!(steps.lines().count(), 1);
        assert!(rows(&page, "samples").contains("`data.samples`"));
        assert_eq!(rows(&page, "nothing-of-this-name"), "");
    }
}
