//! Formulas of a claim's file against the quantities there are.

use std::collections::BTreeSet;

use crate::claims::error::ClaimProblem;
use crate::claims::measure::{PAIR, quantity};
use crate::claims::{ClaimError, Formula};
use crate::config::document::{Field, did_you_mean, nearest};
use crate::quantities::{Axis, Quantity, quantities};

#[derive(Clone, Copy)]
pub enum AllowedAxes<'a> {
    Any,
    /// Those of the key `each`.
    Each(&'a [Axis]),
    /// Those of another formula, as described.
    Of(&'a [Axis], &'static str),
    /// None, for the reason given.
    None(&'static str),
}

/// A formula of quantities that are known and have only axes that are allowed. Those of a second run
/// need one: `pair`.
pub fn formula(
    field: &Field<'_>,
    allowed: AllowedAxes<'_>,
    pair: bool,
) -> Result<Formula, ClaimError> {
    let formula = Formula::parse(field.text()?).map_err(|error| {
        let span = field.source.inside(field.written, error.span.clone());
        let (key, origin) = (field.key.clone(), field.source.origin(span));
        ClaimError::new(origin, ClaimProblem::Formula { key, error })
    })?;
    for name in formula.names() {
        let axes = known(field, name, pair)?.axes;
        if let Some(allowed) = allowed.refusal(axes) {
            let (key, axes) = (&field.key, words(axes));
            return Err(unfit(
                field,
                name,
                format!("`{name}` in `{key}` has a value for each {axes}, but {allowed}"),
            ));
        }
    }
    Ok(formula)
}

/// A formula of quantities known before training, one number each.
pub fn formula_before(field: &Field<'_>, pair: bool) -> Result<Formula, ClaimError> {
    let rule = AllowedAxes::None("the time a run lasts to is one number");
    let formula = formula(field, rule, pair)?;
    for name in formula.names() {
        if !known(field, name, pair)?.before {
            let key = &field.key;
            return Err(unfit(
                field,
                name,
                format!(
                    "`{name}` in `{key}` is known only after training, but `{key}` decides when it ends"
                ),
            ));
        }
    }
    Ok(formula)
}

pub fn axes(formula: &Formula) -> Vec<Axis> {
    let quantities = formula.names().iter().filter_map(|name| quantity(name));
    let axes = quantities.flat_map(|quantity| quantity.axes.iter().copied());
    axes.collect::<BTreeSet<Axis>>().into_iter().collect()
}

fn known(field: &Field<'_>, name: &str, pair: bool) -> Result<&'static Quantity, ClaimError> {
    if let Some(quantity) = quantity(name).filter(|_| pair || !is_pair(name)) {
        return Ok(quantity);
    }
    let key = &field.key;
    if is_pair(name) && !pair {
        return Err(at_name(
            field,
            name,
            ClaimProblem::Refused(format!(
                "`{name}` in `{key}` is a quantity of a second run: it needs `pair` in the check"
            )),
        ));
    }
    let (prefix, end) = match name.strip_prefix(PAIR) {
        Some(end) => (PAIR, end),
        None => ("", name),
    };
    let nearest = nearest(end, quantities().iter().map(|quantity| quantity.name));
    let meant = did_you_mean(&nearest.map(|end| format!("{prefix}{end}")));
    let problem = format!("unknown quantity `{name}` in `{key}`{meant}");
    Err(unfit(field, name, problem))
}

fn unfit(field: &Field<'_>, name: &str, problem: String) -> ClaimError {
    at_name(field, name, ClaimProblem::Quantity(problem))
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
    let mut places = text.match_indices(name).map(|(at, _)| at);
    let at = places.find(whole).unwrap_or_default();
    let span = field.source.inside(field.written, at..at + name.len());
    ClaimError::new(field.source.origin(span), problem)
}

impl AllowedAxes<'_> {
    fn refusal(self, axes: &[Axis]) -> Option<String> {
        let outside = |allowed: &[Axis]| axes.iter().any(|axis| !allowed.contains(axis));
        match self {
            AllowedAxes::None(why) if !axes.is_empty() => {
                Some(format!("{why}: use a quantity of the whole run"))
            }
            AllowedAxes::Each([]) if outside(&[]) => Some("`each` lists no axis".to_owned()),
            AllowedAxes::Each(each) if outside(each) => {
                Some(format!("`each` lists only {}", words(each)))
            }
            AllowedAxes::Of(allowed, what) if outside(allowed) => {
                Some(format!("{what} has only {}", words(allowed)))
            }
            _ => None,
        }
    }
}

fn words(axes: &[Axis]) -> String {
    let words: Vec<&str> = axes.iter().map(|axis| axis.name()).collect();
    words.join(" and ")
}
