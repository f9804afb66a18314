//! The keys that were written, each with its value and its place.

use std::collections::BTreeMap;
use std::path::Path;

use toml::Value;

use super::document::{Part, ReadProblem, Source, Written};
use super::error::{ConfigError, ConfigProblem};
use super::flat::{Flat, defaults_beside};
use super::origin::Origin;
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
    origin: Origin,
}

impl Entries {
    /// The keys of a file with overrides on top, the last one first in rank.
    pub fn read(file: Option<&Path>, overrides: &[Override]) -> Result<Entries, ConfigError> {
        let mut entries = Entries::default();
        if let Some(path) = file {
            let text = std::fs::read_to_string(path).map_err(|source| {
                let path = path.to_owned();
                ConfigError::new(
                    Origin::Unwritten,
                    ConfigProblem::Unreadable { path, source },
                )
            })?;
            let (source, root) = Source::parse(path, &text)?;
            entries.add_written(&source, &root)?;
        }
        for Override { key, value, origin } in overrides {
            entries.add_key(key, value.clone(), origin)?;
        }
        Ok(entries)
    }

    /// Adds the keys of a table that is written in a text.
    pub fn add_written(&mut self, source: &Source, written: &Written) -> Result<(), ConfigError> {
        self.add(&mut Vec::new(), written.value.clone(), &|key, part| {
            source.origin_of(written, key, part)
        })
    }

    /// Adds the keys of a table made by a program.
    pub fn add_unwritten(&mut self, table: Value) -> Result<(), ConfigError> {
        self.add(&mut Vec::new(), table, &|_, _| Origin::Unwritten)
    }

    /// Adds a dotted key.
    pub fn add_key(&mut self, key: &str, value: Value, at: &Origin) -> Result<(), ConfigError> {
        let mut path = key.split('.').map(str::to_owned).collect();
        self.add(&mut path, value, &|_, _| at.clone())
    }

    /// Adds the keys of a configuration made by a program.
    pub fn add_config(&mut self, keys: Flat) {
        let entry = |(name, value)| {
            let (key, origin) = (schema::find(name)?, Origin::Unwritten);
            Some((key.name, Entry { key, value, origin }))
        };
        self.0.extend(keys.into_iter().filter_map(entry));
    }

    /// Adds the keys of another layer.
    pub fn extend(&mut self, other: &Entries) {
        self.0.extend(other.0.clone());
    }

    /// Adds the key of a path, or all keys below it; `locate` finds where a key is written.
    fn add(
        &mut self,
        path: &mut Vec<String>,
        value: Value,
        locate: &dyn Fn(&[String], Part) -> Origin,
    ) -> Result<(), ConfigError> {
        let name = path.join(".");
        // A quoted name with a dot in it is not the dotted key it looks like.
        let plain = path.iter().all(|part| !part.contains('.'));
        if let Some(key) = schema::find(&name).filter(|_| plain) {
            let origin = locate(path, Part::Value);
            self.0.insert(key.name, Entry { key, value, origin });
            return Ok(());
        }
        let problem = match value {
            _ if !path.is_empty() && !schema::is_section(&name) => ConfigProblem::UnknownKey {
                nearest: schema::nearest(&name),
                key: if plain { name } else { format!("\"{name}\"") },
            },
            Value::Table(table) => {
                for (name, value) in table {
                    path.push(name);
                    self.add(path, value, locate)?;
                    path.pop();
                }
                return Ok(());
            }
            other => ConfigProblem::NotAValue {
                key: name,
                value: excerpt(&other),
            },
        };
        Err(ConfigError::new(locate(path, Part::Name), problem))
    }

    /// Checks every value by itself, then whether its key has a meaning here.
    pub fn check(&self) -> Result<(), ConfigError> {
        for Entry { key, value, origin } in self.0.values() {
            // Only a program can ask for a network of its own.
            let own = key.name == "network.kind"
                && *origin == Origin::Unwritten
                && value.as_str().is_some_and(|name| !name.is_empty());
            if !key.allowed.accepts(value) && !own {
                let problem = ReadProblem::NotAllowed {
                    key: key.name.to_owned(),
                    value: excerpt(value),
                    allowed: key.allowed.to_string(),
                };
                return Err(ConfigError::new(origin.clone(), problem.into()));
            }
        }
        let mut entries = self.0.values();
        entries.try_for_each(|entry| self.check_meaning(entry))
    }

    fn check_meaning(&self, entry: &Entry) -> Result<(), ConfigError> {
        let Some(only) = entry.key.only else {
            return Ok(());
        };
        let chosen = self.value(only.key).cloned();
        let chosen = chosen.or_else(|| defaults_beside(&self.values()).remove(only.key));
        let chosen = chosen.as_ref().and_then(Value::as_str).unwrap_or_default();
        let is_own = || !schema::choices(only.key).contains(&chosen);
        if only.values.contains(&chosen) || (only.own && is_own()) {
            return Ok(());
        }
        let problem = ConfigProblem::Meaningless {
            key: entry.key.name,
            selector: only.key,
            chosen: chosen.to_owned(),
            values: only.values,
        };
        Err(ConfigError::new(entry.origin.clone(), problem))
    }

    /// The names of the keys, each with where it was written.
    pub fn origins(&self) -> impl Iterator<Item = (&'static str, &Origin)> {
        self.0.iter().map(|(name, entry)| (*name, &entry.origin))
    }

    /// The value of a key, where it was written.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).map(|entry| &entry.value)
    }

    /// Where the first of these keys that was written is.
    pub fn origin(&self, names: &[&str]) -> Origin {
        let written = names.iter().find_map(|name| self.0.get(name));
        written.map_or(Origin::Unwritten, |entry| entry.origin.clone())
    }

    /// The values with those of all keys that are not written and have a default.
    pub fn with_defaults(&self) -> Flat {
        let values = self.values();
        let mut all = defaults_beside(&values);
        all.extend(values);
        all
    }

    fn values(&self) -> Flat {
        let entries = self.0.iter();
        entries
            .map(|(name, entry)| (*name, entry.value.clone()))
            .collect()
    }
}
