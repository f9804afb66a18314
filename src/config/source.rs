//! A configuration file's text, and the positions of what is written in it.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table};

use super::Place;
use super::error::{ConfigError, Problem};

/// A file that was read and is TOML.
pub(super) struct Source {
    path: PathBuf,
    text: String,
    /// The values; the positions are read from the text again when one is needed.
    pub table: Table,
}

/// What of a key to point at.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    Name,
    Value,
}

impl Source {
    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read or is not TOML.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| {
            let path = path.to_owned();
            ConfigError::new(Place::Unwritten, Problem::Unreadable { path, source })
        })?;
        Source::parse(path, text)
    }

    fn parse(path: &Path, text: String) -> Result<Self, ConfigError> {
        match text.parse() {
            Ok(table) => Ok(Source {
                path: path.to_owned(),
                text,
                table,
            }),
            Err(error) => {
                let place = Place::in_text(path, &text, error.span().unwrap_or(0..0));
                let message = error.message().trim().replace('\n', "; ");
                Err(ConfigError::new(place, Problem::Syntax { message }))
            }
        }
    }

    /// Where a key is written: its name or its value.
    pub fn place(&self, key: &[String], part: Part) -> Place {
        let span = DeTable::parse(&self.text)
            .ok()
            .and_then(|table| span(table.get_ref(), key, part));
        Place::in_text(&self.path, &self.text, span.unwrap_or(0..0))
    }
}

fn span(table: &DeTable<'_>, key: &[String], part: Part) -> Option<Range<usize>> {
    let (first, rest) = key.split_first()?;
    let (name, value): (_, &Spanned<DeValue<'_>>) = table.get_key_value(first.as_str())?;
    if !rest.is_empty() {
        return span(value.get_ref().as_table()?, rest, part);
    }
    Some(match part {
        Part::Name => name.span(),
        Part::Value => value.span(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(text: &str, key: &[&str], part: Part) -> (usize, usize, String, usize) {
        let source = Source::parse(Path::new("a.toml"), text.to_owned()).unwrap();
        let key: Vec<String> = key.iter().map(|&part| part.to_owned()).collect();
        match source.place(&key, part) {
            Place::File {
                line,
                column,
                excerpt,
                width,
                ..
            } => (line, column, excerpt, width),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn keys_and_values_are_found_however_they_are_written() {
        for (text, expected) in [
            ("[network]\nalpha = 0.5\n", (2, 9)),
            ("network.alpha = 0.5", (1, 17)),
            ("seed = 1\r\nnetwork = { alpha = 0.5 }\r\n", (2, 21)),
            ("network = { init = '\u{e9}', alpha = 0.5 }", (1, 33)),
            ("# \u{e9}\n[ network ]\n\t\"alpha\" = 0.5 # \u{e9}", (3, 12)),
        ] {
            let (line, column, excerpt, width) = position(text, &["network", "alpha"], Part::Value);
            assert_eq!((line, column, width), (expected.0, expected.1, 3), "{text}");
            let marked: String = excerpt.chars().skip(column - 1).take(width).collect();
            assert_eq!(marked, "0.5");
        }
        let (line, column, _, width) = position(
            "[network]\nalpha = 0.5\n",
            &["network", "alpha"],
            Part::Name,
        );
        assert_eq!((line, column, width), (2, 1, 5));
    }

    #[test]
    fn a_value_over_several_lines_is_marked_on_its_first() {
        let text = "[sweep]\nalphas = [\n  1,\n]\n";
        let (line, column, _, width) = position(text, &["sweep", "alphas"], Part::Value);
        assert_eq!((line, column, width), (2, 10, 1));
    }
}
