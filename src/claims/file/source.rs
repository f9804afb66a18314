//! A TOML file's text, and everything that is written in it with its position.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Value;
use toml::de::{DeTable, DeValue};

use super::super::ClaimError;
use super::super::error::ClaimProblem;
use crate::config::Place;

/// A file's text.
pub struct Source {
    path: PathBuf,
    text: String,
}

/// A value with its position in the text.
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

impl Source {
    /// Reads a text as TOML.
    ///
    /// # Errors
    /// A text that is not TOML.
    pub fn parse(path: &Path, text: &str) -> Result<(Source, Written), ClaimError> {
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
                let place = source.place(error.span().unwrap_or(0..0));
                Err(ClaimError::new(place, ClaimProblem::Syntax { message }))
            }
        }
    }

    /// The place of these bytes.
    pub fn place(&self, span: Range<usize>) -> Place {
        Place::in_text(&self.path, &self.text, span)
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
