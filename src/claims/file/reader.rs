//! The keys of `[check]`, as the kinds of check read them.

use serde::Serialize;
use toml::Value;

use super::quantity::{self, AllowedAxes};
use crate::claims::error::ClaimProblem;
use crate::claims::{ClaimError, Formula};
use crate::config::document::{Field, Section};
use crate::config::schema::{self, Allowed, Interval};
use crate::quantities::Axis;

pub const SWEPT_KEYS: &[&str] = &["key", "values"];

pub const SWEPT: &str = "{ key = \"network.alpha\", values = [0.01, 0.1, 1] }";

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
    Ascending,
    /// Ascending or descending, towards a limit.
    Monotone,
}

pub fn swept(section: &Section<'_>, least: usize, order: Order) -> Result<Over, ClaimError> {
    let key = section.need("key", "the configuration's key that is swept")?;
    let values = section.need("values", "the values it takes")?;
    let name = key.text()?;
    if let Some(problem) = ClaimProblem::reserved(name, name) {
        return Err(key.error(problem));
    }
    let numeric = |allowed| matches!(allowed, Allowed::Natural { .. } | Allowed::Number(_));
    let Some(known) = schema::find(name).filter(|known| numeric(known.allowed)) else {
        let meant = schema::nearest(name).map(|meant| format!("; did you mean `{meant}`?"));
        let meant = meant.unwrap_or_default();
        return Err(key.not(&format!(
            "a key of the configuration that holds one number{meant}"
        )));
    };
    let may_descend = order == Order::Monotone;
    let either = if may_descend { " or descending" } else { "" };
    let form = format!("a list of at least {least} numbers, ascending{either}");
    let mut numbers = Vec::new();
    for item in values.items(&form)? {
        item.value(known.allowed)?;
        numbers.push(item.as_number());
    }
    let ordered =
        numbers.is_sorted_by(|a, b| a < b) || (may_descend && numbers.is_sorted_by(|a, b| a > b));
    if numbers.len() < least || !ordered {
        return Err(values.not(&form));
    }
    Ok(Over {
        key: name.to_owned(),
        values: numbers,
    })
}

pub fn text(section: &Section<'_>, name: &str, why: &str) -> Result<String, ClaimError> {
    Ok(section.need(name, why)?.text()?.to_owned())
}

pub fn optional<T>(
    section: &Section<'_>,
    name: &str,
    read: impl FnOnce(&Field<'_>) -> Result<T, ClaimError>,
) -> Result<Option<T>, ClaimError> {
    section.get(name).map(read).transpose()
}

pub fn optional_text(section: &Section<'_>, name: &str) -> Result<Option<String>, ClaimError> {
    optional(section, name, |field| Ok(field.text()?.to_owned()))
}

pub struct Reader<'a> {
    pub section: &'a Section<'a>,
    /// Whether there is a second run, whose quantities begin with `pair_`.
    pub pair: bool,
}

impl Reader<'_> {
    pub fn exclude(&self, name: &str, other: &str, why: &'static str) -> Result<(), ClaimError> {
        let Some(field) = self.section.get(name) else {
            return Ok(());
        };
        let (key, other) = (field.key.clone(), other.to_owned());
        Err(field.name_error(ClaimProblem::Excluded { key, other, why }))
    }

    pub fn formula(&self, name: &str, axes: AllowedAxes<'_>) -> Result<Formula, ClaimError> {
        let field = self.section.need(name, "the check needs this formula")?;
        quantity::formula(field, axes, self.pair)
    }

    pub fn one_number(&self, name: &str) -> Result<Formula, ClaimError> {
        self.formula(name, AllowedAxes::None("this check takes one number a run"))
    }

    /// The formula of a key that is not there.
    pub fn default_formula(&self, name: &str, text: &str) -> Result<Formula, ClaimError> {
        let key = format!("check.{name}");
        Formula::parse(text)
            .map_err(|error| self.section.error(ClaimProblem::Formula { key, error }))
    }

    pub fn filter(&self, axes: AllowedAxes<'_>) -> Result<Option<Formula>, ClaimError> {
        let read = |field: &Field<'_>| quantity::formula(field, axes, self.pair);
        optional(self.section, "where", read)
    }

    /// A number within an interval; without a default it has to be there.
    pub fn number(
        &self,
        name: &str,
        interval: Interval,
        default: Option<f64>,
    ) -> Result<f64, ClaimError> {
        if let (None, Some(default)) = (self.section.get(name), default) {
            return Ok(default);
        }
        let field = self.section.need(name, "the check needs this number")?;
        Ok(field.number(interval)?)
    }

    /// `at_least`, the fewest elements that make a verdict.
    pub fn at_least(&self) -> Result<u64, ClaimError> {
        let field = self.section.get("at_least");
        Ok(field.map_or(Ok(1), Field::positive_count)?)
    }

    pub fn over(&self, least: usize, order: Order) -> Result<Over, ClaimError> {
        let why = "the key that is swept, and its values";
        let section = self.section.need("over", why)?.section(SWEPT)?;
        section.only(SWEPT_KEYS)?;
        swept(&section, least, order)
    }

    /// `each`, the axes that elements run over, in the order of [`Axis`].
    pub fn each(&self) -> Result<Vec<Axis>, ClaimError> {
        let Some(field) = self.section.get("each") else {
            return Ok(Vec::new());
        };
        let form = "a list of different axes: \"time\", \"neuron\", \"point\", \"layer\"";
        let mut each = Vec::new();
        for item in field.items(form)? {
            each.push(item.choice::<Axis>(&["time", "neuron", "point", "layer"])?);
        }
        each.sort();
        if each.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(field.not(form));
        }
        Ok(each)
    }
}
