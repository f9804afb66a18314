//! `sweetspot train`: one run.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::arguments::{Arguments, Context};
use super::failure::{Exit, Failure};
use super::{interrupt, output::Output};
use crate::config::{Config, NetworkKind, Override, Record, StopAt, StopConfig};
use crate::data::{Dataset, npy};
use crate::flow::StopReason;
use crate::network::{Diagonal, TwoLayer};
use crate::quantities::Row;
use crate::report::{
    ReportError, coefficients_csv, draw_text, events_csv, neurons_csv, run_text, train_json,
    trajectory_csv, write_atomically,
};
use crate::runs::{Run, draw_problem, draw_start, run_diagonal, run_from};
use crate::sweep::{StepError, step_error};

/// Train one network and measure it
///
/// Follows the gradient flow from a random start until the training risk (or another
/// stop rule) is met, and prints what came out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot train --alpha 0.05
  sweetspot train --alpha 1e-3 --set data.kind=digits --out run
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
        let replicate = self
            .replicate
            .iter()
            .map(|value| Override::flag(&format!("--replicate {value}"), "replicate", value));
        let mut context = self.arguments.context(&replicate.collect::<Vec<_>>())?;
        let interrupt = interrupt::flag()?;
        if context.config.network.kind == NetworkKind::Diagonal {
            return self.run_diagonal(&context, interrupt);
        }
        if let (Some(path), true) = (&self.init_weights, context.config.network.is_given()) {
            return Err(Failure::input(format!(
                "--init-weights {}: network.weights gives a start too; leave one of them out",
                path.display()
            )));
        }

        let began = Instant::now();
        let problem = draw_problem(&context.config)?;
        let start = match (&self.init_weights, &self.init_outputs) {
            (Some(weights), Some(outputs)) => read_start(weights, outputs, &problem.training)?,
            _ => draw_start(&context.config, &problem),
        };
        // What is reported as the configuration has the width that was given.
        context.config.network.set_width(start.width());
        let config = &context.config;
        if let Some(folder) = &context.out {
            // Before the run, which may be long, and would be lost.
            make_folder(folder)?;
        }
        let run = run_from(config, problem, start, interrupt)?;
        let step_error = step_error(config, &run, interrupt)?;
        let seconds = began.elapsed().as_secs_f64();

        refuse_a_target_met_at_the_start(&run.summary, &config.stop)?;
        if let Some(folder) = &context.out {
            write(folder, &run, config)?;
        }
        print(&context, &run, step_error.as_ref(), seconds)?;
        exit(&run.summary)
    }

    fn run_diagonal(&self, context: &Context, interrupt: &AtomicBool) -> Result<Exit, Failure> {
        if let Some(path) = &self.init_weights {
            return Err(Failure::input(format!(
                "--init-weights {}: a diagonal network starts from u = v = network.alpha",
                path.display()
            )));
        }
        let began = Instant::now();
        if let Some(folder) = &context.out {
            make_folder(folder)?;
        }
        let run = run_diagonal(&context.config, interrupt)?;
        let seconds = began.elapsed().as_secs_f64();
        refuse_a_target_met_at_the_start(&run.summary, &context.config.stop)?;
        if let Some(folder) = &context.out {
            write_diagonal(folder, &run, &context.config)?;
        }
        print(context, &run, None, seconds)?;
        exit(&run.summary)
    }
}

/// How the command ends after a run that was reported.
fn exit(summary: &Row) -> Result<Exit, Failure> {
    match summary.stop_reason {
        StopReason::Reached => Ok(Exit::Done),
        StopReason::Interrupted => Ok(Exit::Interrupted),
        StopReason::Diverged => Err(Failure::diverged(
            format!(
                "a number became infinite or NaN after t = {} ({} steps)",
                summary.value("time"),
                summary.value("steps")
            ),
            summary.value("steps") as u64,
        )),
        _ => Ok(Exit::Unexpected),
    }
}

fn read_start(weights: &Path, outputs: &Path, data: &Dataset) -> Result<TwoLayer, Failure> {
    let network = TwoLayer {
        weights: npy::read_matrix(weights)?,
        outputs: npy::read_vector(outputs)?,
    };
    let (inputs, neurons) = network.weights.shape();
    let weights = weights.display();
    if neurons != network.outputs.len() {
        return Err(Failure::input(format!(
            "{weights} is {inputs} x {neurons} (d x h), so there have to be {neurons} output \
             weights, but {} has {}",
            outputs.display(),
            network.outputs.len()
        )));
    }
    if inputs != data.dimension() {
        return Err(Failure::input(format!(
            "{weights} is {inputs} x {neurons} (d x h), but the data have dimension d = {}{}",
            data.dimension(),
            if neurons == data.dimension() {
                ": transpose it"
            } else {
                ""
            }
        )));
    }
    Ok(network)
}

