//! Rules that join several keys.

use super::document::ReadProblem;
use super::entries::Entries;
use super::error::ConfigError;
use super::{
    Config, Data, DigitsTask, Init, Loss, NetworkKind, StartWeights, StopAt, SweepConfig,
    TwoLayerConfig, flat, print,
};

/// Largest class of the digits.
const LARGEST_DIGIT: i64 = 9;

/// What a rule found: the key at fault, what it must be, and the key that asks for it.
struct Breach {
    key: &'static str,
    allowed: String,
    because: &'static str,
}

/// Checks that no key is missing that the written ones need.
///
/// # Errors
/// The first that is missing.
pub(super) fn check_complete(entries: &Entries) -> Result<(), ConfigError> {
    let written = |key| entries.value(key).is_some();
    let missing = |key, beside: &[&str], why| {
        let (key, why) = (str::to_owned(key), str::to_owned(why));
        let problem = ReadProblem::Missing { key, why };
        Err(ConfigError::new(entries.place(beside), problem.into()))
    };
    let is_file = entries.value("data.kind").and_then(|kind| kind.as_str()) == Some("file");
    if is_file && !written("data.path") {
        let why = "data.kind = \"file\" needs the file of the points, as in --data points.csv";
        return missing("data.path", &["data.kind"], why);
    }
    let why = "network.weights and network.outputs give a start only together";
    match (written("network.weights"), written("network.outputs")) {
        (true, false) => missing("network.outputs", &["network.weights"], why),
        (false, true) => missing("network.weights", &["network.outputs"], why),
        _ => Ok(()),
    }
}

/// Checks what no key can be checked for alone.
///
/// # Errors
/// The first rule that is broken.
pub(super) fn check_rules(config: &Config, entries: &Entries) -> Result<(), ConfigError> {
    check_axes(config, entries)?;
    let two_layer = config.network.two_layer();
    let rules = [
        loss_of_regression(config),
        loss_of_diagonal(config),
        method_of_diagonal(config),
        sparsity_at_most_dimension(config),
        two_layer.and_then(|two_layer| given_weights(config, two_layer, entries)),
        two_layer.and_then(|two_layer| antisymmetric_widths(config, two_layer)),
        separable_signals(config),
        digits_task(config),
        validation_points(config),
        accuracy_at_most_one(config),
    ];
    let Some(breach) = rules.into_iter().flatten().next() else {
        return Ok(());
    };
    let value = match entries.value(breach.key) {
        Some(value) => print::excerpt(value),
        None => {
            let keys = flat::flat(config)?;
            let default = keys.get(breach.key).map(print::inline);
            format!("{} by default", default.unwrap_or_default())
        }
    };
    Err(ConfigError::new(
        entries.place(&[breach.key, breach.because]),
        ReadProblem::NotAllowed {
            key: breach.key.to_owned(),
            value,
            allowed: breach.allowed,
        }
        .into(),
    ))
}

/// Every value of the other axes makes a configuration, and no key is an axis twice.
fn check_axes(config: &Config, entries: &Entries) -> Result<(), ConfigError> {
    let refused = |problem| Err(ConfigError::new(entries.place(&["sweep.axes"]), problem));
    let single = Config {
        sweep: SweepConfig::default(),
        ..config.clone()
    };
    for (name, values) in &config.sweep.axes {
        if let Some(allowed) = not_an_axis(name) {
            let (key, value) = ("sweep.axes".to_owned(), format!("over `{name}`"));
            let problem = ReadProblem::NotAllowed {
                key,
                value,
                allowed,
            };
            return refused(problem.into());
        }
        for value in values {
            let changed = single.with(&[(name.clone(), value.clone())]);
            if let Err(error) = changed {
                return refused(error.into_parts().1);
            }
        }
    }
    Ok(())
}

/// What is allowed in place of a key that is no axis of its own.
fn not_an_axis(name: &str) -> Option<String> {
    let list = match name {
        "network.alpha" => "alphas",
        "network.width" => "widths",
        "data.samples" => "samples",
        "data.signal" => "signals",
        "flow.step" => "learning_rates",
        "network.output_divisor" => "output_divisors",
        "seed" => return Some("over other keys: a sweep has one master seed".to_owned()),
        "replicate" => {
            return Some("over other keys: a sweep uses 0..sweep.replicates".to_owned());
        }
        _ if name == "sweep" || name.starts_with("sweep.") => {
            return Some("over keys of a single run".to_owned());
        }
        _ => return None,
    };
    Some(format!("over other keys: sweep.{list} has its values"))
}

