//! The network at the recommended value, as numbers that need nothing of this program.

use faer::Mat;

use super::plan::Setup;
use super::targets::{Targets, with_unit_targets};
use crate::config::{Activation, Config, Data, DataConfig, Precision};
use crate::data::{Problem, TableSummary, TestSet};
use crate::network::{Deep, Network, TwoLayer};
use crate::runs::{Request, RunError, Workers, draw_problem};

/// A trained network of dense layers: `f(x) = c (W_L a(... a(W_1 z + b_1)) + b_L)` at
/// `z = scale (x - offset)`, and a 1 behind it where there is a bias input.
#[derive(Clone, Debug)]
pub struct ExportedModel {
    /// Weights (outputs x inputs) and biases of every layer, from the input on.
    pub layers: Vec<(Mat<f64>, Vec<f64>)>,
    /// What follows all layers but the last.
    pub activation: Activation,
    /// The multiplier of the output.
    pub c: f64,
    /// What is subtracted from each number of a row.
    pub offset: Vec<f64>,
    /// What it is then multiplied by.
    pub scale: Vec<f64>,
    /// Whether a constant 1 follows.
    pub bias_input: bool,
    /// What the numbers of a row are, in their order; none where they have no names.
    pub inputs: Vec<String>,
    /// What the classes are called, in the order of the outputs; -1 and +1 for a single one.
    pub classes: Vec<String>,
    /// What the outputs of a regression are multiplied by, and what is then added.
    pub targets: Option<Targets>,
    /// Rows that did not train, as the table has them.
    pub rows: Mat<f64>,
    /// f on these rows, in double precision and the unit of the table.
    pub predictions: Mat<f64>,
    /// Their share that is classified wrongly.
    pub test_error: Option<f64>,
}

/// Why a model cannot be exported; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    #[error(transparent)]
    Run(#[from] RunError),
    #[error("--export writes dense layers only: not those of a cnn")]
    NotDense,
    #[error("--export does not write a centred network, whose start is a part of it")]
    Centred,
}

/// Refuses what cannot be exported, before anything is trained.
///
/// # Errors
/// A network that is not of dense layers, or centred.
pub fn check_exportable(config: &Config) -> Result<(), ExportError> {
    match config.network.kind.deep() {
        Some(deep) if deep.centre_output => Err(ExportError::Centred),
        _ if config.network.kind.name() == "cnn" => Err(ExportError::NotDense),
        _ => Ok(()),
    }
}

/// Trains the recommended configuration on the first split, and takes it apart.
///
/// # Errors
/// As for [`Request::run`]; a network that is not of dense layers.
pub fn exported(
    setup: &Setup,
    config: &Config,
    workers: &Workers<'_>,
) -> Result<ExportedModel, ExportError> {
    let unit = with_unit_targets(config).map_err(RunError::from)?;
    let (problem, targets) = unit.unzip();
    let request = Request {
        problem,
        ..Request::from(config.clone())
    };
    let run = request.run(workers)?;
    let (layers, activation) = layers(run.end().network)?;
    let raw = draw_problem(&unprepared(config)).map_err(RunError::from)?;
    let inputs = raw.training.dimension();
    let (offset, scale, bias_input) = match &run.problem.preparation {
        Some(found) => {
            let scale = found.scale.iter().map(|scale| found.factor * scale);
            (found.mean.clone(), scale.collect(), found.bias)
        }
        None => (vec![0.0; inputs], vec![1.0; inputs], false),
    };
    let c = 1.0 / config.network.output_divisor();
    let rows = tested(&raw);
    let predictions = match &run.problem.test {
        TestSet::Rows(test) => in_double(run.end().network)
            .divided(1.0 / c)
            .predict(test.points()),
        _ => Mat::zeros(0, setup.outputs),
    };
    let predictions = match targets {
        Some(targets) => Mat::from_fn(predictions.nrows(), predictions.ncols(), |i, k| {
            targets.mean + targets.deviation * predictions[(i, k)]
        }),
        None => predictions,
    };
    let row = crate::quantities::Row::of(&run);
    Ok(ExportedModel {
        layers,
        activation,
        c,
        offset,
        scale,
        bias_input,
        inputs: inputs_of(setup.table.as_ref()),
        classes: classes_of(setup.table.as_ref()),
        targets,
        rows,
        predictions,
        test_error: row.and_then(|row| row.number("test_error")),
    })
}

