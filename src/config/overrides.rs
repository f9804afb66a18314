//! Keys set from the command line.

use toml::Value;

use super::error::{ConfigError, ConfigProblem};
use super::origin::Origin;
use super::schema::{self, Allowed};

/// One key set outside the file, by `--set` or by a flag of its own.
///
/// ```
/// use sweetspot::config::{Config, Init, Override};
/// let overrides = [
///     Override::set("network.init=antisymmetric")?,
///     Override::flag("--alpha 0.1", "network.alpha", "0.1"),
/// ];
/// let config = Config::load(None, &overrides)?;
/// assert_eq!((config.network.init(), config.network.alpha), (Some(Init::Antisymmetric), 0.1));
/// # Ok::<(), sweetspot::config::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    pub(super) key: String,
    pub(super) value: Value,
    pub(super) origin: Origin,
}

impl Override {
    /// `--set key=value`: the value is read as TOML, else taken as a bare string.
    ///
    /// # Errors
    /// A text without `=` or without a key before it.
    pub fn set(text: &str) -> Result<Self, ConfigError> {
        let origin = Origin::Argument(format!("--set {text}"));
        match text.split_once('=') {
            Some((key, value)) if !key.trim().is_empty() => Ok(Override {
                value: read(key.trim(), value.trim()),
                key: key.trim().to_owned(),
                origin,
            }),
            _ => Err(ConfigError::new(origin, ConfigProblem::NotAnAssignment)),
        }
    }

    /// The axes of a sweep from flags that each are `NAME=A,B,..`: a value is read as TOML, else as a bare
    /// string.
    ///
    /// # Errors
    /// A flag without a name or without values.
    pub fn axes(flag: &str, given: &[String]) -> Result<Self, ConfigError> {
        let mut axes = toml::Table::new();
        for text in given {
            let (name, values) = text.split_once('=').unwrap_or((text, ""));
            if name.trim().is_empty() || values.trim().is_empty() {
                let origin = Origin::Argument(format!("{flag} {text}"));
                return Err(ConfigError::new(origin, ConfigProblem::NotAnAxis));
            }
            let value = |text: &str| {
                let bare = || Value::String(text.to_owned());
                text.parse().unwrap_or_else(|_| bare())
            };
            let values = values.split(',').map(|text| value(text.trim()));
            axes.insert(name.trim().to_owned(), Value::Array(values.collect()));
        }
        let written: Vec<String> = given.iter().map(|text| format!("{flag} {text}")).collect();
        Ok(Override {
            key: "sweep.axes".to_owned(),
            value: axes.into(),
            origin: Origin::Argument(written.join(" ")),
        })
    }

    /// A key that a program sets below what the user wrote.
    pub(crate) fn below(key: &str, value: Value) -> Self {
        Override {
            key: key.to_owned(),
            value,
            origin: Origin::Unwritten,
        }
    }

    /// A flag that stands for a key; its value is read like that of `--set`. Errors quote
    /// the flag as it was `written`.
    pub fn flag(written: &str, key: &str, value: &str) -> Self {
        Override {
            key: key.to_owned(),
            value: read(key, value),
            origin: Origin::Argument(written.to_owned()),
        }
    }
}

/// Texts need no quotes, whatever they look like (a file named `1.0`), and numbers
/// may be written as elsewhere than in TOML (`.5`).
fn read(key: &str, text: &str) -> Value {
    let bare = || Value::String(text.to_owned());
    match (schema::find(key).map(|key| key.allowed), text.parse()) {
        (Some(Allowed::Text), Ok(value @ Value::String(_))) => value,
        (Some(Allowed::Text), _) => bare(),
        // One column is named like a text; several stand in a list.
        (Some(Allowed::Names), Ok(value @ (Value::String(_) | Value::Array(_)))) => value,
        (Some(Allowed::Names), _) => bare(),
        (_, Ok(value)) => value,
        (Some(Allowed::Number(_)), Err(_)) => text.parse().map_or_else(|_| bare(), Value::Float),
        (_, Err(_)) => bare(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_by_what_the_key_takes() {
        for (text, expected) in [
            ("network.alpha=1e-3", Value::Float(1e-3)),
            ("network.alpha=.5", Value::Float(0.5)),
            ("network.alpha = 1", Value::Integer(1)),
            (
                "network.init=antisymmetric",
                Value::String("antisymmetric".into()),
            ),
            (
                "network.init=\"balanced\"",
                Value::String("balanced".into()),
            ),
            ("data.path=1.0", Value::String("1.0".into())),
            ("data.path='a b=c.csv'", Value::String("a b=c.csv".into())),
            ("data.task=[4, 9]", Value::Array(vec![4.into(), 9.into()])),
        ] {
            assert_eq!(Override::set(text).unwrap().value, expected, "{text}");
        }
    }

    #[test]
    fn one_value_cannot_smuggle_in_another_key() {
        let value = Override::set("network.alpha=1\nseed=3").unwrap().value;
        assert_eq!(value, Value::String("1\nseed=3".into()));
    }
}
