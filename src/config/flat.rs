//! A configuration as dotted keys with values, and back.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::document::ReadProblem;
use super::error::ConfigError;
use super::origin::Origin;
use super::schema::{KEYS, Key};
use super::{Config, Method};

/// The keys that decide which other keys have a meaning.
pub(super) const SELECTORS: [&str; 3] = ["data.kind", "network.kind", "flow.method"];

/// Values by dotted key.
pub(super) type Flat = BTreeMap<&'static str, Value>;

/// The keys of a configuration that have a value.
pub(super) fn flat(config: &Config) -> Result<Flat, ConfigError> {
    let table = Table::try_from(config).map_err(|error| refused(&error.to_string()))?;
    let value = |key: &'static Key| {
        let table = key.section().map_or(Some(&table), |section| {
            table.get(section).and_then(Value::as_table)
        })?;
        Some((key.name, table.get(key.short_name())?.clone()))
    };
    Ok(KEYS.iter().filter_map(value).collect())
}

/// The configuration of keys whose values were checked; the others have their defaults.
pub(super) fn config(keys: &Flat) -> Result<Config, ConfigError> {
    let mut table = Table::new();
    for (name, value) in keys {
        match name.split_once('.') {
            None => table.insert((*name).to_owned(), value.clone()),
            Some((section, key)) => {
                let empty = || Value::Table(Table::new());
                let section = table.entry(section).or_insert_with(empty);
                section
                    .as_table_mut()
                    .and_then(|section| section.insert(key.to_owned(), value.clone()))
            }
        };
    }
    let read = |table: Table| {
        Ok(Config {
            seed: section(&table, "seed")?,
            replicate: section(&table, "replicate")?,
            data: section(&table, "data")?,
            network: section(&table, "network")?,
            loss: section(&table, "loss")?,
            flow: section(&table, "flow")?,
            stop: section(&table, "stop")?,
            sweep: section(&table, "sweep")?,
            command: section(&table, "command")?,
        })
    };
    read(table).map_err(|error: toml::de::Error| refused(error.message()))
}

fn section<T: DeserializeOwned + Default>(table: &Table, name: &str) -> Result<T, toml::de::Error> {
    let value = table.get(name).cloned();
    value.map_or(Ok(T::default()), Value::try_into)
}

/// The default of every key that has one, where some keys have these words and the other
/// selectors their defaults.
pub(super) fn defaults(choices: &[(&'static str, &str)]) -> Flat {
    // Tests read all choices there are: the errors do not happen.
    let mut common = flat(&Config::default()).unwrap_or_default();
    common.retain(|name, _| SELECTORS.contains(name));
    common.extend(
        choices
            .iter()
            .map(|(name, word)| (*name, Value::from(*word))),
    );
    let deep = ["mlp", "cnn"].map(Value::from);
    let chosen = choices.iter().any(|(name, _)| *name == "flow.method");
    if !chosen
        && common
            .get("network.kind")
            .is_some_and(|kind| deep.contains(kind))
    {
        common.insert("flow.method", Value::from(Method::descent().name()));
    }
    let config = config(&common);
    config.and_then(|config| flat(&config)).unwrap_or_default()
}

/// The default of every key that has one, for the kinds and the method of these keys.
pub(super) fn defaults_beside(keys: &Flat) -> Flat {
    let word = |name| Some((name, keys.get(name)?.as_str()?));
    defaults(&SELECTORS.into_iter().filter_map(word).collect::<Vec<_>>())
}

fn refused(message: &str) -> ConfigError {
    let message = message.to_owned();
    ConfigError::new(Origin::Unwritten, ReadProblem::Syntax { message }.into())
}
