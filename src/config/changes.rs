//! Keys to be laid over configurations that exist already.

use std::path::Path;

use super::Config;
use super::entries::Entries;
use super::error::ConfigError;
use super::load::{below, checked};
use super::origin::Origin;
use super::overrides::Override;

/// The keys that a file and the command line state, each with its place, to be laid over other
/// configurations.
///
/// ```
/// use sweetspot::config::{Changes, Config, Override};
/// let changes = Changes::read(None, &[Override::set("network.width=128")?])?;
/// let mut config = Config::default();
/// config.network.alpha = 0.5;
/// let changed = changes.over(&config)?;
/// assert_eq!((changed.network.width(), changed.network.alpha), (Some(128), 0.5));
/// # Ok::<(), sweetspot::config::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Changes(Entries);

impl Changes {
    /// The keys of a file with overrides on top, the last one first in rank.
    ///
    /// # Errors
    /// A file that cannot be read or is not TOML; unknown keys.
    pub fn read(file: Option<&Path>, overrides: &[Override]) -> Result<Changes, ConfigError> {
        Ok(Changes(Entries::read(file, overrides)?))
    }

    /// The dotted names of the keys, each with where it is written.
    pub fn keys(&self) -> impl Iterator<Item = (&'static str, &Origin)> {
        self.0.origins()
    }

    /// A configuration with these keys on top.
    ///
    /// # Errors
    /// As for [`Config::load`]: what is wrong with a key of these is said at its place.
    pub fn over(&self, config: &Config) -> Result<Config, ConfigError> {
        let mut entries = below(config)?;
        entries.extend(&self.0);
        checked(&entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(file: &str, sets: &[&str]) -> Result<Changes, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("changes.toml");
        std::fs::write(&path, file).unwrap();
        let sets = sets.iter().map(|text| Override::set(text).unwrap());
        Changes::read(Some(&path), &sets.collect::<Vec<_>>())
    }

    fn said(error: &ConfigError) -> String {
        let text = error.to_string();
        text[text.find("changes.toml").unwrap_or(0)..].to_owned()
    }

    #[test]
    fn only_the_keys_that_are_stated_change_and_the_command_line_ranks_highest() {
        let changes = changes(
            "[network]\nwidth = 8\nalpha = 0.1\n",
            &["network.alpha=0.2"],
        );
        let changes = changes.unwrap();
        let mut config = Config::default();
        config.stop.value = 0.3;
        let changed = changes.over(&config).unwrap();
        assert_eq!(
            (changed.network.width(), changed.network.alpha),
            (Some(8), 0.2)
        );
        assert_eq!(changed.stop, config.stop);
        let keys: Vec<&str> = changes.keys().map(|(key, _)| key).collect();
        assert_eq!(keys, ["network.alpha", "network.width"]);
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        let unknown = changes("[network]\nwidht = 8\n", &[]).unwrap_err();
        assert!(said(&unknown).starts_with("changes.toml:2:1: unknown key `network.widht`"));
        let range = changes("\nnetwork.alpha = -1\n", &[]).unwrap();
        let error = range.over(&Config::default()).unwrap_err();
        assert!(
            said(&error).starts_with("changes.toml:2:17: `network.alpha` is -1"),
            "{error}"
        );
        let set = changes("", &["network.alpha=-1"]).unwrap();
        let error = set.over(&Config::default()).unwrap_err();
        assert!(
            said(&error).starts_with("--set network.alpha=-1: "),
            "{error}"
        );
    }
}
