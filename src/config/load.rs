//! From a file and overrides to a configuration that holds together: every value is checked by
//! itself against the schema, then the typed configuration against the rules that join keys.

use std::path::Path;

use serde::{Deserialize, Deserializer};
use toml::Table;

use super::command_rules::check_command;
use super::document::{ReadProblem, Source, Written};
use super::entries::Entries;
use super::error::ConfigError;
use super::origin::Origin;
use super::overrides::Override;
use super::rules::{check_rules, not_an_axis};
use super::written_keys::{check_complete, check_init};
use super::{Config, SweepConfig, flat};

impl Config {
    /// The configuration of a file (or the defaults) with overrides on top, the last
    /// one first in rank. The grids of the sweep are put in ascending order.
    ///
    /// ```
    /// use sweetspot::config::{Config, Override};
    /// let error = Config::load(None, &[Override::set("network.widht=8")?]).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "--set network.widht=8: unknown key `network.widht`; did you mean `network.width`?"
    /// );
    /// # Ok::<(), sweetspot::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// A file that cannot be read or is not TOML; unknown keys; values of a wrong type or
    /// out of range; keys without a meaning for the kind of data or the method; keys that
    /// do not go together. The message says where and what is allowed.
    pub fn load(file: Option<&Path>, overrides: &[Override]) -> Result<Config, ConfigError> {
        checked(&Entries::read(file, overrides)?)
    }

    /// Whether a file has a command in it.
    ///
    /// # Errors
    /// As for [`Config::load`].
    #[cfg(feature = "cli")]
    pub(crate) fn names_command(file: Option<&Path>) -> Result<bool, ConfigError> {
        Ok(Entries::read(file, &[])?.value("command.line").is_some())
    }

    /// The same above other defaults: the keys of `below`, as far as the file and the overrides do not
    /// have them.
    ///
    /// # Errors
    /// As for [`Config::load`].
    #[cfg(feature = "cli")]
    pub(crate) fn load_above(
        below: &[Override],
        file: Option<&Path>,
        overrides: &[Override],
    ) -> Result<Config, ConfigError> {
        let mut entries = Entries::read(None, below)?;
        entries.extend(&Entries::read(file, overrides)?);
        checked(&entries)
    }

    /// The defaults with tables of another file on top, the last one first in rank.
    pub(crate) fn of_tables(tables: &[(&Source, &Written)]) -> Result<Config, ConfigError> {
        let mut entries = Entries::default();
        for (source, written) in tables {
            entries.add_written(source, written)?;
        }
        checked(&entries)
    }

    /// The configuration with some keys changed, each a dotted name and its value.
    ///
    /// ```
    /// use sweetspot::config::Config;
    /// let wider = Config::default().with(&[("network.width".to_owned(), 128.into())])?;
    /// assert_eq!(wider.network.width(), Some(128));
    /// let error = wider.with(&[("network.alpha".to_owned(), (-1.0).into())]).unwrap_err();
    /// assert!(error.to_string().starts_with("`network.alpha` is -1.0, but it must be"));
    /// # Ok::<(), sweetspot::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Config::load`], without places.
    pub fn with(&self, changes: &[(String, toml::Value)]) -> Result<Config, ConfigError> {
        let mut entries = below(self)?;
        for (key, value) in changes {
            entries.add_key(key, value.clone(), &Origin::Unwritten)?;
        }
        checked(&entries)
    }

    /// Checks a configuration made by a program, as [`Config::load`] checks one that
    /// is read.
    ///
    /// # Errors
    /// As for [`Config::load`], without places.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let mut entries = Entries::default();
        entries.add_config(flat::flat(self)?);
        checked(&entries).map(drop)
    }
}

impl<'de> Deserialize<'de> for Config {
    /// Reads a document as [`Config::load`] reads a file: keys may be left out, and are checked.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut entries = Entries::default();
        let added = entries.add_unwritten(Table::deserialize(deserializer)?.into());
        let config = added.and_then(|()| checked(&entries));
        config.map_err(serde::de::Error::custom)
    }
}

/// The configuration of the keys of all layers.
pub(super) fn checked(entries: &Entries) -> Result<Config, ConfigError> {
    check_init(entries)?;
    entries.check()?;
    check_complete(entries)?;
    let mut config = flat::config(&entries.with_defaults())?;
    if config.network.kind.is_deep() && entries.value("sweep.alphas").is_none() {
        config.sweep.follow_deep();
    }
    check_command(&config, entries)?;
    check_axes(&config, entries)?;
    check_rules(&config, entries)?;
    config.sweep.sort();
    Ok(config)
}

/// The keys of a configuration as the lowest layer below others. Those at their default are left
/// out: they follow where another layer chooses another kind or method.
pub(super) fn below(config: &Config) -> Result<Entries, ConfigError> {
    let mut keys = flat::flat(config)?;
    let defaults = flat::defaults_beside(&keys);
    keys.retain(|name, value| flat::SELECTORS.contains(name) || defaults.get(name) != Some(value));
    let mut entries = Entries::default();
    entries.add_config(keys);
    Ok(entries)
}

/// Every value of the other axes makes a configuration, and no key is an axis twice.
fn check_axes(config: &Config, entries: &Entries) -> Result<(), ConfigError> {
    let refused = |problem| Err(ConfigError::new(entries.origin(&["sweep.axes"]), problem));
    let single = Config {
        sweep: SweepConfig::default(),
        ..config.clone()
    };
    // Those of a command are its own.
    let own = config.command.is_some();
    for (name, values) in config.sweep.axes.iter().filter(|_| !own) {
        if let Some(allowed) = not_an_axis(name) {
            let (key, value) = ("sweep.axes".to_owned(), format!("over `{name}`"));
            let problem = ReadProblem::NotAllowed {
                key,
                value,
                allowed,
            };
            return refused(problem.into());
        }
        for value in values {
            if let Err(error) = single.with(&[(name.clone(), value.clone())]) {
                return refused(error.into_parts().1);
            }
        }
    }
    Ok(())
}