/// The given weights have the shape of the network, and leave nothing to draw.
fn given_weights(config: &Config, network: &TwoLayerConfig, entries: &Entries) -> Option<Breach> {
    let StartWeights::Given { weights, outputs } = &network.start else {
        return None;
    };
    let breach = |key, allowed| Breach {
        key,
        allowed,
        because: "network.weights",
    };
    let (rows, columns) = (weights.len(), weights.first().map_or(0, Vec::len));
    let width = network.width;
    if entries.value("network.init").is_some() {
        return Some(breach(
            "network.init",
            "left out: network.weights gives the weights".to_owned(),
        ));
    }
    if width != columns {
        let allowed = format!("{columns}, the length of the lists of network.weights");
        return Some(breach("network.width", allowed));
    }
    if outputs.len() != width {
        let allowed = format!("a list of {width} numbers, one for each neuron of network.weights");
        return Some(breach("network.outputs", allowed));
    }
    if !config.sweep.widths.is_empty() {
        let allowed = "left out: network.weights has one width".to_owned();
        return Some(breach("sweep.widths", allowed));
    }
    let dimension = config.data.mixture()?.dimension;
    (rows != dimension).then(|| {
        let allowed = format!("{dimension} lists, one for each input (data.dimension)");
        breach("network.weights", allowed)
    })
}

/// Labels like 1.1, 0.1 and 0.8 are targets of a regression.
fn loss_of_regression(config: &Config) -> Option<Breach> {
    let wrong = config.data.is_regression() && config.loss.name != Loss::Squared;
    wrong.then(|| Breach {
        key: "loss.name",
        allowed: format!(
            "\"squared\" for data.kind = \"{}\", whose labels are not classes",
            config.data.kind.name()
        ),
        because: "data.kind",
    })
}

/// What is known of diagonal networks (WGL20) is known for the squared loss.
fn loss_of_diagonal(config: &Config) -> Option<Breach> {
    let wrong = config.network.kind == NetworkKind::Diagonal && config.loss.name != Loss::Squared;
    wrong.then(|| Breach {
        key: "loss.name",
        allowed: "\"squared\" for network.kind = \"diagonal\"".to_owned(),
        because: "network.kind",
    })
}

fn method_of_diagonal(config: &Config) -> Option<Breach> {
    let wrong = config.network.kind == NetworkKind::Diagonal && !config.flow.method.is_exact();
    wrong.then(|| Breach {
        key: "flow.method",
        allowed: "\"exact\" for network.kind = \"diagonal\"".to_owned(),
        because: "network.kind",
    })
}

fn sparsity_at_most_dimension(config: &Config) -> Option<Breach> {
    let Data::SparseRegression(data) = &config.data.kind else {
        return None;
    };
    (data.sparsity > data.dimension).then(|| Breach {
        key: "data.sparsity",
        allowed: format!("at most data.dimension, which is {}", data.dimension),
        because: "data.dimension",
    })
}

fn antisymmetric_widths(config: &Config, network: &TwoLayerConfig) -> Option<Breach> {
    if network.start != StartWeights::from(Init::Antisymmetric) {
        return None;
    }
    let breach = |key, what| Breach {
        key,
        allowed: format!("{what} for network.init = \"antisymmetric\", which pairs the neurons"),
        because: "network.init",
    };
    let widths = &config.sweep.widths;
    let odd = |width: &usize| !width.is_multiple_of(2);
    if odd(&network.width) {
        return Some(breach("network.width", "even"));
    }
    let found = widths.iter().any(odd);
    found.then(|| breach("sweep.widths", "a list of even numbers"))
}

/// Without a signal the classes lie on top of each other.
fn separable_signals(config: &Config) -> Option<Breach> {
    let Data::Separable(data) = &config.data.kind else {
        return None;
    };
    let breach = |key, what| Breach {
        key,
        allowed: format!("{what} above 0 for data.kind = \"separable\""),
        because: "data.kind",
    };
    let signals = &config.sweep.signals;
    if data.signal <= 0.0 {
        return Some(breach("data.signal", "a number"));
    }
    let found = signals.iter().any(|signal| *signal <= 0.0);
    found.then(|| breach("sweep.signals", "a list of numbers"))
}

fn digits_task(config: &Config) -> Option<Breach> {
    let Data::Digits(data) = &config.data.kind else {
        return None;
    };
    let DigitsTask::Pair(pair) = data.task else {
        return None;
    };
    let outside = |digit: &i64| !(0..=LARGEST_DIGIT).contains(digit);
    pair.iter().any(outside).then(|| Breach {
        key: "data.task",
        allowed: format!("a pair of digits from 0 to {LARGEST_DIGIT} for data.kind = \"digits\""),
        because: "data.kind",
    })
}

fn validation_points(config: &Config) -> Option<Breach> {
    if config.stop.at != StopAt::ValidationRisk {
        return None;
    }
    if config.data.is_regression() {
        return Some(Breach {
            key: "stop.at",
            allowed: format!(
                "another rule: data.kind = \"{}\" has no validation points",
                config.data.kind.name()
            ),
            because: "data.kind",
        });
    }
    (config.data.validation_samples() == 0).then(|| Breach {
        key: "data.validation_samples",
        allowed: "at least 1 for stop.at = \"validation-risk\"".to_owned(),
        because: "stop.at",
    })
}

fn accuracy_at_most_one(config: &Config) -> Option<Breach> {
    let wrong = config.stop.at == StopAt::TrainingAccuracy && config.stop.value > 1.0;
    wrong.then(|| Breach {
        key: "stop.value",
        allowed: "at most 1 for stop.at = \"training-accuracy\", a share of the points".to_owned(),
        because: "stop.at",
    })
}
