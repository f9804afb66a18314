//! `[setting.NAME]`, and configurations inside a claim's file.

use toml::Table;

use super::super::error::ClaimProblem;
use super::super::{ClaimError, Seeds, Setting, Verdict};
use super::reserved::check_not_reserved;
use crate::config::Config;
use crate::config::document::{Field, Section};

/// The keys of `[setting.NAME]`.
pub const KEYS: &[&str] = &["expect", "inside", "seeds", "config"];
/// The keys of `seeds`.
pub const SEEDS_KEYS: &[&str] = &["quick", "full"];

/// Fewest seeds of the first of five looks (docs/statistics.md): below, the level is approximate.
const FIRST_LOOK: i64 = 32;
/// Most seeds of a first look: the fifth look has sixteen times as many.
const LARGEST_LOOK: i64 = 256;
/// Most seeds of a deterministic check.
const MOST_SEEDS: i64 = 4096;

const CONFIG_FORM: &str = "a table of configuration keys, such as { network.alpha = 0.1 }";
const SEEDS_FORM: &str = "{ quick = 32, full = 64 }";

/// Reads a setting.
pub fn setting(field: &Field<'_>, statistical: bool) -> Result<Setting, ClaimError> {
    check_name(field)?;
    let section = field.section("a table of settings, as in [setting.NAME]")?;
    section.only(KEYS)?;
    let expect = section.need("expect", "the verdict expected here")?;
    let seeds = section.need(
        "seeds",
        "how many runs are made, as in { quick = 8, full = 64 }",
    )?;
    Ok(Setting {
        name: field.name.to_owned(),
        expect: expect.choice::<Verdict>(&["holds", "violated", "inconclusive"])?,
        seeds: self::seeds(seeds, statistical)?,
        inside: inside(&section)?,
        config: config(&config_fields(&section)?)?,
    })
}

/// Whether the setting meets the paper's assumptions; it does unless the file says otherwise.
fn inside(section: &Section<'_>) -> Result<bool, ClaimError> {
    match section.get("inside") {
        Some(field) => field.written.value.as_bool().ok_or_else(|| {
            field.not("true or false: whether the setting meets the paper's assumptions")
        }),
        None => Ok(true),
    }
}

/// The field `config` of a table, if it is there.
pub fn config_fields<'a>(section: &Section<'a>) -> Result<Vec<Field<'a>>, ClaimError> {
    let Some(field) = section.get("config") else {
        return Ok(Vec::new());
    };
    check_config(field)?;
    Ok(vec![field.clone()])
}

/// Checks that a field is a table of keys a claim may set.
pub fn check_config(field: &Field<'_>) -> Result<(), ClaimError> {
    let section = field.section(CONFIG_FORM)?;
    for field in section.fields() {
        check_not_reserved(field, field.name, |problem| field.name_error(problem))?;
    }
    Ok(())
}

/// The configuration of several layers, later ones first in rank.
pub fn config(layers: &[Field<'_>]) -> Result<Config, ClaimError> {
    let tables: Vec<_> = layers
        .iter()
        .map(|layer| (layer.source, layer.written))
        .collect();
    Ok(Config::of_tables(&tables)?)
}

fn check_name(field: &Field<'_>) -> Result<(), ClaimError> {
    if is_name(field.name) {
        return Ok(());
    }
    Err(field.name_error(ClaimProblem::BadName {
        name: field.name.to_owned(),
        what: "setting",
    }))
}

/// Whether a name can stand in an id, a command and a report as it is.
pub fn is_name(name: &str) -> bool {
    let part = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    !name.is_empty() && name.bytes().all(part)
}

fn seeds(field: &Field<'_>, statistical: bool) -> Result<Seeds, ClaimError> {
    let section = field.section(SEEDS_FORM)?;
    section.only(SEEDS_KEYS)?;
    let (least, most) = if statistical {
        (FIRST_LOOK, LARGEST_LOOK)
    } else {
        (1, MOST_SEEDS)
    };
    let full = section.need("full", "the seeds of `--budget full`")?;
    let quick = section.need("quick", "the seeds of `--budget quick`; 0: only in full")?;
    let range = if statistical {
        format!(
            "from {least} to {most} for a statistical check, which looks at 1, 2, 4, 8 and 16 times as many"
        )
    } else {
        format!("from {least} to {most}")
    };
    let full_count = whole(full, least, most)
        .ok_or_else(|| full.not::<ClaimProblem>(&format!("a whole number {range}")))?;
    let quick_count = whole(quick, least, full_count)
        .or_else(|| whole(quick, 0, 0))
        .ok_or_else(|| {
            quick.not::<ClaimProblem>(&format!(
                "0 (only in the full budget), or a whole number of at most `full`, {range}"
            ))
        })?;
    Ok(Seeds {
        quick: quick_count.unsigned_abs() as usize,
        full: full_count.unsigned_abs() as usize,
    })
}

fn whole(field: &Field<'_>, least: i64, most: i64) -> Option<i64> {
    let value = field.written.value.as_integer();
    value.filter(|value| (least..=most).contains(value))
}

/// The dotted keys of a table of configuration keys, with their values.
pub fn flat(table: &Table) -> Vec<(String, toml::Value)> {
    let mut flat = Vec::new();
    for (section, value) in table {
        match value {
            toml::Value::Table(keys) => {
                for (key, value) in keys {
                    flat.push((format!("{section}.{key}"), value.clone()));
                }
            }
            value => flat.push((section.clone(), value.clone())),
        }
    }
    flat
}
