//! Swept keys: a key of the configuration and the values it takes.

use serde::Serialize;
use toml::Value;

use super::reserved::check_not_reserved;
use crate::claims::ClaimError;
use crate::config::document::{Field, Section};
use crate::config::schema::{self, Allowed};

/// The keys of a swept key's table.
pub const KEYS: &[&str] = &["key", "values"];

/// What a swept key looks like.
pub const FORM: &str = "{ key = \"network.alpha\", values = [0.01, 0.1, 1] }";

/// A configuration key and the values it takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Over {
    /// The dotted key.
    pub key: String,
    /// At least two values, ascending; those of a limit may also descend towards it.
    pub values: Vec<f64>,
}

impl Over {
    /// The key at one of its values, as a change of a configuration: keys of whole numbers take no
    /// others.
    pub fn change(&self, value: f64) -> (String, Value) {
        (self.key.clone(), schema::number(&self.key, value))
    }
}

/// The order that the values of a swept key have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Ascending.
    Ascending,
    /// Ascending or descending, towards a limit.
    Monotone,
}

/// Reads a swept key that has no other keys than [`KEYS`].
pub fn over(field: &Field<'_>, least: usize, order: Order) -> Result<Over, ClaimError> {
    let section = field.section(FORM)?;
    section.only(KEYS)?;
    read_swept(&section, least, order)
}

/// Reads the key and the values of a table.
pub fn read_swept(section: &Section<'_>, least: usize, order: Order) -> Result<Over, ClaimError> {
    let key = section.need("key", "the configuration's key that is swept")?;
    let values = section.need("values", "the values it takes")?;
    let name = key.text()?;
    check_not_reserved(key, name, |problem| key.error(problem))?;
    let numeric = |allowed| matches!(allowed, Allowed::Natural { .. } | Allowed::Number(_));
    let Some(known) = schema::find(name).filter(|known| numeric(known.allowed)) else {
        let meant = schema::nearest(name);
        let meant = meant.map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
        return Err(key.not(&format!(
            "a key of the configuration that holds one number{meant}"
        )));
    };
    let either = match order {
        Order::Monotone => " or descending",
        Order::Ascending => "",
    };
    let form = format!("a list of at least {least} numbers, ascending{either}");
    let mut numbers = Vec::new();
    for item in values.items(&form)? {
        item.value(known.allowed)?;
        numbers.push(item.as_number());
    }
    let ascending = numbers.windows(2).all(|pair| pair[0] < pair[1]);
    let descending = numbers.windows(2).all(|pair| pair[0] > pair[1]);
    let ordered = ascending || (descending && order == Order::Monotone);
    if numbers.len() < least || !ordered {
        return Err(values.not(&form));
    }
    Ok(Over {
        key: name.to_owned(),
        values: numbers,
    })
}
