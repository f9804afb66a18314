//! `[check]`: what is checked in every setting.

use toml::{Table, Value};

use super::quantity::{formula_before, is_pair};
use super::reader::{Order, Reader, SWEPT, optional, swept};
use super::setting::check_config;
use crate::claims::error::ClaimProblem;
use crate::claims::kinds::kind::Kind;
use crate::claims::kinds::{KINDS, NAMES};
use crate::claims::{Check, ClaimError, Formula, Pair, Setting, Transform};
use crate::config::document::{Field, ReadProblem, Section};

pub const KEYS: &[&str] = &["kind", "until", "pair", "premise"];
pub const PAIR_KEYS: &[&str] = &["config", "transform"];

pub fn check(section: &Section<'_>) -> Result<Check, ClaimError> {
    let written = section.need("kind", "the kind of check")?;
    let name: String = written.choice(NAMES)?;
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        return Err(written.not(&NAMES.join(", ")));
    };
    section.only(&[KEYS, kind.keys].concat())?;
    let pair = optional(section, "pair", pair)?;
    let reader = Reader {
        section,
        pair: pair.is_some(),
    };
    let kind = (kind.read)(&reader)?;
    let until = optional(section, "until", |field| formula_before(field, reader.pair))?;
    if let Some(field) = section.get("pair") {
        check_pair_is_used(field, &kind)?;
    }
    let premise = premise(&reader, &kind)?;
    Ok(Check {
        kind,
        until,
        pair,
        premise,
    })
}

/// What a draw has to meet to count. Elements are chosen by `where`.
fn premise(reader: &Reader<'_>, kind: &Kind) -> Result<Option<Formula>, ClaimError> {
    let Some(field) = reader.section.get("premise") else {
        return Ok(None);
    };
    if matches!(kind, Kind::EveryElement(_)) {
        return Err(field.name_error(ClaimProblem::Excluded {
            key: field.key.clone(),
            other: "kind".to_owned(),
            why: "a check of every element leaves out elements, by `where`",
        }));
    }
    Ok(Some(reader.one_number("premise")?))
}

fn pair(field: &Field<'_>) -> Result<Pair, ClaimError> {
    let form = "{ config = { ... } } or { transform = \"rotate\" }, or both";
    let section = field.section(form)?;
    section.only(PAIR_KEYS)?;
    let transforms = &["permute-neurons", "rotate", "flip-signs"];
    let transform = optional(&section, "transform", |field| {
        Ok(field.choice::<Transform>(transforms)?)
    })?;
    let config = optional(&section, "config", |field| {
        check_config(field)?;
        Ok(field.written.value.as_table().map_or(Vec::new(), flat))
    })?;
    let config = config.unwrap_or_default();
    if transform.is_none() && config.is_empty() {
        return Err(field.not(form));
    }
    Ok(Pair { config, transform })
}

/// The dotted keys of a table of configuration keys, with their values.
fn flat(table: &Table) -> Vec<(String, Value)> {
    let mut flat = Vec::new();
    for (name, value) in table {
        match value {
            Value::Table(keys) => {
                for (key, value) in keys {
                    flat.push((format!("{name}.{key}"), value.clone()));
                }
            }
            value => flat.push((name.clone(), value.clone())),
        }
    }
    flat
}

/// A second run that no formula looks at is surely a slip.
fn check_pair_is_used(field: &Field<'_>, kind: &Kind) -> Result<(), ClaimError> {
    let formulas = kind.formulas().into_iter();
    if formulas.flat_map(Formula::names).any(|name| is_pair(name)) {
        return Ok(());
    }
    let problem = ReadProblem::Missing {
        key: "pair_<quantity>".to_owned(),
        why: "`pair` asks for a second run, but no formula uses its quantities".to_owned(),
    };
    Err(field.name_error(problem.into()))
}

/// Every value of the swept keys and the second run's configuration have to be valid in every setting.
pub fn check_configurations<'s>(
    section: &Section<'_>,
    check: &Check,
    settings: impl Iterator<Item = &'s Setting> + Clone,
) -> Result<(), ClaimError> {
    let check_with = |field: &Field<'_>, setting: &Setting, changes: &[_]| {
        let configured = setting.config.with(changes);
        configured.map(drop).map_err(|error| {
            let (name, problem) = (&setting.name, error.problem());
            let problem = format!("with this value in setting `{name}`: {problem}");
            field.error(ClaimProblem::Refused(problem))
        })
    };
    for field in section.fields() {
        // A swept key is known by its form, whatever a kind of check calls it.
        let Ok(section) = field.section(SWEPT) else {
            continue;
        };
        let (Some(_), Some(values)) = (section.get("key"), section.get("values")) else {
            continue;
        };
        let over = swept(&section, 2, Order::Monotone)?;
        for setting in settings.clone() {
            for (item, value) in values.items(SWEPT)?.iter().zip(&over.values) {
                check_with(item, setting, &[over.change(*value)])?;
            }
        }
    }
    if let (Some(field), Some(pair)) = (section.get("pair"), &check.pair) {
        for setting in settings {
            check_with(field, setting, &pair.config)?;
        }
    }
    Ok(())
}
