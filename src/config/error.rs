//! What can be wrong with a configuration, and where it was written.

use std::path::PathBuf;

use thiserror::Error;

use super::document::ReadProblem;
use super::place::At;

/// What is wrong with a configuration, where, and what is allowed instead.
pub type ConfigError = At<Problem>;

/// What is wrong.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file cannot be read.
    #[error("cannot read the configuration file {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A text that is not TOML, a key that is missing, a value of the wrong type or out of range.
    #[error(transparent)]
    Read(#[from] ReadProblem),
    /// `--set` without a key and a value.
    #[error("a key and a value are needed, as in --set network.alpha=0.1")]
    NotAnAssignment,
    /// No such key.
    #[error("unknown key `{key}`{}", nearest.map_or(String::new(), |key| format!("; did you mean `{key}`?")))]
    UnknownKey {
        /// The dotted key.
        key: String,
        /// The known key most like it.
        nearest: Option<&'static str>,
    },
    /// A section got a value.
    #[error("`{key}` is a section of keys, not a key: it cannot be {value}")]
    NotAValue {
        /// The section.
        key: String,
        /// What was written, as TOML.
        value: String,
    },
    /// A key the chosen kind or method does not know.
    #[error("`{key}` has no meaning for {selector} = \"{chosen}\", only for \"{}\"", values.join("\", \""))]
    Meaningless {
        /// The dotted key.
        key: &'static str,
        /// The key that decides.
        selector: &'static str,
        /// Its value.
        chosen: String,
        /// The values under which the key has a meaning.
        values: &'static [&'static str],
    },
}

impl ConfigError {
    /// What to do about it, where the message does not already say so.
    pub fn hint(&self) -> Option<String> {
        match self.problem() {
            Problem::Unreadable { .. } => Some(
                "without --config the defaults are used; see `sweetspot config --print`".into(),
            ),
            Problem::UnknownKey { nearest: None, .. } => Some(
                "`sweetspot config --print` shows the keys, docs/schema.md explains them".into(),
            ),
            Problem::NotAValue { key, .. } => Some(format!(
                "name a key of the section, such as {key}.{}",
                first_key(key)
            )),
            Problem::Meaningless {
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

fn first_key(section: &str) -> &'static str {
    super::schema::KEYS
        .iter()
        .find(|key| key.section() == Some(section))
        .map_or("key", |key| key.short_name())
}

impl From<At<ReadProblem>> for ConfigError {
    fn from(error: At<ReadProblem>) -> Self {
        let (place, problem) = error.into_parts();
        ConfigError::new(place, problem.into())
    }
}
