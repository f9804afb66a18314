//! `sweetspot train`: one run.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::arguments::Arguments;
use super::failure::{Exit, Failure};
use super::output::{Output, make_folder};
use crate::config::{Config, NetworkKind, Record, StopAt, StopConfig};
use crate::data::{Dataset, npy};
use crate::flow::{Solution, StopReason};
use crate::network::{Diagonal, Network, TwoLayer};
use crate::quantities::{Row, Run};
use crate::report::{
    ReportError, coefficients_csv, draw_text, events_csv, neurons_csv, run_text, table_text,
    train_json, trajectory_csv, write_atomically, write_model,
};
use crate::runs::{ExportedModel, Request, draw_problem};
use crate::sweep::step_error;

/// The folder of the network in a form that other programs load.
const MODEL: &str = "model";

/// Train one network and measure it
///
/// Follows the gradient flow from a random start until the training risk (or another
/// stop rule) is met, and prints what came out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot train --alpha 0.05
  sweetspot train --alpha 1e-3 --set data.kind=digits --out run
  sweetspot train --data table.csv --label-column species --set network.kind=mlp
  sweetspot train --data X.npy --labels y.npy --set flow.record=50 --out run

Exits 1 when the target was not reached; the files are written all the same.")]
pub(super) struct Train {
    /// Be exactly run N of a sweep
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    replicate: Option<String>,
    /// Start from these hidden weights, d x h (.npy)
    #[arg(long, value_name = "FILE", requires = "init_outputs")]
    init_weights: Option<PathBuf>,
    /// Start from these output weights, length h (.npy)
    #[arg(long, value_name = "FILE", requires = "init_weights")]
    init_outputs: Option<PathBuf>,
    #[command(flatten)]
    arguments: Arguments,
}

impl Train {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let output = &self.arguments.output;
        let mut config = self
            .arguments
            .load(&[("--replicate", &self.replicate, "replicate")])?;
        let workers = self.arguments.threads.workers()?;
        let began = Instant::now();
        self.refuse_two_starts(&config)?;
        let problem = draw_problem(&config)?;
        if let Some(table) = &problem.table {
            output.text(&table_text(table))?;
        }
        let start = match (&self.init_weights, &self.init_outputs) {
            (Some(weights), Some(outputs)) => {
                Some(read_start(weights, outputs, &problem.training)?)
            }
            _ => None,
        };
        if let Some(folder) = &output.out {
            // Before the run, which may be long, and would be lost.
            make_folder(folder)?;
        }
        let request = Request {
            problem: Some(Arc::new(problem)),
            start: start.map(|start| Box::new(start) as Box<dyn Network>),
            ..Request::from(config.clone())
        };
        let run = request.run(&workers)?;
        if let Some(run) = run.two_layer() {
            // What is reported as the configuration has the width that was given.
            config.network.set_width(run.start.width());
        }
        let step_error = step_error(&run, &workers)?;
        let step_error = step_error.as_ref();
        let seconds = began.elapsed().as_secs_f64();

        let Some((solution, row)) = run.solution.as_ref().zip(Row::of(&run)) else {
            return Ok(Exit::Unexpected);
        };
        refuse_a_target_met_at_the_start(&row, &config.stop)?;
        let metrics = train_json(&run, step_error, seconds, &config)?;
        if let Some(folder) = &output.out {
            write(folder, &run, solution)?;
            write_setting(folder, &config, &metrics)?;
            if let Some(model) = ExportedModel::of(&run).map_err(Failure::running)? {
                write_model(&folder.join(MODEL), &model)?;
            }
        }
        output.text(&run_text(&row, solution.step.zip(step_error)))?;
        output.text(&draw_text(&run.problem.draw, &config.data))?;
        output.detail(&format!("{seconds:.3} s"));
        if let Some(folder) = &output.out {
            output.note(&format!("written to {}", folder.display()));
            note_states_missing(output, &config.flow.record, solution.states.len());
        }
        output.json(&metrics)?;
        exit(&row)
    }

    /// A start from files, where the network already has one.
    fn refuse_two_starts(&self, config: &Config) -> Result<(), Failure> {
        let Some(path) = self.init_weights.as_ref().map(|path| path.display()) else {
            return Ok(());
        };
        match (config.network.two_layer(), config.network.is_given()) {
            (Some(_), false) => Ok(()),
            (Some(_), true) => Err(Failure::input(format!(
                "--init-weights {path}: network.weights gives a start too; leave one of them out"
            ))),
            _ if config.network.kind == NetworkKind::Diagonal => Err(Failure::input(format!(
                "--init-weights {path}: a diagonal network starts from u = v = network.alpha"
            ))),
            _ => Err(Failure::input(format!(
                "--init-weights {path}: only a two-layer network can be given its weights"
            ))),
        }
    }
}

