//! `[setting.NAME]`, and configurations inside a claim's file.

use super::reader::{optional, optional_text};
use crate::claims::error::ClaimProblem;
use crate::claims::{ClaimError, Seeds, Setting, Verdict};
use crate::config::Config;
use crate::config::document::{Field, Section};

pub const KEYS: &[&str] = &["expect", "expect_set", "inside", "seeds", "config"];
pub const SEEDS_KEYS: &[&str] = &["quick", "full"];

/// Fewest seeds of the first of five looks (docs/statistics.md): below, the level is approximate.
const FIRST_LOOK: i64 = 32;
/// Most seeds of a first look: the fifth look has sixteen times as many.
const LARGEST_LOOK: i64 = 256;
const MOST_SEEDS: i64 = 4096;

const CONFIG_FORM: &str = "a table of configuration keys, such as { network.alpha = 0.1 }";
const SEEDS_FORM: &str = "{ quick = 32, full = 64 }";

/// Reads a setting; it meets the paper's assumptions unless it says otherwise.
pub fn setting(field: &Field<'_>, statistical: bool) -> Result<Setting, ClaimError> {
    if !is_name(field.name) {
        return Err(field.name_error(ClaimProblem::bad_name(field.name, "setting")));
    }
    let section = field.section("a table of settings, as in [setting.NAME]")?;
    section.only(KEYS)?;
    let expect = section.need("expect", "the verdict expected here")?;
    let why = "how many runs are made, as in { quick = 8, full = 64 }";
    let written = section.need("seeds", why)?;
    let expect = expect.choice::<Verdict>(&["holds", "violated", "inconclusive"])?;
    let seeds = seeds(written, statistical)?;
    let form = "true or false: whether the setting meets the paper's assumptions";
    let inside = optional(&section, "inside", |field| {
        let value = field.written.value.as_bool();
        value.ok_or_else(|| field.not(form))
    })?;
    Ok(Setting {
        name: field.name.to_owned(),
        expect,
        expect_set: optional_text(&section, "expect_set")?,
        inside: inside.unwrap_or(true),
        seeds,
        config: config(&config_fields(&section)?)?,
    })
}

pub fn config_fields<'a>(section: &Section<'a>) -> Result<Vec<Field<'a>>, ClaimError> {
    let field = section.get("config");
    field.map_or(Ok(()), check_config)?;
    Ok(field.cloned().into_iter().collect())
}

/// Checks that a field is a table of keys a claim may set.
pub fn check_config(field: &Field<'_>) -> Result<(), ClaimError> {
    let section = field.section(CONFIG_FORM)?;
    for field in section.fields() {
        if let Some(problem) = ClaimProblem::reserved(field.name, &field.key) {
            return Err(field.name_error(problem));
        }
    }
    Ok(())
}

/// The configuration of several layers, later ones first in rank.
pub fn config(layers: &[Field<'_>]) -> Result<Config, ClaimError> {
    let tables = layers.iter().map(|layer| (layer.source, layer.written));
    Ok(Config::of_tables(&tables.collect::<Vec<_>>())?)
}

/// Whether a name can stand in an id, a command and a report as it is.
pub fn is_name(name: &str) -> bool {
    let part = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    !name.is_empty() && name.bytes().all(part)
}

fn seeds(field: &Field<'_>, statistical: bool) -> Result<Seeds, ClaimError> {
    let section = field.section(SEEDS_FORM)?;
    section.only(SEEDS_KEYS)?;
    let (least, most, looks) = if statistical {
        let looks = " for a statistical check, which looks at 1, 2, 4, 8 and 16 times as many";
        (FIRST_LOOK, LARGEST_LOOK, looks)
    } else {
        (1, MOST_SEEDS, "")
    };
    let range = format!("from {least} to {most}{looks}");
    let full = section.need("full", "the seeds of `--budget full`")?;
    let quick = section.need("quick", "the seeds of `--budget quick`; 0: only in full")?;
    let Some(full) = whole(full, least, most) else {
        return Err(full.not(&format!("a whole number {range}")));
    };
    let Some(quick) = whole(quick, least, full).or_else(|| whole(quick, 0, 0)) else {
        return Err(quick.not(&format!(
            "0 (only in the full budget), or a whole number of at most `full`, {range}"
        )));
    };
    let [quick, full] = [quick, full].map(|count| count.unsigned_abs() as usize);
    Ok(Seeds { quick, full })
}

fn whole(field: &Field<'_>, least: i64, most: i64) -> Option<i64> {
    let value = field.written.value.as_integer();
    value.filter(|value| (least..=most).contains(value))
}
