//! The keys that were written, each with its value and its place.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::Place;
use super::error::{ConfigError, Problem};
use super::load::Layer;
use super::overrides::Override;
use super::print::excerpt;
use super::schema::{self, Key};
use super::source::{Part, Source};

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
pub(super) type Locate<'a> = &'a dyn Fn(&[String], Part) -> Place;

impl Entries {
    /// Adds the keys of a file.
    ///
    /// # Errors
    /// Unknown keys, and sections that are not tables.
    pub fn add_file(&mut self, source: &mut Source) -> Result<(), ConfigError> {
        let table = std::mem::take(&mut source.table);
        self.add_table(&mut Vec::new(), table, &|key, part| source.place(key, part))
    }

    /// Adds a key set on the command line.
    ///
    /// # Errors
    /// As for a file.
    pub fn add_override(&mut self, entry: &Override) -> Result<(), ConfigError> {
        let mut path = entry.key.split('.').map(str::to_owned).collect();
        self.add(&mut path, entry.value.clone(), &|_, _| entry.place())
    }

    /// Adds every key of a table written by a program.
    ///
    /// # Errors
    /// As for a file.
    pub fn add_unwritten(&mut self, table: Table) -> Result<(), ConfigError> {
        self.add_table(&mut Vec::new(), table, &|_, _| Place::Unwritten)
    }

    /// Adds a key changed by a program.
    ///
    /// # Errors
    /// As for a file.
    pub fn add_unwritten_key(&mut self, key: &str, value: Value) -> Result<(), ConfigError> {
        let mut path = key.split('.').map(str::to_owned).collect();
        self.add(&mut path, value, &|_, _| Place::Unwritten)
    }

    /// Adds the keys of a table that stands in a file of another kind.
    ///
    /// # Errors
    /// As for a file.
    pub fn add_layer(&mut self, layer: Layer<'_>) -> Result<(), ConfigError> {
        self.add_table(&mut Vec::new(), layer.table, layer.locate)
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
            if !entry.key.allowed.accepts(&entry.value) {
                return Err(ConfigError::new(
                    entry.place.clone(),
                    Problem::NotAllowed {
                        key: entry.key.name.to_owned(),
                        value: excerpt(&entry.value),
                        allowed: entry.key.allowed.to_string(),
                    },
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
        let written = self.0.get(only.key).and_then(|entry| entry.value.as_str());
        let default = schema::find(only.key).map_or("", |key| key.default.trim_matches('"'));
        let chosen = written.unwrap_or(default);
        if only.values.contains(&chosen) {
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

    /// The value of a key as TOML, where it was written.
    pub fn written(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|entry| excerpt(&entry.value))
    }

    /// The place of the first of these keys that was written.
    pub fn place(&self, names: &[&str]) -> Place {
        let written = names.iter().find_map(|name| self.0.get(name));
        written.map_or(Place::Unwritten, |entry| entry.place.clone())
    }

    /// Everything as one table, sections and all.
    pub fn table(&self) -> Table {
        let mut table = Table::new();
        for entry in self.0.values() {
            let section = match entry.key.section() {
                None => &mut table,
                Some(name) => match table
                    .entry(name)
                    .or_insert_with(|| Value::Table(Table::new()))
                {
                    Value::Table(section) => section,
                    _ => continue,
                },
            };
            section.insert(entry.key.short_name().to_owned(), entry.value.clone());
        }
        table
    }
}