/// How the command ends after a run that was reported.
fn exit(summary: &Row) -> Result<Exit, Failure> {
    match summary.stop_reason {
        StopReason::Reached => Ok(Exit::Done),
        StopReason::Interrupted => Ok(Exit::Interrupted),
        StopReason::Diverged => {
            let (time, steps) = (summary.value("time"), summary.value("steps"));
            let what = format!("a number became infinite or NaN after t = {time} ({steps} steps)");
            Err(Failure::diverged(what, steps as u64))
        }
        _ => Ok(Exit::Unexpected),
    }
}

fn read_start(weights: &Path, outputs: &Path, data: &Dataset) -> Result<TwoLayer, Failure> {
    let network = TwoLayer {
        weights: npy::read_matrix(weights)?,
        outputs: npy::read_vector(outputs)?,
    };
    let (inputs, neurons) = network.weights.shape();
    let refused = |what: String| {
        let weights = weights.display();
        Failure::input(format!("{weights} is {inputs} x {neurons} (d x h), {what}"))
    };
    if neurons != network.outputs.len() {
        return Err(refused(format!(
            "so there have to be {neurons} output weights, but {} has {}",
            outputs.display(),
            network.outputs.len()
        )));
    }
    let dimension = data.dimension();
    if inputs != dimension {
        let advice = match neurons == dimension {
            true => ": transpose it",
            false => "",
        };
        return Err(refused(format!(
            "but the data have dimension d = {dimension}{advice}"
        )));
    }
    Ok(network)
}

/// A run that ends where it begins trains nothing: almost always a slip of the user's.
fn refuse_a_target_met_at_the_start(summary: &Row, stop: &StopConfig) -> Result<(), Failure> {
    if !summary.reached() || summary.value("steps") > 0.0 || stop.at == StopAt::Time {
        return Ok(());
    }
    let risk = summary.number("training_risk").unwrap_or(f64::INFINITY);
    let loss = format!("a mean training loss of {risk} is at most");
    let below = format!("choose stop.value (--target-risk) below {risk}");
    let (met, hint) = match stop.at {
        StopAt::TrainingRisk => (&*loss, &*below),
        StopAt::TrainingAccuracy => ("the training accuracy is at least", LARGER),
        StopAt::LargestOutput => ("the largest |f| is at least", LARGER),
        _ => ("what stop.at watches is at most", SMALLER),
    };
    let what = format!(
        "{met} {} already at the start: there is nothing to train",
        stop.value
    );
    Err(Failure::input(what).hint(hint))
}

const LARGER: &str = "choose a larger stop.value";
const SMALLER: &str = "choose a smaller stop.value";

/// Writes the recorded states and, of a network that this program has a file for, its weights at
/// the end and what its neurons, events or coefficients did.
fn write(folder: &Path, run: &Run, solution: &Solution<Box<dyn Network>>) -> Result<(), Failure> {
    let csv = |name: &str, csv: Vec<u8>| write_atomically(&folder.join(name), &csv);
    let vector = |name: &str, vector: &[f64]| {
        npy::write_vector(&folder.join(name), vector).map_err(Failure::running)
    };
    if let Some(found) = solution.downcast::<TwoLayer>() {
        let end = &found.end.network;
        let weights = npy::write_matrix(&folder.join("weights.npy"), end.weights.as_ref());
        weights.map_err(Failure::running)?;
        vector("outputs.npy", &end.outputs)?;
        csv("neurons.csv", neurons_csv(&found.states, run.data())?)?;
        // Other methods see no events: an empty file would say that there were none.
        if run.config.flow.method.is_exact() {
            csv("events.csv", events_csv(&found.events)?)?;
        }
    }
    if let Some(found) = solution.downcast::<Diagonal>() {
        let end = &found.end.network;
        vector("beta.npy", &end.beta())?;
        vector("u.npy", &end.u())?;
        vector("v.npy", &end.v())?;
        csv("coefficients.csv", coefficients_csv(&found.states)?)?;
    }
    Ok(csv("trajectory.csv", trajectory_csv(run)?)?)
}

/// Writes what was asked for and what came out.
fn write_setting(
    folder: &Path,
    config: &Config,
    metrics: &serde_json::Value,
) -> Result<(), Failure> {
    let file = |name: &str, text: &str| write_atomically(&folder.join(name), text.as_bytes());
    file("config.toml", &config.to_toml()?)?;
    let metrics = serde_json::to_string_pretty(metrics).map_err(ReportError::from)?;
    Ok(file("metrics.json", &(metrics + "\n"))?)
}

/// Says why trajectory.csv has fewer states than may be expected.
fn note_states_missing(output: &Output, record: &Record, kept: usize) {
    match record {
        Record::Times(times) if times.is_empty() => output.note(
            "note: the .csv files have no states; --set flow.record=50 keeps 50, from start to stop",
        ),
        Record::Times(times) if kept < times.len() => output.note(&format!(
            "note: the run ended before {} of the {} times of flow.record",
            times.len() - kept,
            times.len()
        )),
        _ => {}
    }
}
