//! `[check]`: what is checked in every setting.

use std::sync::Arc;

use super::quantity::{KnownQuantity, Quantities, is_pair};
use super::reader::Reader;
use super::setting::{check_config, flat};
use super::swept::{FORM, Order, read_swept};
use crate::claims::kinds::kind::Kind;
use crate::claims::kinds::{KINDS, NAMES};
use crate::claims::{Check, ClaimError, Pair, Setting, Transform};
use crate::config::document::{Field, ReadProblem, Section};

/// The keys of every kind.
pub const KEYS: &[&str] = &["kind", "until", "pair"];
/// The keys of `pair`.
pub const PAIR_KEYS: &[&str] = &["config", "transform"];

/// Reads `[check]`.
pub fn check(section: &Section<'_>, known: &[KnownQuantity<'_>]) -> Result<Check, ClaimError> {
    let written = section.need("kind", "the kind of check")?;
    let name: String = written.choice(NAMES)?;
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        return Err(written.not(&NAMES.join(", ")));
    };
    section.only(&[KEYS, kind.keys].concat())?;
    let pair = section.get("pair").map(pair).transpose()?;
    let reader = Reader {
        section,
        quantities: Quantities {
            known,
            pair: pair.is_some(),
        },
    };
    let kind = (kind.read)(&reader)?;
    let until = section.get("until");
    let until = until.map(|field| reader.quantities.before(field));
    let until = until.transpose()?;
    check_pair_is_used(section, &kind)?;
    Ok(Check { kind, until, pair })
}

fn pair(field: &Field<'_>) -> Result<Pair, ClaimError> {
    let form = "{ config = { ... } } or { transform = \"rotate\" }, or both";
    let section = field.section(form)?;
    section.only(PAIR_KEYS)?;
    let transform = section
        .get("transform")
        .map(|field| field.choice::<Transform>(&["permute-neurons", "rotate", "flip-signs"]))
        .transpose()?;
    let config = match section.get("config") {
        None => Vec::new(),
        Some(field) => {
            check_config(field)?;
            field.written.value.as_table().map_or(Vec::new(), flat)
        }
    };
    if transform.is_none() && config.is_empty() {
        return Err(field.not(form));
    }
    Ok(Pair { config, transform })
}

/// A second run that no formula looks at is surely a slip.
fn check_pair_is_used(section: &Section<'_>, kind: &Arc<dyn Kind>) -> Result<(), ClaimError> {
    let formulas = kind.formulas();
    let mut names = formulas.iter().flat_map(|formula| formula.names());
    match section.get("pair") {
        Some(field) if !names.any(|name| is_pair(name)) => {
            let problem = ReadProblem::Missing {
                key: "pair_<quantity>".to_owned(),
                why: "`pair` asks for a second run, but no formula uses its quantities".to_owned(),
            };
            Err(field.name_error(problem.into()))
        }
        _ => Ok(()),
    }
}

/// Checks that the second run's configuration is valid in every setting.
pub fn check_pair(
    section: &Section<'_>,
    check: &Check,
    settings: &[Setting],
) -> Result<(), ClaimError> {
    if let (Some(field), Some(pair)) = (section.get("pair"), &check.pair) {
        for setting in settings {
            let configured = setting.config.with(&pair.config);
            configured.map_err(|error| ClaimError::refused_in(field, &setting.name, error))?;
        }
    }
    Ok(())
}

/// Checks that every value of the swept keys makes a valid configuration in every setting.
pub fn check_values(check: &Section<'_>, settings: &[Setting]) -> Result<(), ClaimError> {
    for field in check.fields() {
        // A swept key is known by its form, whatever a kind of check calls it.
        let Ok(section) = field.section(FORM) else {
            continue;
        };
        let (Some(_), Some(values)) = (section.get("key"), section.get("values")) else {
            continue;
        };
        let over = read_swept(&section, 2, Order::Monotone)?;
        for setting in settings {
            for (item, value) in values.items(FORM)?.iter().zip(&over.values) {
                let configured = setting.config.with(&[over.change(*value)]);
                configured.map_err(|error| ClaimError::refused_in(item, &setting.name, error))?;
            }
        }
    }
    Ok(())
}
