//! Rules that join several keys.

use super::document::ReadProblem;
use super::entries::Entries;
use super::error::ConfigError;
use super::{
    Config, Data, DigitsTask, Init, Loss, NetworkKind, Optimizer, Rate, StartWeights, StopAt, flat,
    print,
};

/// Largest class of the digits.
const LARGEST_DIGIT: i64 = 9;

/// What joins keys: whether it is broken, the key at fault, what that must be, and the key that
/// asks for it.
struct Rule {
    broken: bool,
    key: &'static str,
    allowed: String,
    because: &'static str,
}

fn rule(
    broken: bool,
    key: &'static str,
    allowed: impl Into<String>,
    because: &'static str,
) -> Rule {
    Rule {
        broken,
        key,
        allowed: allowed.into(),
        because,
    }
}

/// Checks what no key can be checked for alone.
pub(super) fn check_rules(config: &Config, entries: &Entries) -> Result<(), ConfigError> {
    let mut rules = of_kinds(config);
    rules.extend(of_start(config, entries));
    rules.extend(of_linear(config));
    rules.extend(of_deep(config));
    rules.extend(of_data(config));
    rules.extend(of_descent(config));
    rules.extend(of_stop(config));
    let Some(rule) = rules.into_iter().find(|rule| rule.broken) else {
        return Ok(());
    };
    let value = match entries.value(rule.key) {
        Some(value) => print::excerpt(value),
        None => {
            let keys = flat::flat(config)?;
            let default = keys.get(rule.key).map(print::inline);
            format!("{} by default", default.unwrap_or_default())
        }
    };
    let problem = ReadProblem::NotAllowed {
        key: rule.key.to_owned(),
        value,
        allowed: rule.allowed,
    };
    let origin = entries.origin(&[rule.key, rule.because]);
    Err(ConfigError::new(origin, problem.into()))
}

/// What is allowed in place of a key that is no axis of its own.
pub(super) fn not_an_axis(name: &str) -> Option<String> {
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

fn of_kinds(config: &Config) -> Vec<Rule> {
    let (data, kind) = (&config.data, config.data.kind.name());
    let squared = config.loss.name == Loss::Squared;
    let cross_entropy = config.loss.name == Loss::CrossEntropy;
    let diagonal = config.network.kind == NetworkKind::Diagonal;
    let [of_data, of_network] = ["data.kind", "network.kind"];
    let (sparsity, dimension) = match &data.kind {
        Data::SparseRegression(data) => (data.sparsity, data.dimension),
        _ => (0, 0),
    };
    let (intrinsic, around) = match &data.kind {
        Data::Classes(data) => (data.intrinsic(), data.dimension),
        Data::Teacher(data) => (data.intrinsic(), data.dimension),
        _ => (0, 0),
    };
    let classes = key_of_classes(&data.kind);
    vec![
        rule(
            data.is_regression() && !squared,
            "loss.name",
            format!("\"squared\" for {of_data} = \"{kind}\", whose labels are not classes"),
            of_data,
        ),
        rule(
            cross_entropy && has_one_output(&config.network.kind),
            "loss.name",
            format!(
                "another loss for {of_network} = \"{}\", which has one output: cross-entropy is of one for each class",
                config.network.kind.name()
            ),
            of_network,
        ),
        rule(
            data.has_many_classes() && !cross_entropy,
            "loss.name",
            format!("\"cross-entropy\", the loss of three classes or more ({classes})"),
            classes,
        ),
        rule(
            cross_entropy && !data.has_many_classes() && !data.file_decides_classes(),
            classes,
            match classes {
                "data.task" => "\"ten\" or \"classes\" for loss.name = \"cross-entropy\"",
                "data.classes" => "at least 3 for loss.name = \"cross-entropy\"",
                _ => {
                    "\"classes\", \"teacher\", \"digits\" or \"file\" for loss.name = \"cross-entropy\", of data with three classes or more"
                }
            },
            "loss.name",
        ),
        rule(
            intrinsic > around,
            "data.intrinsic_dimension",
            format!("at most data.dimension, which is {around}"),
            "data.dimension",
        ),
        // What is known of diagonal networks (WGL20) is known for the squared loss.
        rule(
            diagonal && !squared,
            "loss.name",
            "\"squared\" for network.kind = \"diagonal\"",
            of_network,
        ),
        rule(
            diagonal && !config.flow.method.is_exact(),
            "flow.method",
            "\"exact\" for network.kind = \"diagonal\"",
            of_network,
        ),
        rule(
            sparsity > dimension,
            "data.sparsity",
            format!("at most data.dimension, which is {dimension}"),
            "data.dimension",
        ),
    ]
}

/// The key that decides how many classes the data have.
fn key_of_classes(kind: &Data) -> &'static str {
    match kind {
        Data::Digits(_) | Data::File(_) => "data.task",
        Data::Classes(_) | Data::Teacher(_) => "data.classes",
        _ => "data.kind",
    }
}

