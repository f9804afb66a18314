//! `[check]`: what is checked in every setting.

use toml::{Table, Value};

use super::quantity::{formula_before, is_pair};
use super::reader::{Order, Reader, SWEPT, swept};
use super::setting::check_config;
use crate::claims::kinds::kind::Kind;
use crate::claims::kinds::{KINDS, NAMES};
use crate::claims::{Check, ClaimError, Pair, Setting, Transform};
use crate::config::document::{Field, ReadProblem, Section};

pub const KEYS: &[&str] = &["kind", "until", "pair"];
pub const PAIR_KEYS: &[&str] = &["config", "transform"];

pub fn check(section: &Section<'_>) -> Result<Check, ClaimError> {
    let written = section.need("kind", "the kind of check")?;
    let name: String = written.choice(NAMES)?;
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        return Err(written.not(&NAMES.join(", ")));
    };
    section.only(&[KEYS, kind.keys].concat())?;
    let paired = section.get("pair");
    let pair = paired.map(pair).transpose()?;
    let reader = Reader {
        section,
        pair: pair.is_some(),
    };
    let kind = (kind.read)(&reader)?;
    let until = section.get("until");
    let until = until.map(|field| formula_before(field, reader.pair));
    let until = until.transpose()?;
    if let Some(field) = paired {
        check_pair_is_used(field, &kind)?;
    }
    Ok(Check { kind, until, pair })
}

fn pair(field: &Field<'_>) -> Result<Pair, ClaimError> {
    let form = "{ config = { ... } } or { transform = \"rotate\" }, or both";
    let section = field.section(form)?;
    section.only(PAIR_KEYS)?;
    let transform = section.get("transform");
    let read =
        |field: &Field<'_>| field.choice::<Transform>(&["permute-neurons", "rotate", "flip-signs"]);
    let transform = transform.map(read).transpose()?;
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

/// The dotted keys of a table of configuration keys, with their values.
fn flat(table: &Table) -> Vec<(String, Value)> {
    let mut flat = Vec::new();
    for (name, value) in table {
        match value {
            Value::Table(keys) => {
                let dotted =
                    |(key, value): (&String, &Value)| (format!("{name}.{key}"), value.clone());
                flat.extend(keys.iter().map(dotted));
            }
            value => flat.push((name.clone(), value.clone())),
        }
    }
    flat
}

/// A second run that no formula looks at is surely a slip.
fn check_pair_is_used(field: &Field<'_>, kind: &Kind) -> Result<(), ClaimError> {
    let formulas = kind.formulas();
    let mut names = formulas.iter().flat_map(|formula| formula.names());
    if names.any(|name| is_pair(name)) {
        return Ok(());
    }
    let problem = ReadProblem::Missing {
        key: "pair_<quantity>".to_owned(),
        why: "`pair` asks for a second run, but no formula uses its quantities".to_owned(),
    };
    Err(field.name_error(problem.into()))
}

/// Checks that every value of the swept keys and the second run's configuration are valid in every
/// setting.
pub fn check_configurations<'s>(
    section: &Section<'_>,
    check: &Check,
    settings: impl Iterator<Item = &'s Setting> + Clone,
) -> Result<(), ClaimError> {
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
                let configured = setting.config.with(&[over.change(*value)]);
                configured.map_err(|error| ClaimError::refused_in(item, &setting.name, error))?;
            }
        }
    }
    if let (Some(field), Some(pair)) = (section.get("pair"), &check.pair) {
        for setting in settings {
            let configured = setting.config.with(&pair.config);
            configured.map_err(|error| ClaimError::refused_in(field, &setting.name, error))?;
        }
    }
    Ok(())
}
