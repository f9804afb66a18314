//! The finite scope of a check in words.

use super::case::Case;
use crate::config::{
    Config, Data, DeepConfig, NetworkConfig, NetworkKind, Record, StartWeights, StopAt,
};
use crate::math::{in_full, list_in_full};

pub(super) fn scope(case: &Case<'_>, master: u64, seeds: usize) -> String {
    let config = &case.setting.config;
    let (data, network) = (data(config), network(&config.network));
    let (alpha, loss, stop) = (config.network.alpha, word(&config.loss.name), stop(case));
    let mut text = format!(
        "{data}; {network}, alpha = {}; {loss} {stop}",
        in_full(alpha)
    );
    let recorded = match &config.flow.record {
        Record::Count(count) => Some(*count),
        Record::Times(times) => Some(times.len()).filter(|count| *count > 0),
    };
    if let Some(count) = recorded {
        text += &format!(", {count} recorded times");
    }
    for over in case.check.kind.swept() {
        text += &format!("; {} in {}", over.key, list_in_full(&over.values));
    }
    if let Some(premise) = &case.check.premise {
        text += &format!("; draws with {premise}");
    }
    let last = seeds.saturating_sub(1);
    text + &format!("; replicates 0 to {last} of seed {master}")
}

/// What a configuration trains, on what and until when: all but alpha.
#[cfg(feature = "report")]
pub fn setting_words(config: &Config) -> String {
    let (data, network) = (data(config), network(&config.network));
    let (kind, method) = (config.network.kind.name(), config.flow.method.name());
    let stop = &config.stop;
    format!(
        "a {kind} network ({network}) on {data}, {} loss by {method} to {} {}",
        word(&config.loss.name),
        word(&stop.at),
        in_full(stop.value)
    )
}

fn network(network: &NetworkConfig) -> String {
    match &network.kind {
        NetworkKind::TwoLayer(two_layer) => {
            let init = match &two_layer.start {
                StartWeights::Given { .. } => "given weights".to_owned(),
                StartWeights::Drawn { init } => word(init),
            };
            format!("h = {}, {init}", two_layer.width)
        }
        NetworkKind::Diagonal => "diagonal".to_owned(),
        NetworkKind::Linear(linear) => {
            let start = linear
                .imbalance
                .map(|lambda| format!(", lambda = {lambda}"));
            format!(
                "linear, hidden {:?}{}",
                linear.hidden,
                start.unwrap_or_default()
            )
        }
        NetworkKind::Mlp(mlp) => format!("mlp, hidden {:?}, {}", mlp.hidden, deep(&mlp.deep)),
        NetworkKind::Cnn(cnn) => {
            let blocks: Vec<String> = cnn.blocks.iter().map(ToString::to_string).collect();
            format!("cnn, {}, {}", blocks.join(" "), deep(&cnn.deep))
        }
        NetworkKind::Custom { kind } => kind.clone(),
    }
}

fn deep(deep: &DeepConfig) -> String {
    let centred = if deep.centre_output { ", centred" } else { "" };
    let wider = deep
        .width_multiplier
        .map(|times| format!(", {times} times as wide"));
    let (activation, init) = (word(&deep.activation), word(&deep.init));
    format!("{activation}, {init}{centred}{}", wider.unwrap_or_default())
}

fn data(config: &Config) -> String {
    let data = &config.data;
    let mut text = data.kind.name().to_owned();
    if let Some(samples) = data.samples() {
        text += &format!(" n = {samples}");
    }
    let of_classes = match &data.kind {
        Data::Classes(data) => Some((data.dimension, data.intrinsic(), data.classes)),
        Data::Teacher(data) => Some((data.dimension, data.intrinsic(), data.classes)),
        _ => None,
    };
    if let Some((dimension, intrinsic, classes)) = of_classes {
        text += &format!(" d = {dimension} intrinsic {intrinsic} K = {classes}");
    }
    if let Some(mixture) = data.mixture() {
        let (dimension, ratio) = (mixture.dimension, mixture.signal / mixture.noise);
        text += &format!(" d = {dimension} SNR {ratio}");
    }
    text
}

fn stop(case: &Case<'_>) -> String {
    let stop = &case.setting.config.stop;
    match (&case.check.until, stop.at) {
        (Some(until), _) => format!("to time {}", until.text()),
        (None, StopAt::Time) => format!("to time {}", in_full(stop.value)),
        (None, at) => format!("to {} {}", word(&at), in_full(stop.value)),
    }
}

/// The word that a configuration file has for a value.
fn word(value: &impl serde::Serialize) -> String {
    match toml::Value::try_from(value) {
        Ok(toml::Value::String(word)) => word,
        _ => String::new(),
    }
}