/// Whether a kind of network has one output, whatever the data are.
fn has_one_output(kind: &NetworkKind) -> bool {
    matches!(
        kind,
        NetworkKind::TwoLayer(_) | NetworkKind::Diagonal | NetworkKind::Linear(_)
    )
}

fn of_start(config: &Config, entries: &Entries) -> Vec<Rule> {
    let Some(network) = config.network.two_layer() else {
        return Vec::new();
    };
    let (width, widths) = (network.width, &config.sweep.widths);
    match &network.start {
        // They have the shape of the network, and leave nothing to draw.
        StartWeights::Given { weights, outputs } => {
            let of_weights = |broken, key, allowed| rule(broken, key, allowed, "network.weights");
            let (rows, columns) = (weights.len(), weights.first().map_or(0, Vec::len));
            let dimension = config
                .data
                .mixture()
                .map_or(rows, |mixture| mixture.dimension);
            vec![
                of_weights(
                    entries.value("network.init").is_some(),
                    "network.init",
                    "left out: network.weights gives the weights".to_owned(),
                ),
                of_weights(
                    width != columns,
                    "network.width",
                    format!("{columns}, the length of the lists of network.weights"),
                ),
                of_weights(
                    width != outputs.len(),
                    "network.outputs",
                    format!("a list of {width} numbers, one for each neuron of network.weights"),
                ),
                of_weights(
                    !widths.is_empty(),
                    "sweep.widths",
                    "left out: network.weights has one width".to_owned(),
                ),
                of_weights(
                    rows != dimension,
                    "network.weights",
                    format!("{dimension} lists, one for each input (data.dimension)"),
                ),
            ]
        }
        StartWeights::Drawn {
            init: Init::Antisymmetric,
        } => {
            let of_pairs = |broken, key, what: &str| {
                let init = "network.init = \"antisymmetric\", which pairs the neurons";
                rule(broken, key, format!("{what} for {init}"), "network.init")
            };
            let odd = |width: &usize| !width.is_multiple_of(2);
            vec![
                of_pairs(odd(&width), "network.width", "even"),
                of_pairs(
                    widths.iter().any(odd),
                    "sweep.widths",
                    "a list of even numbers",
                ),
            ]
        }
        StartWeights::Drawn { .. } => Vec::new(),
    }
}

/// What a linear network can start from, and how it is followed.
fn of_linear(config: &Config) -> Vec<Rule> {
    let Some(linear) = config.network.linear() else {
        return Vec::new();
    };
    let (depth, imbalance) = (linear.depth(), linear.imbalance);
    let unequal = imbalance.filter(|lambda| *lambda != 0.0);
    let one_neuron = linear.hidden == [1];
    vec![
        rule(
            config.flow.method.is_exact(),
            "flow.method",
            "\"runge-kutta\" or \"descent\" for network.kind = \"linear\"",
            "network.kind",
        ),
        rule(
            unequal.is_some() && depth != 2,
            "network.imbalance",
            "0 or left out: only two layers can differ in size",
            "network.hidden",
        ),
        rule(
            unequal.is_some_and(|lambda| lambda > 0.0) && !one_neuron,
            "network.imbalance",
            "at most 0, unless network.hidden = [1]: W_2^T W_2 has rank 1",
            "network.hidden",
        ),
        rule(
            linear.small_layers.is_some_and(|small| small > depth),
            "network.small_layers",
            format!("at most {depth}, the number of layers"),
            "network.hidden",
        ),
        rule(
            linear.small_layers.is_some() && imbalance.is_some(),
            "network.small_layers",
            "left out: network.imbalance decides the layers' sizes",
            "network.imbalance",
        ),
    ]
}

