//! Formulas of a claim's file against the quantities there are.

use std::collections::BTreeSet;

use super::super::error::ClaimProblem;
use super::super::{ClaimError, Formula};
use crate::config::document::{Field, nearest};
use crate::quantities::{Axis, Quantity, quantities};

/// A quantity that formulas may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownQuantity<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it has a value for each of; empty: one number a run.
    pub axes: &'a [Axis],
    /// Whether it is known before training.
    pub before: bool,
}

/// Every quantity of the table, as the reader of claim files takes it.
pub fn known_quantities() -> Vec<KnownQuantity<'static>> {
    let known = |quantity: &'static Quantity| KnownQuantity {
        name: quantity.name,
        axes: quantity.axes,
        before: quantity.before,
    };
    quantities().iter().map(known).collect()
}

/// What begins the names of the second run's quantities.
const PAIR: &str = "pair_";

/// The quantities of one check.
#[derive(Clone, Copy)]
pub struct Quantities<'a> {
    /// Those of a run.
    pub known: &'a [KnownQuantity<'a>],
    /// Whether there is a second run, whose quantities begin with `pair_`.
    pub pair: bool,
}

/// The axes a formula's quantities may have.
#[derive(Clone, Copy)]
pub enum AllowedAxes<'a> {
    /// Any.
    Any,
    /// Those of the key `each`.
    Each(&'a [Axis]),
    /// Those of another formula, as described.
    Of(&'a [Axis], &'static str),
    /// None, for the reason given.
    None(&'static str),
}

impl<'a> Quantities<'a> {
    /// A formula whose names are known and have only axes that are allowed.
    pub fn formula(
        &self,
        field: &Field<'_>,
        allowed: AllowedAxes<'_>,
    ) -> Result<Formula, ClaimError> {
        let text = field.text()?;
        let formula = Formula::parse(text).map_err(|error| {
            let span = field.source.inside(field.written, error.span.clone());
            ClaimError::new(
                field.source.origin(span),
                ClaimProblem::Formula {
                    key: field.key.clone(),
                    error,
                },
            )
        })?;
        for name in formula.names() {
            let quantity = self.find(field, name)?;
            if let Some(allowed) = allowed.refusal(quantity.axes) {
                return Err(at_name(
                    field,
                    name,
                    ClaimProblem::Axes {
                        key: field.key.clone(),
                        name: name.clone(),
                        axes: words(quantity.axes, " and "),
                        allowed,
                    },
                ));
            }
        }
        Ok(formula)
    }

    /// A formula of quantities known before training, one number each.
    pub fn before(&self, field: &Field<'_>) -> Result<Formula, ClaimError> {
        let rule = AllowedAxes::None("the time a run lasts to is one number");
        let formula = self.formula(field, rule)?;
        for name in formula.names() {
            if !self.find(field, name)?.before {
                return Err(at_name(
                    field,
                    name,
                    ClaimProblem::NotBefore {
                        key: field.key.clone(),
                        name: name.clone(),
                    },
                ));
            }
        }
        Ok(formula)
    }

    /// The axes of a formula whose names are known.
    pub fn axes(&self, formula: &Formula) -> Vec<Axis> {
        let axes: BTreeSet<Axis> = formula
            .names()
            .iter()
            .filter_map(|name| self.lookup(name))
            .flat_map(|quantity| quantity.axes.iter().copied())
            .collect();
        axes.into_iter().collect()
    }

    fn lookup(&self, name: &str) -> Option<&'a KnownQuantity<'a>> {
        let of_pair = name.strip_prefix(PAIR).filter(|_| self.pair);
        let name = of_pair.unwrap_or(name);
        self.known.iter().find(|quantity| quantity.name == name)
    }

    fn find(&self, field: &Field<'_>, name: &str) -> Result<&'a KnownQuantity<'a>, ClaimError> {
        if let Some(quantity) = self.lookup(name) {
            return Ok(quantity);
        }
        let key = field.key.clone();
        let name = name.to_owned();
        let (prefix, end) = match name.strip_prefix(PAIR) {
            Some(end) => (PAIR, end),
            None => ("", name.as_str()),
        };
        let names = self.known.iter().map(|quantity| quantity.name);
        let nearest = nearest(end, names).map(|end| format!("{prefix}{end}"));
        let problem = if is_pair(&name) && !self.pair {
            ClaimProblem::NoPair {
                key,
                name: name.clone(),
            }
        } else {
            ClaimProblem::UnknownQuantity {
                key,
                name: name.clone(),
                nearest,
            }
        };
        Err(at_name(field, &name, problem))
    }
}

/// Whether a name is that of a second run's quantity.
pub fn is_pair(name: &str) -> bool {
    name.starts_with(PAIR)
}

/// An error at the first place a name has in a formula.
fn at_name(field: &Field<'_>, name: &str, problem: ClaimProblem) -> ClaimError {
    let text = field.written.value.as_str().unwrap_or_default();
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let whole = |at: &usize| {
        let before = text[..*at].chars().next_back();
        let after = text[*at + name.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    };
    let found = text.match_indices(name).map(|(at, _)| at).find(whole);
    let at = found.unwrap_or_default();
    let span = field.source.inside(field.written, at..at + name.len());
    ClaimError::new(field.source.origin(span), problem)
}

impl AllowedAxes<'_> {
    /// What is allowed instead, if axes are refused.
    fn refusal(self, axes: &[Axis]) -> Option<String> {
        let outside = |allowed: &[Axis]| axes.iter().any(|axis| !allowed.contains(axis));
        match self {
            AllowedAxes::Any => None,
            AllowedAxes::None(why) => {
                (!axes.is_empty()).then(|| format!("{why}: use a quantity of the whole run"))
            }
            AllowedAxes::Each(each) => outside(each).then(|| match each {
                [] => "`each` lists no axis".to_owned(),
                each => format!("`each` lists only {}", words(each, " and ")),
            }),
            AllowedAxes::Of(allowed, what) => {
                outside(allowed).then(|| format!("{what} has only {}", words(allowed, " and ")))
            }
        }
    }
}

/// Axes as words.
fn words(axes: &[Axis], between: &str) -> String {
    let words: Vec<&str> = axes
        .iter()
        .map(|axis| match axis {
            Axis::Time => "time",
            Axis::Neuron => "neuron",
            Axis::Point => "point",
        })
        .collect();
    words.join(between)
}
