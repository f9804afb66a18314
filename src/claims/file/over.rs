//! Swept keys: `over` and `locate`.

use toml::Value;

use super::super::error::ClaimProblem;
use super::super::{ClaimError, Locate, LocateHow, Over, Setting};
use super::keys;
use super::section::{Field, Section};
use super::setting::{POSITIVE_COUNT, check_not_reserved};
use crate::config::schema::{self, Allowed};
use crate::config::{Config, ConfigError};

const FORM: &str = "{ key = \"network.alpha\", values = [0.01, 0.1, 1] }";
const LOCATE_FORM: &str =
    "{ key = \"network.alpha\", values = [0.01, 0.1, 1], how = \"argmin\", block = 16 }";
const HOW: &str = "\"argmin\", \"fitted-minimum\" or { crossing = LEVEL }";

impl Over {
    /// A configuration with the key at one of its values.
    ///
    /// # Errors
    /// Those of [`Config::with`].
    pub fn at(&self, config: &Config, value: f64) -> Result<Config, ConfigError> {
        config.with(&[(self.key.clone(), number(&self.key, value))])
    }
}

/// A number as the key takes it: keys of whole numbers take no others.
fn number(key: &str, value: f64) -> Value {
    let whole = matches!(
        schema::find(key).map(|key| key.allowed),
        Some(Allowed::Natural { .. })
    );
    if whole && value == value.trunc() {
        Value::Integer(value as i64)
    } else {
        Value::Float(value)
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

/// Reads `over`.
///
/// # Errors
/// Keys that hold no number, fewer than `least` values, values in another order.
pub fn over(field: &Field<'_>, least: usize, order: Order) -> Result<Over, ClaimError> {
    let section = field.section(FORM)?;
    section.only(keys::OVER)?;
    swept(&section, least, order)
}

fn swept(section: &Section<'_>, least: usize, order: Order) -> Result<Over, ClaimError> {
    let key = section.need("key", "the configuration's key that is swept")?;
    let values = section.need("values", "the values it takes")?;
    let name = key.text()?;
    check_not_reserved(key, name, |problem| key.error(problem))?;
    let known = schema::find(name);
    let Some(known) = known.filter(|known| is_numeric(known.allowed)) else {
        let meant = schema::nearest(name);
        let meant = meant.map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
        return Err(key.not(&format!(
            "a key of the configuration that holds one number{meant}"
        )));
    };
    let either = if order == Order::Monotone {
        " or descending"
    } else {
        ""
    };
    let form = format!("a list of at least {least} numbers, ascending{either}");
    let items = values.items(&form)?;
    let mut numbers = Vec::new();
    for item in &items {
        item.value(known.allowed)?;
        let value = &item.written.value;
        numbers.push(
            value
                .as_float()
                .or(value.as_integer().map(|whole| whole as f64))
                .unwrap_or(f64::NAN),
        );
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

fn is_numeric(allowed: Allowed) -> bool {
    matches!(allowed, Allowed::Natural { .. } | Allowed::Number(_))
}

/// Reads `locate`.
///
/// # Errors
/// Those of [`over`], and unknown ways to locate.
pub fn locate(field: &Field<'_>) -> Result<Locate, ClaimError> {
    let section = field.section(LOCATE_FORM)?;
    section.only(keys::LOCATE)?;
    let block = match section.get("block") {
        None => 16,
        Some(field) => {
            let (least, most) = POSITIVE_COUNT;
            field.natural(least, most)?.unsigned_abs() as usize
        }
    };
    Ok(Locate {
        over: swept(&section, 3, Order::Ascending)?,
        how: how(section.need("how", "what is looked for")?)?,
        block,
    })
}

fn how(field: &Field<'_>) -> Result<LocateHow, ClaimError> {
    match field.written.value.as_str() {
        Some("argmin") => return Ok(LocateHow::Argmin),
        Some("fitted-minimum") => return Ok(LocateHow::FittedMinimum),
        _ => {}
    }
    let section = field.section(HOW)?;
    section.only(&["crossing"])?;
    let level = section.need("crossing", "the level that is crossed")?;
    Ok(LocateHow::Crossing(level.number(super::check::ANY)?))
}

/// Checks that every value of the swept keys makes a valid configuration in every setting.
///
/// # Errors
/// The first value that does not.
pub fn check_values(check: &Section<'_>, settings: &[Setting]) -> Result<(), ClaimError> {
    for name in ["over", "locate"] {
        let Some(field) = check.get(name) else {
            continue;
        };
        let section = field.section(FORM)?;
        let over = swept(&section, 2, Order::Monotone)?;
        let items = section.need("values", FORM)?.items(FORM)?;
        for setting in settings {
            for (item, value) in items.iter().zip(&over.values) {
                over.at(&setting.config, *value).map_err(|error| {
                    item.error(ClaimProblem::ConfigWith {
                        setting: setting.name.clone(),
                        problem: error.into_parts().1,
                    })
                })?;
            }
        }
    }
    Ok(())
}