/// How steps of descent fit together.
fn of_descent(config: &Config) -> Vec<Rule> {
    let Some(descent) = config.flow.method.descending() else {
        return Vec::new();
    };
    let stop = config.stop.at;
    let is_search = descent.rate == Rate::Calibrated;
    let samples = config.data.samples().unwrap_or(usize::MAX);
    vec![
        rule(
            descent.batch_size.is_some_and(|size| size > samples),
            "flow.batch_size",
            format!("at most the number of training points, which is {samples}"),
            "data.samples",
        ),
        rule(
            descent.momentum.is_some() && descent.optimizer != Optimizer::Momentum,
            "flow.momentum",
            "left out: only flow.optimizer = \"momentum\" has it",
            "flow.optimizer",
        ),
        rule(
            descent.rate == Rate::Scaled && descent.step.is_none(),
            "flow.rate",
            "\"scaled\" only beside flow.step, the step at c = 1",
            "flow.step",
        ),
        rule(
            is_search && !stop.is_fitted(),
            "stop.at",
            "\"training-risk\" or \"training-accuracy\" for flow.rate = \"calibrated\", which \
             looks for the largest step that gets there",
            "flow.rate",
        ),
    ]
}

/// How a deep network is followed.
fn of_deep(config: &Config) -> Vec<Rule> {
    let kind = &config.network.kind;
    vec![rule(
        kind.is_deep() && config.flow.method.is_exact(),
        "flow.method",
        format!(
            "\"runge-kutta\" or \"descent\" for network.kind = \"{}\"",
            kind.name()
        ),
        "network.kind",
    )]
}

fn of_data(config: &Config) -> Vec<Rule> {
    match &config.data.kind {
        // Without a signal the classes lie on top of each other.
        Data::Separable(data) => {
            let above_zero = |signals: &[f64], key, what: &str| {
                let allowed = format!("{what} above 0 for data.kind = \"separable\"");
                let broken = signals.iter().any(|signal| *signal <= 0.0);
                rule(broken, key, allowed, "data.kind")
            };
            vec![
                above_zero(&[data.mixture.signal], "data.signal", "a number"),
                above_zero(&config.sweep.signals, "sweep.signals", "a list of numbers"),
            ]
        }
        Data::Digits(data) => {
            let outside = |digit: &i64| !(0..=LARGEST_DIGIT).contains(digit);
            vec![rule(
                matches!(&data.task, DigitsTask::Pair(pair) if pair.iter().any(outside)),
                "data.task",
                format!("a pair of digits from 0 to {LARGEST_DIGIT} for data.kind = \"digits\""),
                "data.kind",
            )]
        }
        Data::File(data) => {
            let (rows, twice) = (&data.rows, data.standardise == Some(true));
            let either = |broken, key| {
                let allowed = "false beside data.standardise, which centres and scales every input";
                rule(broken && twice, key, allowed, "data.standardise")
            };
            vec![
                either(rows.centre, "data.centre"),
                either(rows.scale, "data.scale"),
                rule(
                    !data.columns.is_empty() && !data.leave_out.is_empty(),
                    "data.leave_out",
                    "left out beside data.columns, which names the columns that are used",
                    "data.columns",
                ),
            ]
        }
        _ => Vec::new(),
    }
}

fn of_stop(config: &Config) -> Vec<Rule> {
    let (stop, data) = (&config.stop, &config.data);
    let validation = stop.at == StopAt::ValidationRisk;
    let kind = data.kind.name();
    vec![
        rule(
            validation && data.is_regression(),
            "stop.at",
            format!("another rule: data.kind = \"{kind}\" has no validation points"),
            "data.kind",
        ),
        rule(
            validation && data.validation_samples() == 0,
            "data.validation_samples",
            "at least 1 for stop.at = \"validation-risk\"",
            "stop.at",
        ),
        rule(
            stop.at == StopAt::PositiveClassRisk && config.loss.name == Loss::CrossEntropy,
            "stop.at",
            "another rule: the classes of loss.name = \"cross-entropy\" have no sign",
            "loss.name",
        ),
        rule(
            stop.at == StopAt::TrainingAccuracy && stop.value > 1.0,
            "stop.value",
            "at most 1 for stop.at = \"training-accuracy\", a share of the points",
            "stop.at",
        ),
    ]
}
