//! A configuration as TOML text, and what identifies it.

use std::fmt::Write;

use sha2::{Digest, Sha256};
use toml::Value;

use super::command::is_beside;
use super::error::ConfigError;
use super::flat::{Flat, flat};
use super::schema::{KEYS, Key};
use super::{Config, NetworkConfig, Strength};

impl Config {
    /// Every key that has a meaning and a value, as a TOML file, in the order of `docs/schema.md`.
    ///
    /// ```
    /// use sweetspot::config::Config;
    /// let text = Config::default().to_toml()?;
    /// assert!(text.contains("[network]\nkind = \"two-layer\"\nwidth = 64\n"));
    /// # Ok::<(), sweetspot::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// What TOML cannot hold: a seed of 2^63 or more, a path that is not Unicode.
    pub fn to_toml(&self) -> Result<String, ConfigError> {
        Ok(text(&self.meant()?))
    }

    /// What identifies the runs of a sweep: the SHA-256 of its keys, in lower case hexadecimal. Keys
    /// that the sweep sets itself do not count: the replicate, alpha, and the single keys of every
    /// grid that is given.
    ///
    /// # Errors
    /// As for [`Config::to_toml`].
    pub fn hash(&self) -> Result<String, ConfigError> {
        let text = text(&self.of_sweep()?);
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
    /// # Errors
    /// As for [`Config::to_toml`].
    pub fn differing_key(&self, other: &Config) -> Result<Option<String>, ConfigError> {
        let (first, second) = (self.of_sweep()?, other.of_sweep()?);
        let differs =
            |key: &&Key| first.get(key.name).map(inline) != second.get(key.name).map(inline);
        Ok(KEYS.iter().find(differs).map(|key| key.name.to_owned()))
    }

    /// The keys that have a meaning.
    fn meant(&self) -> Result<Flat, ConfigError> {
        let mut keys = flat(self)?;
        if self.command.is_some() {
            let alphas =
                self.strength() == Strength::Alpha && !self.sweep.axes.contains_key("alpha");
            keys.retain(|name, _| is_beside(name) && (alphas || *name != "sweep.alphas"));
        }
        Ok(keys)
    }

    /// The keys without what a sweep sets itself, its grids in ascending order.
    fn of_sweep(&self) -> Result<Flat, ConfigError> {
        let mut config = self.clone();
        config.sweep.sort();
        let mut keys = config.meant()?;
        if config.command.is_some() {
            keys.insert("replicate", 0.into());
            return Ok(keys);
        }
        // Hashes of stored sweeps hold these keys, so that they are set to their default.
        let default = NetworkConfig::default();
        keys.insert("replicate", 0.into());
        keys.insert("network.alpha", default.alpha.into());
        if keys.contains_key("sweep.widths") {
            let width = default.width().unwrap_or_default();
            keys.insert("network.width", Value::Integer(width as i64));
        }
        for (grid, single) in [
            ("sweep.samples", "data.samples"),
            ("sweep.signals", "data.signal"),
            ("sweep.learning_rates", "flow.step"),
            ("sweep.output_divisors", "network.output_divisor"),
        ] {
            if keys.contains_key(grid) {
                keys.remove(single);
            }
        }
        keys.retain(|name, _| !config.sweep.axes.contains_key(*name));
        Ok(keys)
    }
}

/// Keys as a TOML file.
fn text(keys: &Flat) -> String {
    let mut text = String::new();
    let mut section = None;
    for key in KEYS {
        let Some(value) = keys.get(key.name) else {
            continue;
        };
        if key.section() != section {
            section = key.section();
            text += &section.map_or(String::new(), |name| format!("\n[{name}]\n"));
        }
        text += &format!("{} = {}\n", key.short_name(), inline(value));
    }
    text
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
            let pair = |key: &&String| format!("{} = {}", name(key), inline(&table[key.as_str()]));
            format!("{{ {} }}", joined(keys.iter().map(pair).collect()))
        }
        other => other.to_string(),
    }
}

/// A name as TOML has it on the left of an equals sign.
fn name(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(plain) {
        name.to_owned()
    } else {
        Value::from(name).to_string()
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
