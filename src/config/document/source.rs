//! A TOML file's text, and everything that is written in it with its position.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Value;
use toml::de::{DeTable, DeValue};

use super::ReadProblem;
use crate::config::origin::{At, Origin};

/// A file's text.
#[derive(Clone, Debug)]
pub struct Source {
    path: PathBuf,
    text: String,
}

/// What of a key to point at.
#[derive(Clone, Copy)]
pub enum Part {
    /// Its name.
    Name,
    /// Its value.
    Value,
}

/// A value with its position in the text.
#[derive(Clone, Debug)]
pub struct Written {
    /// The bytes of its name; for an element of a list, of the element.
    pub name: Range<usize>,
    /// The bytes of the value.
    pub span: Range<usize>,
    /// The value.
    pub value: Value,
    /// What a table holds, in the order of the file; else empty.
    pub keys: Vec<(String, Written)>,
    /// What a list holds; else empty.
    pub items: Vec<Written>,
}

impl Written {
    /// What a table holds under a key.
    pub fn key(&self, name: &str) -> Option<&Written> {
        let mut keys = self.keys.iter();
        keys.find(|(known, _)| known == name)
            .map(|(_, written)| written)
    }
}

impl Source {
    /// Reads a text as TOML.
    pub fn parse(path: &Path, text: &str) -> Result<(Source, Written), At<ReadProblem>> {
        let source = Source {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let read = text
            .parse()
            .and_then(|values| Ok((values, DeTable::parse(text)?)));
        match read {
            Ok((values, positions)) => {
                let positions = DeValue::Table(positions.into_inner());
                let root = written(0..0, 0..0, &positions, Value::Table(values));
                Ok((source, root))
            }
            Err(error) => {
                let message = error.message().trim().replace('\n', "; ");
                let origin = source.origin(error.span().unwrap_or(0..0));
                Err(At::new(origin, ReadProblem::Syntax { message }))
            }
        }
    }

    /// The place of a key below a value, or of the last part of it that is written.
    pub fn origin_of(&self, root: &Written, key: &[String], part: Part) -> Origin {
        let mut found = root;
        for name in key {
            match found.key(name) {
                Some(inner) => found = inner,
                None => break,
            }
        }
        self.origin(match part {
            Part::Name => found.name.clone(),
            Part::Value => found.span.clone(),
        })
    }

    /// The place of these bytes.
    pub fn origin(&self, span: Range<usize>) -> Origin {
        Origin::in_text(&self.path, &self.text, span)
    }

    /// The bytes of a part of a text value. Where the value is not written as the text
    /// between two quotes (escapes, several lines), those of the whole value.
    pub fn inside(&self, written: &Written, part: Range<usize>) -> Range<usize> {
        let start = written.span.start + 1;
        let quoted = self.text.get(start..written.span.end.saturating_sub(1));
        if quoted.is_some() && quoted == written.value.as_str() {
            start + part.start..start + part.end
        } else {
            written.span.clone()
        }
    }
}

/// Joins a value with its positions, which the parser gives apart.
fn written(
    name: Range<usize>,
    span: Range<usize>,
    positions: &DeValue<'_>,
    value: Value,
) -> Written {
    let mut keys = Vec::new();
    if let (DeValue::Table(positions), Value::Table(table)) = (positions, &value) {
        for (name, position) in positions {
            let key: &str = name.get_ref();
            if let Some(value) = table.get(key) {
                let part = written(
                    name.span(),
                    position.span(),
                    position.get_ref(),
                    value.clone(),
                );
                keys.push((key.to_owned(), part));
            }
        }
        keys.sort_by_key(|(_, part)| part.name.start);
    }
    let mut items = Vec::new();
    if let (DeValue::Array(positions), Value::Array(list)) = (positions, &value) {
        items = positions
            .iter()
            .zip(list)
            .map(|(position, value)| {
                let span = position.span();
                written(span.clone(), span, position.get_ref(), value.clone())
            })
            .collect();
    }
    Written {
        name,
        span,
        value,
        keys,
        items,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(text: &str, key: &[&str], part: Part) -> (usize, usize, String, usize) {
        let (source, root) = Source::parse(Path::new("a.toml"), text).unwrap();
        let key: Vec<String> = key.iter().map(|&part| part.to_owned()).collect();
        match source.origin_of(&root, &key, part) {
            Origin::File {
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
