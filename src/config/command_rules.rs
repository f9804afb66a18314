//! What the keys of a command, and those beside it, must be.

use toml::Value;

use super::command::{KNOWN, Strength, is_beside, is_name, number};
use super::document::ReadProblem;
use super::entries::Entries;
use super::error::ConfigError;
use super::origin::Origin;
use super::{CommandConfig, Config, print};

/// Checks the keys of a command, and those beside it.
pub(super) fn check_command(config: &Config, entries: &Entries) -> Result<(), ConfigError> {
    let Some(command) = &config.command else {
        return Ok(());
    };
    let refused = beside(entries)
        .or_else(|| words(command))
        .or_else(|| axes(config))
        .or_else(|| placeholders(config, command))
        .or_else(|| alphas(config, entries));
    let Some(Refused {
        key,
        value,
        allowed,
    }) = refused
    else {
        return Ok(());
    };
    let origin = entries.origin(&[key]);
    let key = key.to_owned();
    let problem = ReadProblem::NotAllowed {
        key,
        value,
        allowed,
    };
    Err(ConfigError::new(origin, problem.into()))
}

/// A key, its value and what it must be instead.
struct Refused {
    key: &'static str,
    value: String,
    allowed: String,
}

fn refused(key: &'static str, value: String, allowed: impl Into<String>) -> Option<Refused> {
    let allowed = allowed.into();
    Some(Refused {
        key,
        value,
        allowed,
    })
}

/// Keys of runs of this program's own.
fn beside(entries: &Entries) -> Option<Refused> {
    let written = entries
        .origins()
        .filter(|(_, at)| **at != Origin::Unwritten);
    let mut others = written.filter(|(key, _)| !is_beside(key));
    let (key, _) = others.next()?;
    let value = entries.value(key).map(print::excerpt).unwrap_or_default();
    refused(key, value, "left out: a command trains by itself")
}

fn line(command: &CommandConfig) -> String {
    print::excerpt(&command.line.clone().into())
}

fn words(command: &CommandConfig) -> Option<Refused> {
    match command.words().as_deref() {
        Some([_, ..]) => None,
        _ => {
            let allowed = "a program and its arguments, every quote closed";
            refused("command.line", line(command), allowed)
        }
    }
}

fn axes(config: &Config) -> Option<Refused> {
    let axes = &config.sweep.axes;
    let no_name = |name: &&String| !is_name(name) || ["seed", "replicate"].contains(&&***name);
    if let Some(name) = axes.keys().find(no_name) {
        let allowed = "over names of lower case letters, digits, `_`, `-` and `.`; not seed and replicate, which go \
                       by sweep.replicates";
        return refused("sweep.axes", format!("over `{name}`"), allowed);
    }
    let strengths = Strength::ALL.into_iter();
    let mut strengths = strengths.filter(|one| axes.contains_key(one.name()));
    let first = strengths.next()?;
    if let Some(second) = strengths.next() {
        let allowed = format!(
            "over one of `c`, `gamma` and `alpha`, which follow from each other; it is over `{}`",
            first.name()
        );
        return refused("sweep.axes", format!("over `{}`", second.name()), allowed);
    }
    let positive = |value: &Value| number(value).is_some_and(|x| x.is_finite() && x > 0.0);
    let wrong = axes[first.name()].iter().find(|value| !positive(value))?;
    let value = format!("{} for `{}`", print::excerpt(wrong), first.name());
    refused("sweep.axes", value, "positive numbers there")
}

fn placeholders(config: &Config, command: &CommandConfig) -> Option<Refused> {
    let axes = &config.sweep.axes;
    let values = &command.values;
    let known = |name: &String| {
        KNOWN.contains(&&**name) || axes.contains_key(name) || values.contains_key(name)
    };
    let names = command.placeholders();
    let name = names.iter().find(|name| !known(name))?;
    let also: String = axes.keys().map(|axis| format!(", {{{axis}}}")).collect();
    let allowed = format!(
        "a command with the placeholders {{c}}, {{gamma}}, {{alpha}}, {{seed}}, {{replicate}}{also}: `{{{name}}}` has \
         no values. An axis gives it some: --axis {name}=A,B or sweep.axes"
    );
    refused("command.line", line(command), allowed)
}

/// Values of an alpha that is none of the command's.
fn alphas(config: &Config, entries: &Entries) -> Option<Refused> {
    let strength = config.strength();
    let written = entries.origin(&["sweep.alphas"]) != Origin::Unwritten;
    if !written || strength == Strength::Alpha {
        return None;
    }
    let (key, name) = ("sweep.alphas", strength.name());
    let value = entries.value(key).map(print::excerpt).unwrap_or_default();
    let allowed =
        format!("left out: the command goes by {{{name}}}; --axis {name}=A,B has its values");
    refused(key, value, allowed)
}
