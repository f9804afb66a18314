//! A configuration as TOML text, and what identifies it.

use std::fmt::Write;

use sha2::{Digest, Sha256};
use toml::{Table, Value};

use super::Place;
use super::error::{ConfigError, Problem};
use super::schema::{KEYS, Key};
use super::{Config, NetworkConfig};

impl Config {
    /// The configuration in effect: every optional key that has a meaning and a default
    /// is filled in, keys without a meaning are dropped, grids are in ascending order.
    pub fn effective(&self) -> Config {
        Config {
            data: self.data.effective(),
            network: self.network.effective(),
            flow: self.flow.effective(),
            sweep: self
                .sweep
                .effective(self.data.kind, self.network.kind, self.flow.method),
            ..self.clone()
        }
    }

    /// The keys that are set, as a TOML file, in the order of `docs/schema.md`.
    ///
    /// ```
    /// use sweetspot::config::Config;
    /// let text = Config::default().effective().to_toml()?;
    /// assert!(text.contains("[network]\nkind = \"two-layer\"\nwidth = 64\n"));
    /// # Ok::<(), sweetspot::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// What TOML cannot hold: a seed of 2^63 or more, a path that is not Unicode.
    pub fn to_toml(&self) -> Result<String, ConfigError> {
        let table = table(self)?;
        let mut text = String::new();
        let mut section = None;
        for key in KEYS {
            let Some(value) = lookup(&table, key) else {
                continue;
            };
            if key.section() != section {
                section = key.section();
                text += &section.map_or(String::new(), |name| format!("\n[{name}]\n"));
            }
            text += &format!("{} = {}\n", key.short_name(), inline(value));
        }
        Ok(text)
    }

    /// What identifies the runs of a sweep: the SHA-256 of its effective keys, in lower
    /// case hexadecimal. Keys that the sweep sets itself do not count: the replicate,
    /// alpha, and the single keys of every grid that is given.
    ///
    /// # Errors
    /// As for [`Config::to_toml`].
    pub fn hash(&self) -> Result<String, ConfigError> {
        let text = self.of_sweep().to_toml()?;
        let mut hash = String::new();
        for byte in Sha256::digest(text.as_bytes()) {
            // Writing to a string does not fail.
            let _ = write!(hash, "{byte:02x}");
        }
        Ok(hash)
    }

    /// The first key in which two sweeps differ, in the order of `docs/schema.md`;
    /// `None` where their [`hash`](Config::hash) is the same.
    ///
    /// ```
    /// use sweetspot::config::Config;
    /// let (first, mut second) = (Config::default(), Config::default());
    /// second.stop.value = 0.2;
    /// assert_eq!(first.differing_key(&second)?.as_deref(), Some("stop.value"));
    /// # Ok::<(), sweetspot::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Config::to_toml`].
    pub fn differing_key(&self, other: &Config) -> Result<Option<String>, ConfigError> {
        let (first, second) = (table(&self.of_sweep())?, table(&other.of_sweep())?);
        let differs =
            |key: &&Key| lookup(&first, key).map(inline) != lookup(&second, key).map(inline);
        Ok(KEYS.iter().find(differs).map(|key| key.name.to_owned()))
    }

    /// The configuration without what a sweep sets itself.
    fn of_sweep(&self) -> Config {
        let default = NetworkConfig::default();
        let mut config = self.effective();
        config.replicate = 0;
        config.network.alpha = default.alpha;
        if !config.sweep.widths.is_empty() {
            config.network.width = default.width;
        }
        if !config.sweep.samples.is_empty() {
            config.data.samples = None;
        }
        if !config.sweep.signals.is_empty() {
            config.data.signal = None;
        }
        if !config.sweep.learning_rates.is_empty() {
            config.flow.step = None;
        }
        config
    }
}

/// The set keys of a configuration as a table of tables.
///
/// # Errors
/// As for [`Config::to_toml`].
pub(super) fn table(config: &Config) -> Result<Table, ConfigError> {
    Table::try_from(config).map_err(|error| {
        let message = error.to_string();
        ConfigError::new(Place::Unwritten, Problem::Syntax { message })
    })
}

fn lookup<'a>(table: &'a Table, key: &Key) -> Option<&'a Value> {
    match key.section() {
        None => table.get(key.name),
        Some(section) => table.get(section)?.get(key.short_name()),
    }
}

/// A value on one line. Numbers are the shortest text that reads back to the same
/// bits; very large and small ones get an exponent.
pub(super) fn inline(value: &Value) -> String {
    let joined = |items: Vec<String>| items.join(", ");
    match value {
        Value::Float(x) if x.is_finite() => format!("{x:?}"),
        Value::Array(items) => format!("[{}]", joined(items.iter().map(inline).collect())),
        Value::Table(table) if table.is_empty() => "{}".to_owned(),
        // The keys of a range, in the order in which one reads them.
        Value::Table(table) => {
            let mut keys: Vec<&String> = table.keys().collect();
            keys.sort_by_key(|key| {
                ["from", "to", "count"]
                    .iter()
                    .position(|known| known == key)
            });
            let pair = |key: &&String| format!("{key} = {}", inline(&table[key.as_str()]));
            format!("{{ {} }}", joined(keys.iter().map(pair).collect()))
        }
        other => other.to_string(),
    }
}

/// A value as a message quotes it: on one line, the end of a long one left out.
pub(crate) fn excerpt(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = inline(value);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}
