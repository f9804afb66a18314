//! What runs take, before they are begun.

use crate::config::{CnnBlock, Config, NetworkKind, Record};
use crate::data::{Problem, TooMuchMemory, check_memory};

/// Copies of the parameters that a method holds: the state, its velocities, stages and trial steps.
const COPIES: f64 = 10.0;

/// Numbers for each neuron on each point: heights, slopes, pulls, and those of a trial step. (A network of
/// 300,000 neurons on 40 points in dimension 40 was seen to take 1.3 to 1.6 GB.)
const NEURONS: f64 = 6.0;

/// Numbers for each pair of points in the exact flow: products of their directions, the tangent kernel, its
/// eigenvectors and what finds them.
const PAIRS: f64 = 6.0;

/// Numbers for a run that waits: its place in the grid and its configuration.
const WAITING: f64 = 512.0;

/// Refuses a run whose network and recorded states would not fit.
pub(super) fn check_run(config: &Config, problem: &Problem) -> Result<(), TooMuchMemory> {
    let data = &problem.training;
    let (n, d, k) = (
        data.samples() as f64,
        data.dimension() as f64,
        problem.outputs as f64,
    );
    let (parameters, neurons) = size(&config.network.kind, d, k, problem);
    let states = match &config.flow.record {
        Record::Count(count) => *count as f64,
        Record::Times(times) => times.len() as f64,
    };
    let pairs = match config.flow.method.is_exact() {
        true => PAIRS * n * n,
        false => 0.0,
    };
    let numbers = (COPIES + states) * parameters + NEURONS * n * neurons + pairs;
    check_memory(numbers, || {
        let recorded = match states {
            0.0 => String::new(),
            states => format!(", recorded {states} times,"),
        };
        format!("a network of {parameters} parameters on {n} points{recorded}")
    })
}

/// Refuses a grid of so many runs that the list of them would not fit.
pub(super) fn check_grid(runs: f64) -> Result<(), TooMuchMemory> {
    check_memory(WAITING * runs, || format!("a list of {runs} runs"))
}

/// Parameters of a network from d inputs to k outputs, and neurons that each point has.
fn size(kind: &NetworkKind, d: f64, k: f64, problem: &Problem) -> (f64, f64) {
    let dense = |hidden: &[usize], factor: usize, bias: f64| {
        let (mut parameters, mut neurons, mut before) = (0.0, 0.0, d);
        let widths = hidden.iter().map(|&width| width as f64 * factor as f64);
        for width in widths.chain([k]) {
            parameters += (before + bias) * width;
            neurons += width;
            before = width;
        }
        (parameters, neurons)
    };
    match kind {
        NetworkKind::TwoLayer(network) => {
            let width = network.width as f64;
            (width * (d + 1.0), width)
        }
        NetworkKind::Diagonal => (2.0 * d, 0.0),
        NetworkKind::Linear(network) => dense(&network.hidden, 1, 0.0),
        NetworkKind::Mlp(network) => dense(&network.hidden, network.deep.width_multiplier(), 1.0),
        NetworkKind::Cnn(network) => {
            let image = problem.image.as_ref();
            let mut positions = image.map_or(d, |image| (image.height * image.width) as f64);
            let (mut parameters, mut neurons) = (0.0, 0.0);
            let mut before = image.map_or(1.0, |image| image.channels as f64);
            for block in &network.blocks {
                match block {
                    CnnBlock::Channels(channels) => {
                        let channels = *channels as f64 * network.deep.width_multiplier() as f64;
                        parameters += (9.0 * before + 1.0) * channels;
                        neurons += positions * channels;
                        before = channels;
                    }
                    CnnBlock::Pool => positions = (positions / 4.0).ceil(),
                    CnnBlock::Mean => positions = 1.0,
                    CnnBlock::Flatten => {}
                }
            }
            (parameters + k * (before * positions + 1.0), neurons)
        }
        NetworkKind::Custom { .. } => (0.0, 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Networks;
    use crate::runs::draw_problem;

    /// A network as it starts has as many parameters.
    #[test]
    fn parameters_are_counted_as_the_networks_have_them() {
        for text in [
            "network.width = 7",
            "network.kind = 'mlp'\nnetwork.hidden = [5, 6]\nnetwork.bias = true",
            "network.kind = 'mlp'\nnetwork.hidden = [5]\nnetwork.width_multiplier = 3\nnetwork.bias = true",
            "network.kind = 'cnn'\nnetwork.bias = true\nnetwork.blocks = ['4', 'pool', '3', 'flatten']\ndata.kind = 'digits'\ndata.bias = false",
            "network.kind = 'linear'\nnetwork.hidden = [4, 3]\nloss.name = 'squared'\nflow.method = 'descent'",
            "network.kind = 'diagonal'\nloss.name = 'squared'",
        ] {
            let config: Config = text.parse::<toml::Table>().unwrap().try_into().unwrap();
            let problem = draw_problem(&config).unwrap();
            let start = Networks::default().start(&config, &problem).unwrap();
            let d = problem.training.dimension() as f64;
            let (parameters, _) = size(&config.network.kind, d, 1.0, &problem);
            assert_eq!(parameters, start.parameters().len() as f64, "{text}");
        }
    }
}
