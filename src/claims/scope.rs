//! The finite scope of a check in words.

use std::fmt::Write;

use super::case::Case;
use crate::config::{Config, DataKind, Record, StopAt};

/// What was checked, as far as it goes: data, network, loss, stop, grid, seeds.
pub(super) fn scope(case: &Case<'_>, master: u64, seeds: usize) -> String {
    let config = &case.setting.config;
    let mut text = data(config);
    let network = &config.network;
    let init = match network.weights {
        Some(_) => "given weights".to_owned(),
        None => word(&network.init),
    };
    let _ = write!(
        text,
        "; h = {}, {init}, alpha = {}",
        network.width, network.alpha
    );
    let _ = write!(text, "; {} {}", word(&config.loss.name), stop(case));
    match &config.flow.record {
        Record::Count(count) => {
            let _ = write!(text, ", {count} recorded times");
        }
        Record::Times(times) if !times.is_empty() => {
            let _ = write!(text, ", {} recorded times", times.len());
        }
        Record::Times(_) => {}
    }
    let swept = [case.check.kind.over(), case.check.kind.inner()];
    for over in swept.into_iter().flatten() {
        let _ = write!(text, "; {} in {:?}", over.key, over.values);
    }
    let last = seeds.saturating_sub(1);
    let _ = write!(text, "; replicates 0 to {last} of seed {master}");
    text
}

fn data(config: &Config) -> String {
    let data = &config.data;
    let mut text = word(&data.kind);
    if let Some(samples) = data.samples() {
        let _ = write!(text, " n = {samples}");
    }
    if matches!(data.kind, DataKind::Mixture | DataKind::Separable) {
        let _ = write!(
            text,
            " d = {} SNR {}",
            data.dimension(),
            data.signal() / data.noise()
        );
    }
    text
}

fn stop(case: &Case<'_>) -> String {
    let stop = &case.setting.config.stop;
    match (&case.check.until, stop.at) {
        (Some(until), _) => format!("to time {}", until.text()),
        (None, StopAt::Time) => format!("to time {}", stop.value),
        (None, at) => format!("to {} {}", word(&at), stop.value),
    }
}

/// The word that a configuration file has for a value.
fn word(value: &impl serde::Serialize) -> String {
    match toml::Value::try_from(value) {
        Ok(toml::Value::String(word)) => word,
        _ => String::new(),
    }
}