fn make_folder(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::running(format!("cannot make {}: {error}", folder.display())))
}

/// A run that ends where it begins trains nothing: almost always a slip of the user's.
fn refuse_a_target_met_at_the_start(summary: &Row, stop: &StopConfig) -> Result<(), Failure> {
    if !summary.reached() || summary.value("steps") > 0.0 || stop.at == StopAt::Time {
        return Ok(());
    }
    let value = stop.value;
    let (met, hint) = match stop.at {
        StopAt::TrainingRisk => {
            let risk = summary.number("training_risk").unwrap_or(f64::INFINITY);
            (
                format!("a mean training loss of {risk} is at most {value} already at the start"),
                format!("choose stop.value (--target-risk) below {risk}"),
            )
        }
        StopAt::TrainingAccuracy => (
            format!("the training accuracy is at least {value} already at the start"),
            "choose a larger stop.value".to_string(),
        ),
        StopAt::LargestOutput => (
            format!("the largest |f| is at least {value} already at the start"),
            "choose a larger stop.value".to_string(),
        ),
        _ => (
            format!("what stop.at watches is at most {value} already at the start"),
            "choose a smaller stop.value".to_string(),
        ),
    };
    Err(Failure::input(format!("{met}: there is nothing to train")).hint(hint))
}

fn write(folder: &Path, run: &Run, config: &Config) -> Result<(), Failure> {
    let end = &run.solution.end.network;
    npy::write_matrix(&folder.join("weights.npy"), end.weights.as_ref())
        .map_err(Failure::running)?;
    npy::write_vector(&folder.join("outputs.npy"), &end.outputs).map_err(Failure::running)?;
    let solution = &run.solution;
    let neurons = neurons_csv(&solution.states, &run.problem.training);
    let mut files = vec![
        ("trajectory.csv", trajectory_csv(&run.clone().boxed(config))),
        ("neurons.csv", neurons),
    ];
    // Other methods see no events: an empty file would say that there were none.
    if config.flow.method.is_exact() {
        files.push(("events.csv", events_csv(&solution.events)));
    }
    write_csv(folder, files)
}

fn write_diagonal(folder: &Path, run: &Run<Diagonal>, config: &Config) -> Result<(), Failure> {
    let end = &run.solution.end.network;
    for (name, vector) in [
        ("beta.npy", end.beta()),
        ("u.npy", end.u()),
        ("v.npy", end.v()),
    ] {
        npy::write_vector(&folder.join(name), &vector).map_err(Failure::running)?;
    }
    let states = &run.solution.states;
    let files = vec![
        ("trajectory.csv", trajectory_csv(&run.clone().boxed(config))),
        ("coefficients.csv", coefficients_csv(states)),
    ];
    write_csv(folder, files)
}

fn write_csv(
    folder: &Path,
    files: Vec<(&str, Result<Vec<u8>, ReportError>)>,
) -> Result<(), Failure> {
    for (name, csv) in files {
        let csv = csv.map_err(Failure::running)?;
        write_atomically(&folder.join(name), &csv).map_err(Failure::running)?;
    }
    Ok(())
}

fn print<N>(
    context: &Context,
    run: &Run<N>,
    step_error: Option<&StepError>,
    seconds: f64,
) -> Result<(), Failure> {
    let output = context.output;
    let config = &context.config;
    output.text(&run_text(&run.summary, run.solution.step.zip(step_error)))?;
    output.text(&draw_text(&run.problem.draw, &config.data))?;
    output.detail(&format!("{seconds:.3} s"));
    if let Some(folder) = &context.out {
        output.note(&format!("written to {}", folder.display()));
        note_states_missing(output, &config.flow.record, run.solution.states.len());
    }
    output.json(&train_json(run, step_error, seconds, config).map_err(Failure::running)?)
}

/// Says why trajectory.csv has fewer states than may be expected.
fn note_states_missing(output: Output, record: &Record, kept: usize) {
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
