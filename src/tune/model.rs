//! The network at the recommended value, as numbers that need nothing of this program.

use faer::{Mat, MatRef};

use super::plan::Setup;
use crate::config::{Activation, Config, Data, DataConfig, Precision};
use crate::data::{Problem, TestSet};
use crate::network::{Deep, Network, TwoLayer};
use crate::runs::{Request, RunError, Workers, draw_problem};

/// Largest error of a recovered preprocessing, relative to the numbers that it gives.
const EXACT: f64 = 1e-9;

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
    /// Rows that did not train, as the table has them.
    pub rows: Mat<f64>,
    /// f on these rows, in double precision.
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
    #[error("the preprocessing of input {0} (from 0) is not a shift and a factor")]
    NotAffine(usize),
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
    let run = Request::from(config.clone()).run(workers)?;
    let (layers, activation) = layers(run.end().network)?;
    let raw = draw_problem(&unprepared(config)).map_err(RunError::from)?;
    let (used, plain) = (run.problem.training.points(), raw.training.points());
    let bias_input = used.ncols() > plain.ncols();
    let (offset, scale) = preprocessing(plain, used.subcols(0, plain.ncols()))?;
    let c = 1.0 / config.network.output_divisor();
    let rows = tested(&raw);
    let predictions = match &run.problem.test {
        TestSet::Rows(test) => in_double(run.end().network)
            .divided(1.0 / c)
            .predict(test.points()),
        _ => Mat::zeros(0, setup.outputs),
    };
    let row = crate::quantities::Row::of(&run);
    Ok(ExportedModel {
        layers,
        activation,
        c,
        offset,
        scale,
        bias_input,
        rows,
        predictions,
        test_error: row.and_then(|row| row.number("test_error")),
    })
}

/// The configuration whose points are as the file has them.
fn unprepared(config: &Config) -> Config {
    let mut config = config.clone();
    let DataConfig { kind, .. } = &mut config.data;
    match kind {
        Data::File(file) => {
            (file.rows.centre, file.rows.scale, file.rows.bias) = (false, false, false);
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

/// The shift and the factor that lead from the file's numbers to those that trained: found from the
/// two rows that are farthest apart, and checked on all.
fn preprocessing(
    plain: MatRef<'_, f64>,
    used: MatRef<'_, f64>,
) -> Result<(Vec<f64>, Vec<f64>), ExportError> {
    let mut found = (Vec::new(), Vec::new());
    for k in 0..plain.ncols() {
        let (x, z) = (plain.col(k), used.col(k));
        let by = |a: &usize, b: &usize| x[*a].total_cmp(&x[*b]);
        let (low, high) = ((0..x.nrows()).min_by(by), (0..x.nrows()).max_by(by));
        let (Some(low), Some(high)) = (low, high) else {
            return Err(ExportError::NotAffine(k));
        };
        let scale = match x[high] > x[low] {
            true => (z[high] - z[low]) / (x[high] - x[low]),
            false => 1.0,
        };
        let offset = match scale {
            0.0 => x[low],
            scale => x[low] - z[low] / scale,
        };
        let size = z.iter().fold(1.0, |size: f64, z| size.max(z.abs()));
        let error = |(x, z): (&f64, &f64)| (scale * (x - offset) - z).abs();
        if x.iter()
            .zip(z.iter())
            .any(|pair| error(pair) > EXACT * size)
        {
            return Err(ExportError::NotAffine(k));
        }
        found.0.push(offset);
        found.1.push(scale);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;

    #[test]
    fn a_shift_and_a_factor_are_found_and_a_curve_is_refused() {
        let plain = mat![[1.0, 5.0, 7.0], [2.0, 5.0, 9.0], [4.0, 5.0, 8.0]];
        let used = Mat::from_fn(3, 3, |i, k| {
            [2.0, 1.0, -0.5][k] * (plain[(i, k)] - [3.0, 5.0, 8.0][k])
        });
        let (offset, scale) = preprocessing(plain.as_ref(), used.as_ref()).unwrap();
        for (found, expected) in offset.iter().zip([3.0, 5.0, 8.0]) {
            assert!((found - expected).abs() < 1e-12, "{offset:?}");
        }
        assert_eq!(scale[1], 1.0);
        assert!((scale[2] + 0.5).abs() < 1e-12);
        let square = Mat::from_fn(3, 3, |i, k| plain[(i, k)] * plain[(i, k)]);
        let refused = preprocessing(plain.as_ref(), square.as_ref());
        assert!(matches!(refused, Err(ExportError::NotAffine(0))));
    }
}
