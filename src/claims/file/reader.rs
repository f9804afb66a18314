//! The keys of `[check]`, as the kinds of check read them.

use serde::Serialize;
use toml::Value;

use super::quantity::{self, AllowedAxes};
use super::setting::check_not_reserved;
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

/// Reads the key and the values of a table.
pub fn swept(section: &Section<'_>, least: usize, order: Order) -> Result<Over, ClaimError> {
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
    let ascending = numbers.is_sorted_by(|a, b| a < b);
    let descending = numbers.is_sorted_by(|a, b| a > b);
    let ordered = ascending || (descending && order == Order::Monotone);
    if numbers.len() < least || !ordered {
        return Err(values.not(&form));
    }
    Ok(Over {
        key: name.to_owned(),
        values: numbers,
    })
}

/// `[check]`.
pub struct Reader<'a> {
    pub section: &'a Section<'a>,
    /// Whether there is a second run, whose quantities begin with `pair_`.
    pub pair: bool,
}

impl Reader<'_> {
    /// Refuses a key beside another one.
    pub fn exclude(&self, name: &str, other: &str, why: &'static str) -> Result<(), ClaimError> {
        match self.section.get(name) {
            None => Ok(()),
            Some(field) => Err(field.name_error(ClaimProblem::Excluded {
                key: field.key.clone(),
                other: other.to_owned(),
                why,
            })),
        }
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

    /// `where`, which selects elements.
    pub fn filter(&self, axes: AllowedAxes<'_>) -> Result<Option<Formula>, ClaimError> {
        let field = self.section.get("where");
        let read = |field| quantity::formula(field, axes, self.pair);
        field.map(read).transpose()
    }

    /// A number within an interval; without a default it has to be there.
    pub fn number(
        &self,
        name: &str,
        interval: Interval,
        default: Option<f64>,
    ) -> Result<f64, ClaimError> {
        match (self.section.get(name), default) {
            (None, Some(default)) => Ok(default),
            _ => {
                let field = self.section.need(name, "the check needs this number")?;
                Ok(field.number(interval)?)
            }
        }
    }

    /// `at_least`, the fewest elements that make a verdict.
    pub fn at_least(&self) -> Result<u64, ClaimError> {
        let field = self.section.get("at_least");
        Ok(field.map_or(Ok(1), Field::positive_count)?)
    }

    /// `over`, the swept key.
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
        let form = "a list of different axes: \"time\", \"neuron\", \"point\"";
        let mut each = Vec::new();
        for item in field.items(form)? {
            each.push(item.choice::<Axis>(&["time", "neuron", "point"])?);
        }
        each.sort();
        if each.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(field.not(form));
        }
        Ok(each)
    }
}
