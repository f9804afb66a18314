//! The keys of `[check]`, as the kinds of check read them.

use super::quantity::{AllowedAxes, Quantities};
use super::swept::{Order, over};
use crate::claims::error::ClaimProblem;
use crate::claims::{Axis, ClaimError, Formula, Over};
use crate::config::document::{Field, Section};
use crate::config::schema::Interval;

/// `[check]`, with the quantities that its formulas may name.
pub struct Reader<'a> {
    /// The table.
    pub section: &'a Section<'a>,
    /// The quantities.
    pub quantities: Quantities<'a>,
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

    /// A formula over quantities with these axes.
    pub fn formula(&self, name: &str, axes: AllowedAxes<'_>) -> Result<Formula, ClaimError> {
        let field = self.section.need(name, "the check needs this formula")?;
        self.quantities.formula(field, axes)
    }

    /// A formula over quantities without axes.
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
        let read = |field| self.quantities.formula(field, axes);
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
        over(self.section.need("over", why)?, least, order)
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