/// The names of the inputs: those of columns, of the levels of categories, and of what says where a
/// value is missing.
fn inputs_of(table: Option<&TableSummary>) -> Vec<String> {
    let mut names = Vec::new();
    for feature in table.into_iter().flat_map(|table| &table.features) {
        let name = &feature.name;
        let own = match &feature.levels[..] {
            [] if feature.inputs > 2 => (0..feature.inputs)
                .map(|k| format!("{name}[{k}]"))
                .collect(),
            [] => vec![name.clone()],
            [_, second] => vec![format!("{name} = {second}")],
            levels => levels
                .iter()
                .map(|level| format!("{name} = {level}"))
                .collect::<Vec<_>>(),
        };
        let missing = feature.inputs.saturating_sub(own.len());
        names.extend(own);
        names.extend((0..missing).map(|_| format!("{name} is missing")));
    }
    names
}

fn classes_of(table: Option<&TableSummary>) -> Vec<String> {
    let classes = table.into_iter().flat_map(|table| &table.classes);
    classes.map(|class| class.name.clone()).collect()
}

/// The configuration whose points are as the file has them.
fn unprepared(config: &Config) -> Config {
    let mut config = config.clone();
    let DataConfig { kind, .. } = &mut config.data;
    match kind {
        Data::File(file) => {
            (file.rows.centre, file.rows.scale, file.rows.bias) = (false, false, false);
            file.standardise = Some(false);
        }
        Data::Digits(digits) => {
            (digits.centre, digits.scale, digits.bias) = (false, false, false);
        }
        _ => {}
    }
    config
}

fn tested(problem: &Problem) -> Mat<f64> {
    match &problem.test {
        TestSet::Rows(test) => test.points().to_owned(),
        _ => Mat::zeros(0, problem.training.dimension()),
    }
}

/// The same network, predicting in double precision.
fn in_double(network: &dyn Network) -> Box<dyn Network> {
    match network.downcast::<Deep>() {
        Some(deep) => Box::new(deep.clone().in_precision(Precision::F64)),
        None => network.boxed(),
    }
}

type Layers = (Vec<(Mat<f64>, Vec<f64>)>, Activation);

fn layers(network: &dyn Network) -> Result<Layers, ExportError> {
    if let Some(two) = network.downcast::<TwoLayer>() {
        let hidden = two.weights.transpose().to_owned();
        let outputs = Mat::from_fn(1, two.outputs.len(), |_, j| two.outputs[j]);
        let biases = vec![0.0; hidden.nrows()];
        let layers = vec![(hidden, biases), (outputs, vec![0.0])];
        return Ok((layers, Activation::Relu));
    }
    let deep = network.downcast::<Deep>().ok_or(ExportError::NotDense)?;
    let (architecture, parameters) = (deep.architecture(), deep.parameters());
    let layer = |layer: &crate::network::deep::Weights| {
        let flat = &parameters[layer.weights.clone()];
        let entry = |neuron, input| layer.multiplier * flat[input * layer.fan_out + neuron];
        let weights = Mat::from_fn(layer.fan_out, layer.fan_in, entry);
        let own = &parameters[layer.biases.clone()];
        let biases: Vec<f64> = own.iter().map(|b| layer.bias_multiplier * b).collect();
        let biases = match biases.is_empty() {
            true => vec![0.0; layer.fan_out],
            false => biases,
        };
        (weights, biases)
    };
    Ok((
        architecture.layers().map(layer).collect(),
        architecture.activation(),
    ))
}
