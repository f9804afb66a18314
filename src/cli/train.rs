//! `sweetspot train`: one run.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::arguments::{Arguments, Context};
use super::failure::{Exit, Failure};
use super::interrupt;
use crate::config::{Override, StopAt};
use crate::data::npy;
use crate::flow::StopReason;
use crate::network::TwoLayer;
use crate::observables::TrajectoryPoint;
use crate::report::{run_text, train_json, trajectory_csv, write_atomically};
use crate::sweep::{Run, StepError, draw_problem, draw_start, run_from, step_error};

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
            .map(|value| Override::flag("--replicate", "replicate", value));
        let context = self.arguments.context(&replicate.collect::<Vec<_>>())?;
        let interrupt = interrupt::flag()?;
        let config = &context.config;

        let began = Instant::now();
        let problem = draw_problem(config).map_err(Failure::input)?;
        let start = match (&self.init_weights, &self.init_outputs) {
            (Some(weights), Some(outputs)) => read_start(weights, outputs)?,
            _ => draw_start(config, &problem),
        };
        let run = run_from(config, problem, start, interrupt)?;
        let step_error = step_error(config, &run, interrupt)?;
        let seconds = began.elapsed().as_secs_f64();

        refuse_a_target_met_at_the_start(&run, config.stop.at)?;
        if let Some(folder) = &context.out {
            write(folder, &run, config.loss.name)?;
        }
        print(&context, &run, step_error.as_ref(), seconds)?;
        match run.summary.stop_reason {
            StopReason::Reached => Ok(Exit::Done),
            StopReason::Interrupted => Ok(Exit::Interrupted),
            StopReason::Diverged => Err(Failure::running(format!(
                "a number became infinite or NaN after t = {} ({} steps)",
                run.summary.time, run.summary.steps
            ))
            .hint("take a shorter step: --set flow.step=...")),
            _ => Ok(Exit::Unexpected),
        }
    }
}

fn read_start(weights: &Path, outputs: &Path) -> Result<TwoLayer, Failure> {
    let network = TwoLayer {
        weights: npy::read_matrix(weights).map_err(Failure::input)?,
        outputs: npy::read_vector(outputs).map_err(Failure::input)?,
    };
    if network.weights.ncols() != network.outputs.len() {
        return Err(Failure::input(format!(
            "{} holds {} neurons (columns), {} holds {}: they must agree",
            weights.display(),
            network.weights.ncols(),
            outputs.display(),
            network.outputs.len()
        )));
    }
    Ok(network)
}

/// A run that ends where it begins trains nothing: almost always a slip of the user's.
fn refuse_a_target_met_at_the_start(run: &Run, at: StopAt) -> Result<(), Failure> {
    let summary = &run.summary;
    if summary.stop_reason != StopReason::Reached || summary.steps > 0 || at == StopAt::Time {
        return Ok(());
    }
    let risk = summary.training_risk.unwrap_or(f64::INFINITY);
    Err(Failure::input(
        "the start already meets the stop rule, so there is nothing to train",
    )
    .hint(format!(
        "the initial mean training loss is {risk:.6}: choose stop.value (--target-risk) below it"
    )))
}

fn write(folder: &Path, run: &Run, loss: crate::network::Loss) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::running(format!("{}: {error}", folder.display())))?;
    let end = &run.solution.end.network;
    npy::write_matrix(&folder.join("weights.npy"), end.weights.as_ref())
        .map_err(Failure::running)?;
    npy::write_vector(&folder.join("outputs.npy"), &end.outputs).map_err(Failure::running)?;
    let states = run.solution.states.iter();
    let points: Vec<TrajectoryPoint> = states
        .map(|state| TrajectoryPoint::of(&run.problem, loss, &run.start, state))
        .collect();
    let csv = trajectory_csv(&points).map_err(Failure::running)?;
    write_atomically(&folder.join("trajectory.csv"), &csv).map_err(Failure::running)
}

fn print(
    context: &Context,
    run: &Run,
    step_error: Option<&StepError>,
    seconds: f64,
) -> Result<(), Failure> {
    let output = context.output;
    let config = context.config.effective();
    output.text(&run_text(&run.summary, run.solution.step.zip(step_error)))?;
    output.detail(&format!("{seconds:.3} s, {:?}", run.problem.draw));
    output.json(&train_json(run, step_error, seconds, &config).map_err(Failure::running)?)
}
