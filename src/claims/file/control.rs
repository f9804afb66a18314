//! `[control]`: the same check on a wrong premise.

use super::super::error::ClaimProblem;
use super::super::{Check, ClaimError, Control, Setting, Verdict};
use super::check::{check, check_pair, check_values};
use super::quantity::KnownQuantity;
use super::setting::{check_config, config, config_fields};
use crate::config::document::{Field, Section, nearest};

/// The keys of `[control]`.
pub const KEYS: &[&str] = &["why", "replace", "settings"];

const REPLACE: &str = "a table of the check's keys with other values, and of `config`";
const SETTINGS: &str = "a list of different names of the claim's settings";

/// What a control is derived from.
pub struct Claimed<'a> {
    /// `[check]`.
    pub section: Section<'a>,
    /// `[check]` as read.
    pub check: &'a Check,
    /// `[setting.NAME]`, each as written and as read.
    pub settings: &'a [(Section<'a>, Setting)],
}

/// Reads `[control]`.
pub fn control(
    section: &Section<'_>,
    claimed: &Claimed<'_>,
    known: &[KnownQuantity<'_>],
) -> Result<Control, ClaimError> {
    section.only(KEYS)?;
    let why = section
        .need("why", "what is wrong with the premise")?
        .text()?;
    let field = section.need("replace", "what the control changes")?;
    let replace = field.section(REPLACE)?;
    let config = replace.get("config");
    config.map(check_config).transpose()?;
    let of_check: Vec<Field<'_>> = replace
        .fields()
        .iter()
        .filter(|field| field.name != "config")
        .cloned()
        .collect();
    let replaced = claimed.section.replaced_by(&of_check);
    let control = Control {
        why: why.to_owned(),
        check: check(&replaced, known)?,
        settings: settings(section, claimed, config)?,
    };
    if control.check.is_statistical() != claimed.check.is_statistical() {
        return Err(field.not(
            "a check that is decided as the claim is: both by statistics, or both by every element",
        ));
    }
    check_values(&replaced, &control.settings)?;
    check_pair(&replaced, &control.check, &control.settings)?;
    let same = |setting: &Setting| {
        let mut originals = claimed.settings.iter().map(|(_, original)| original);
        originals.any(|original| original.name == setting.name && original.config == setting.config)
    };
    if control.check == *claimed.check && control.settings.iter().any(same) {
        return Err(field.not("a change: the control is the claim itself"));
    }
    Ok(control)
}

fn settings(
    section: &Section<'_>,
    claimed: &Claimed<'_>,
    replaced: Option<&Field<'_>>,
) -> Result<Vec<Setting>, ClaimError> {
    let field = section.need("settings", "the settings in which the control runs")?;
    let mut settings: Vec<Setting> = Vec::new();
    for item in field.items(SETTINGS)? {
        let name = item.text()?;
        let known = |(_, setting): &&(Section<'_>, Setting)| setting.name == name;
        let Some((written, original)) = claimed.settings.iter().find(known) else {
            let names = claimed.settings.iter().map(|(_, setting)| &setting.name);
            return Err(item.error(ClaimProblem::UnknownSetting {
                name: name.to_owned(),
                nearest: nearest(name, names.clone().map(String::as_str)),
                known: names.cloned().collect(),
            }));
        };
        if settings.iter().any(|setting| setting.name == name) {
            return Err(field.not(SETTINGS));
        }
        let mut layers = config_fields(written)?;
        layers.extend(replaced.cloned());
        settings.push(Setting {
            expect: Verdict::Violated,
            config: config(&layers)?,
            ..original.clone()
        });
    }
    if settings.is_empty() {
        return Err(field.not(SETTINGS));
    }
    Ok(settings)
}
