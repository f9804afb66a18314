//! What can be wrong with a configuration, and where it was written.

use std::path::PathBuf;

use thiserror::Error;

use super::document::ReadProblem;
use super::origin::At;
use super::schema::{KEYS, Key};

/// What is wrong with a configuration, where, and what is allowed instead.
pub type ConfigError = At<ConfigProblem>;

/// What is wrong; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigProblem {
    /// The file cannot be read.
    #[error("cannot read the configuration file {}", path.display())]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    /// A text that is not TOML, a key that is missing, a value of the wrong type or out of range.
    #[error(transparent)]
    Read(#[from] ReadProblem),
    /// `--set` without a key and a value.
    #[error("a key and a value are needed, as in --set network.alpha=0.1")]
    NotAnAssignment,
    /// `--axis` without a name and values.
    #[error("a name and its values are needed, as in --axis rate=0.01,0.1")]
    NotAnAxis,
    /// No such key.
    #[error("unknown key `{key}`{}", nearest.map_or(String::new(), |key| format!("; did you mean `{key}`?")))]
    UnknownKey {
        key: String,
        nearest: Option<&'static str>,
    },
    /// A section got a value.
    #[error("`{key}` is a section of keys, not a key: it cannot be {value}")]
    NotAValue { key: String, value: String },
    /// A key the chosen kind or method does not know.
    #[error("`{key}` has no meaning for {selector} = \"{chosen}\", only for \"{}\"", values.join("\", \""))]
    Meaningless {
        key: &'static str,
        selector: &'static str,
        chosen: String,
        values: &'static [&'static str],
    },
}

impl ConfigError {
    /// What to do about it, where the message does not already say so.
    pub fn hint(&self) -> Option<String> {
        match self.problem() {
            ConfigProblem::Unreadable { .. } => Some(
                "without --config the defaults are used; see `sweetspot config --print`".into(),
            ),
            ConfigProblem::UnknownKey { nearest: None, .. } => Some(
                "`sweetspot config --print` shows the keys, docs/schema.md explains them".into(),
            ),
            ConfigProblem::NotAValue { key, .. } => Some(format!(
                "name a key of the section, such as {key}.{}",
                KEYS.iter()
                    .find(|known| known.section() == Some(key))
                    .map_or("key", Key::short_name)
            )),
            ConfigProblem::Meaningless {
                key,
                selector,
                values: [value, ..],
                ..
            } => Some(format!(
                "leave `{key}` out, or set {selector} = \"{value}\""
            )),
            _ => None,
        }
    }
}

impl From<At<ReadProblem>> for ConfigError {
    fn from(error: At<ReadProblem>) -> Self {
        let (origin, problem) = error.into_parts();
        ConfigError::new(origin, problem.into())
    }
}
