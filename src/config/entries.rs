//! The keys that were written, each with its value and its place.

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Table, Value};

use super::Place;
use super::document::{Part, ReadProblem, Source, Written};
use super::error::{ConfigError, Problem};
use super::flat::{Flat, defaults, defaults_beside};
use super::overrides::Override;
use super::print::excerpt;
use super::schema::{self, Key};

/// The written keys by name; a later one replaces an earlier one.
#[derive(Clone, Debug, Default)]
pub(super) struct Entries(BTreeMap<&'static str, Entry>);

#[derive(Clone, Debug)]
struct Entry {
    key: &'static Key,
    value: Value,
    place: Place,
}

/// Finds the place of a key.
type Locate<'a> = &'a dyn Fn(&[String], Part) -> Place;

impl Entries {
    /// Adds the keys of a file.
    ///
    /// # Errors
    /// Unknown keys, and sections that are not tables.
    pub fn add_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| {
            let path = path.to_owned();
            ConfigError::new(Place::Unwritten, Problem::Unreadable { path, source })
        })?;
        let (source, root) = Source::parse(path, &text)?;
        self.add_written(&source, &root)
    }

    /// Adds the keys of a table that is written in a text.
    ///
    /// # Errors
    /// As for a file.
    pub fn add_written(&mut self, source: &Source, written: &Written) -> Result<(), ConfigError> {
        let table = written.value.as_table().cloned().unwrap_or_default();
        self.add_table(&mut Vec::new(), table, &|key, part| {
            source.place_of(written, key, part)
        })
    }

    /// Adds a key set on the command line.
    ///
    /// # Errors
    /// As for a file.
    pub fn add_override(&mut self, entry: &Override) -> Result<(), ConfigError> {
        let mut path = entry.key.split('.').map(str::to_owned).collect();
        self.add(&mut path, entry.value.clone(), &|_, _| entry.place())
    }

    /// Adds the keys of a configuration made by a program.
    pub fn add_config(&mut self, keys: Flat) {
        let entry = |(name, value)| {
            let (key, place) = (schema::find(name)?, Place::Unwritten);
            Some((key.name, Entry { key, value, place }))
        };
        self.0.extend(keys.into_iter().filter_map(entry));
    }

    /// Adds a key changed by a program.
    ///
    /// # Errors
    /// As for a file.
    pub fn add_unwritten_key(&mut self, key: &str, value: Value) -> Result<(), ConfigError> {
        let mut path = key.split('.').map(str::to_owned).collect();
        self.add(&mut path, value, &|_, _| Place::Unwritten)
    }

    /// Adds the keys of a table made by a program.
    ///
    /// # Errors
    /// As for a file.
    pub fn add_unwritten(&mut self, table: Table) -> Result<(), ConfigError> {
        self.add_table(&mut Vec::new(), table, &|_, _| Place::Unwritten)
    }

    fn add_table(
        &mut self,
        path: &mut Vec<String>,
        table: Table,
        locate: Locate<'_>,
    ) -> Result<(), ConfigError> {
        for (name, value) in table {
            path.push(name);
            self.add(path, value, locate)?;
            path.pop();
        }
        Ok(())
    }

    fn add(
        &mut self,
        path: &mut Vec<String>,
        value: Value,
        locate: Locate<'_>,
    ) -> Result<(), ConfigError> {
        let name = path.join(".");
        // A quoted name with a dot in it is not the dotted key it looks like.
        let plain = path.iter().all(|part| !part.contains('.'));
        if let Some(key) = schema::find(&name).filter(|_| plain) {
            let place = locate(path, Part::Value);
            self.0.insert(key.name, Entry { key, value, place });
            return Ok(());
        }
        if !schema::is_section(&name) {
            let nearest = schema::nearest(&name);
            let key = if plain { name } else { format!("\"{name}\"") };
            return Err(ConfigError::new(
                locate(path, Part::Name),
                Problem::UnknownKey { key, nearest },
            ));
        }
        match value {
            Value::Table(table) => self.add_table(path, table, locate),
            other => Err(ConfigError::new(
                locate(path, Part::Name),
                Problem::NotAValue {
                    key: name,
                    value: excerpt(&other),
                },
            )),
        }
    }

    /// Checks every value by itself, then whether its key has a meaning here.
    ///
    /// # Errors
    /// The first value of a wrong type or out of range, else the first key without a meaning.
    pub fn check(&self) -> Result<(), ConfigError> {
        for entry in self.0.values() {
            if !entry.key.allowed.accepts(&entry.value) && !entry.is_own_network() {
                return Err(ConfigError::new(
                    entry.place.clone(),
                    ReadProblem::NotAllowed {
                        key: entry.key.name.to_owned(),
                        value: excerpt(&entry.value),
                        allowed: entry.key.allowed.to_string(),
                    }
                    .into(),
                ));
            }
        }
        self.0
            .values()
            .try_for_each(|entry| self.check_meaning(entry))
    }

    fn check_meaning(&self, entry: &Entry) -> Result<(), ConfigError> {
        let Some(only) = entry.key.only else {
            return Ok(());
        };
        let written = self.0.get(only.key).map(|entry| entry.value.clone());
        let chosen = written.or_else(|| defaults(&[]).remove(only.key));
        let chosen = chosen.as_ref().and_then(Value::as_str).unwrap_or_default();
        if only.admits(chosen) {
            return Ok(());
        }
        Err(ConfigError::new(
            entry.place.clone(),
            Problem::Meaningless {
                key: entry.key.name,
                selector: only.key,
                chosen: chosen.to_owned(),
                values: only.values,
            },
        ))
    }

    /// Adds the keys of another layer.
    pub fn extend(&mut self, other: &Entries) {
        self.0.extend(other.0.clone());
    }

    /// The names of the keys, each with its place.
    pub fn places(&self) -> impl Iterator<Item = (&'static str, &Place)> {
        self.0.iter().map(|(name, entry)| (*name, &entry.place))
    }

    /// The value of a key, where it was written.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).map(|entry| &entry.value)
    }

    /// The place of the first of these keys that was written.
    pub fn place(&self, names: &[&str]) -> Place {
        let written = names.iter().find_map(|name| self.0.get(name));
        written.map_or(Place::Unwritten, |entry| entry.place.clone())
    }

    /// The values with those of all keys that are not written and have a default.
    pub fn with_defaults(&self) -> Flat {
        let values = self
            .0
            .iter()
            .map(|(name, entry)| (*name, entry.value.clone()));
        let values: Flat = values.collect();
        let mut all = defaults_beside(&values);
        all.extend(values);
        all
    }
}

impl Entry {
    /// Whether it asks for a network of a library user's own, which only a program can.
    fn is_own_network(&self) -> bool {
        let is_name = self.value.as_str().is_some_and(|name| !name.is_empty());
        self.key.name == "network.kind" && self.place == Place::Unwritten && is_name
    }
}
