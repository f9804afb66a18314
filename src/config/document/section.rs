//! Tables and values of a file, read with errors that point at them.

use serde::de::DeserializeOwned;
use toml::Value;

use super::{ReadProblem, Source, Written, nearest};
use crate::config::origin::{At, Origin};
use crate::config::print::excerpt;
use crate::config::schema::{Allowed, Interval};

/// A key and its value.
#[derive(Clone)]
pub struct Field<'a> {
    /// The file.
    pub source: &'a Source,
    /// The dotted name.
    pub key: String,
    /// The last part of the name.
    pub name: &'a str,
    /// The value.
    pub written: &'a Written,
}

/// A table of a file: a key, empty for the whole file, and the keys below it.
#[derive(Clone)]
pub struct Section<'a> {
    field: Field<'a>,
    fields: Vec<Field<'a>>,
}

impl<'a> Section<'a> {
    /// The whole file.
    pub fn root(source: &'a Source, written: &'a Written) -> Section<'a> {
        Section::new(Field {
            source,
            key: String::new(),
            name: "",
            written,
        })
    }

    fn new(field: Field<'a>) -> Section<'a> {
        let keys = field.written.keys.iter();
        let below = keys.map(|(name, written)| Field {
            key: joined(&field.key, name),
            name,
            written,
            ..field
        });
        Section {
            fields: below.collect(),
            field,
        }
    }

    /// This table with the keys of another one in the place of its own.
    pub fn replaced_by(&self, other: &[Field<'a>]) -> Section<'a> {
        let kept = |field: &&Field<'a>| !other.iter().any(|new| new.name == field.name);
        let mut fields: Vec<Field<'a>> = self.fields.iter().filter(kept).cloned().collect();
        fields.extend(other.iter().cloned());
        let field = self.field.clone();
        Section { field, fields }
    }

    /// The keys in the order of the file.
    pub fn fields(&self) -> &[Field<'a>] {
        &self.fields
    }

    /// Refuses every key but these.
    pub fn only(&self, known: &[&str]) -> Result<(), At<ReadProblem>> {
        let mut fields = self.fields.iter();
        match fields.find(|field| !known.contains(&field.name)) {
            None => Ok(()),
            Some(field) => Err(field.name_error(ReadProblem::UnknownKey {
                key: field.key.clone(),
                nearest: nearest(field.name, known.iter().copied()),
                known: known.iter().map(|&name| name.to_owned()).collect(),
            })),
        }
    }

    /// A key, if it is there.
    pub fn get(&self, name: &str) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// A key that must be there.
    pub fn need(&self, name: &str, why: &str) -> Result<&Field<'a>, At<ReadProblem>> {
        self.get(name).ok_or_else(|| {
            self.error(ReadProblem::Missing {
                key: joined(&self.field.key, name),
                why: why.to_owned(),
            })
        })
    }

    /// An error of the table as a whole.
    pub fn error<P>(&self, problem: P) -> At<P> {
        self.field.name_error(problem)
    }
}

impl<'a> Field<'a> {
    /// Where the value is written.
    pub fn origin(&self) -> Origin {
        self.source.origin(self.written.span.clone())
    }

    /// An error at the value.
    pub fn error<P>(&self, problem: P) -> At<P> {
        At::new(self.origin(), problem)
    }

    /// An error at the name.
    pub fn name_error<P>(&self, problem: P) -> At<P> {
        At::new(self.source.origin(self.written.name.clone()), problem)
    }

    /// The error for a value that is not what it must be.
    pub fn not<P: From<ReadProblem>>(&self, allowed: &str) -> At<P> {
        let problem = ReadProblem::NotAllowed {
            key: self.key.clone(),
            value: excerpt(&self.written.value),
            allowed: allowed.trim_end().to_owned(),
        };
        self.error(problem.into())
    }

    /// The value, if it has this type and range.
    pub fn value(&self, allowed: Allowed) -> Result<&'a Value, At<ReadProblem>> {
        if allowed.accepts(&self.written.value) {
            Ok(&self.written.value)
        } else {
            Err(self.not(&allowed.to_string()))
        }
    }

    /// A text that is not empty.
    pub fn text(&self) -> Result<&'a str, At<ReadProblem>> {
        let value = self.value(Allowed::Text)?;
        Ok(value.as_str().unwrap_or_default())
    }

    /// A finite number.
    pub fn number(&self, interval: Interval) -> Result<f64, At<ReadProblem>> {
        self.value(Allowed::Number(interval))?;
        Ok(self.as_number())
    }

    /// The number it is, whole or not; NaN for anything else.
    pub fn as_number(&self) -> f64 {
        let value = &self.written.value;
        let whole = value.as_integer().map(|whole| whole as f64);
        value.as_float().or(whole).unwrap_or(f64::NAN)
    }

    /// A whole number from 1.
    pub fn positive_count(&self) -> Result<u64, At<ReadProblem>> {
        let value = self.value(Allowed::Natural(1, i64::MAX))?;
        Ok(value.as_integer().unwrap_or(1).unsigned_abs())
    }

    /// One of these words.
    pub fn choice<T: DeserializeOwned>(
        &self,
        words: &'static [&'static str],
    ) -> Result<T, At<ReadProblem>> {
        let value = self.value(Allowed::Choice(words))?;
        value
            .clone()
            .try_into()
            .map_err(|_| self.not(&Allowed::Choice(words).to_string()))
    }

    /// A table; `form` says what is needed.
    pub fn section(&self, form: &str) -> Result<Section<'a>, At<ReadProblem>> {
        if self.written.value.is_table() {
            Ok(Section::new(self.clone()))
        } else {
            Err(self.not(form))
        }
    }

    /// The elements of a list; `form` says what is needed.
    pub fn items(&self, form: &str) -> Result<Vec<Field<'a>>, At<ReadProblem>> {
        if !self.written.value.is_array() {
            return Err(self.not(form));
        }
        let items = self.written.items.iter().map(|written| Field {
            written,
            ..self.clone()
        });
        Ok(items.collect())
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
