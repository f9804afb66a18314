//! `[control]`: the same check on a wrong premise.

use super::check::{check, check_configurations};
use super::reader::text;
use super::setting::{check_config, config, config_fields};
use crate::claims::error::ClaimProblem;
use crate::claims::{Check, ClaimError, Control, Setting, Verdict};
use crate::config::document::{Field, Section, did_you_mean, nearest};

pub const KEYS: &[&str] = &["why", "replace", "settings"];

const REPLACE: &str = "a table of the check's keys with other values, and of `config`";
const SETTINGS: &str = "a list of different names of the claim's settings";

/// Of a claim with this `[check]`, as written and as read, and these settings.
pub fn control(
    section: &Section<'_>,
    (checked, claimed): (&Section<'_>, &Check),
    originals: &[(Section<'_>, Setting)],
) -> Result<Control, ClaimError> {
    section.only(KEYS)?;
    let why = text(section, "why", "what is wrong with the premise")?;
    let field = section.need("replace", "what the control changes")?;
    let replace = field.section(REPLACE)?;
    let config = replace.get("config");
    config.map(check_config).transpose()?;
    let mut of_check = replace.fields().to_vec();
    of_check.retain(|field| field.name != "config");
    let replaced = checked.replaced_by(&of_check);
    let check = check(&replaced)?;
    let settings = settings(section, originals, config)?;
    if check.is_statistical() != claimed.is_statistical() {
        return Err(field.not(
            "a check that is decided as the claim is: both by statistics, or both by every element",
        ));
    }
    check_configurations(&replaced, &check, settings.iter())?;
    let same = |setting: &Setting| {
        let mut originals = originals.iter().map(|(_, original)| original);
        originals.any(|original| original.name == setting.name && original.config == setting.config)
    };
    if check == *claimed && settings.iter().any(same) {
        return Err(field.not("a change: the control is the claim itself"));
    }
    Ok(Control {
        why,
        check,
        settings,
    })
}

fn settings(
    section: &Section<'_>,
    originals: &[(Section<'_>, Setting)],
    replaced: Option<&Field<'_>>,
) -> Result<Vec<Setting>, ClaimError> {
    let field = section.need("settings", "the settings in which the control runs")?;
    let mut settings: Vec<Setting> = Vec::new();
    for item in field.items(SETTINGS)? {
        let name = item.text()?;
        let mut known = originals.iter();
        let Some((written, original)) = known.find(|(_, setting)| setting.name == name) else {
            let names = originals.iter().map(|(_, setting)| setting.name.as_str());
            let known = names.clone().collect::<Vec<_>>().join(", ");
            let meant = did_you_mean(&nearest(name, names));
            return Err(item.error(ClaimProblem::Refused(format!(
                "unknown setting `{name}`{meant}; the claim's settings: {known}"
            ))));
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
