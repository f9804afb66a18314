//! `sweetspot sweep`: the test error against alpha.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::arguments::Arguments;
use super::command_line::command_line;
use super::failure::{Exit, Failure};
use super::output::Output;
use super::running::with_bar;
use crate::config::Config;
use crate::flow::StopReason;
use crate::report::{
    ReportError, curve_csv, curve_figure, labelled, runs_parquet, sweep_html, sweep_json,
    sweep_text, write_atomically,
};
use crate::runs::{Plan, RunError, Workers};
use crate::sweep::{Sweep, length, open, sweep};

/// Where sweeps go that were given no `--out`.
const FOLDER: &str = "sweetspot-out";

const CURVE_CSV: &str = "curve.csv";
const CURVE_SVG: &str = "curve.svg";
const RUNS_PARQUET: &str = "runs.parquet";
const REPORT_HTML: &str = "report.html";

/// Characters of the configuration's hash in that folder's name.
const HASH_LENGTH: usize = 8;

/// Find the sweet spot: test error against initialisation scale
///
/// Trains one network for every alpha of a grid and every replicate, then prints the
/// curve, the best alpha with those that cannot be told from it, and whether the
/// optimum lies inside the grid. Stopped with Ctrl-C, the same command goes on later.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot sweep
  sweetspot sweep --set network.init=antisymmetric
  sweetspot sweep --set data.kind=digits --set sweep.replicates=12
  sweetspot sweep --set sweep.alphas='[0.01, 0.1, 1]' --out my-sweep

Writes report.html, curve.svg, curve.csv and runs.parquet into --out, or else into
sweetspot-out/sweep-<hash of the configuration>. Exits 0 whatever the verdict.")]
pub(super) struct SweepCommand {
    /// Print how many runs it would be and how long they would take
    #[arg(long)]
    dry_run: bool,
    /// Drop the finished runs in the folder and start over
    #[arg(long)]
    fresh: bool,
    #[command(flatten)]
    arguments: Arguments,
}

impl SweepCommand {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let output = &self.arguments.output;
        let config = self.arguments.load(&None)?;
        let plan = Plan::of_sweep(&config);
        let workers = self.arguments.threads.workers()?;
        if self.dry_run {
            return estimate(&plan, &workers, output);
        }
        note_unused_alpha(&config, output);
        let folder = match &output.out {
            Some(folder) => folder.clone(),
            None => default_folder(plan.config())?,
        };
        let store = open(&folder, plan.config(), self.fresh)?;
        if self.fresh {
            remove_outputs(&folder)?;
        }
        let found = with_bar(output, workers, |workers| {
            sweep(&plan, &workers, Some(&store))
        });
        let found = found.map_err(|error| Failure::from(error).in_store(&folder))?;
        refuse_without_runs(&found)?;
        write(&folder, &found, plan.config())?;
        output.text(&sweep_text(&found))?;
        output.note(&format!("written to {}", folder.display()));
        output.json(&sweep_json(&found, plan.config(), &command_line())?)?;
        refuse_failed(&found)?;
        refuse_diverged(&found)?;
        Ok(Exit::Done)
    }
}

/// An alpha on the command line of a sweep is almost always a slip of the user's.
fn note_unused_alpha(config: &Config, output: &Output) {
    let alpha = config.network.alpha;
    let deep = config.network.kind.is_deep();
    let default = if deep {
        1.0
    } else {
        Config::default().network.alpha
    };
    if alpha != default && !config.sweep.alphas.values().is_empty() {
        output.note(&format!(
            "note: network.alpha = {alpha} is not used: a sweep goes through sweep.alphas"
        ));
    }
}

/// Files of the sweep that was there before would otherwise outlive an interruption.
fn remove_outputs(folder: &Path) -> Result<(), Failure> {
    for name in [CURVE_CSV, CURVE_SVG, RUNS_PARQUET, REPORT_HTML] {
        let path = folder.join(name);
        if path.exists() {
            std::fs::remove_file(&path).map_err(|error| {
                Failure::running(format!("cannot remove {}: {error}", path.display()))
            })?;
        }
    }
    Ok(())
}

fn default_folder(config: &Config) -> Result<PathBuf, Failure> {
    let hash = config.hash()?;
    Ok(Path::new(FOLDER).join(format!("sweep-{}", &hash[..HASH_LENGTH])))
}

/// Makes one replicate, throws it away, and scales its time up.
fn estimate(plan: &Plan, workers: &Workers<'_>, output: &Output) -> Result<Exit, Failure> {
    let began = Instant::now();
    let sample = plan.clone().replicates(1);
    refuse_without_runs(&sweep(&sample, workers, None)?)?;
    let longer = length(plan)? as f64 / length(&sample)? as f64;
    let (runs, seconds) = (plan.len(), began.elapsed().as_secs_f64() * longer);
    output.text(&format!(
        "{runs} runs, about {seconds:.0} s on {} threads (estimated from one replicate)\n",
        workers.count()
    ))?;
    output.json(&serde_json::json!({ "runs": runs, "seconds": seconds }))?;
    Ok(Exit::Done)
}

fn write(folder: &Path, found: &Sweep, config: &Config) -> Result<(), ReportError> {
    let put = |name: &str, bytes: &[u8]| write_atomically(&folder.join(name), bytes);
    put(CURVE_CSV, &curve_csv(&found.curves)?)?;
    put(RUNS_PARQUET, &runs_parquet(&found.rows.records)?)?;
    if found.has_test_errors() {
        let figure = curve_figure(&labelled(&found.curves), None)?;
        put(CURVE_SVG, figure.svg().as_bytes())?;
    }
    let page = sweep_html(found, config, &command_line())?;
    put(REPORT_HTML, page.as_bytes())
}

/// What is wrong with every run is most likely wrong with the configuration.
fn refuse_without_runs(found: &Sweep) -> Result<(), Failure> {
    let mut failed = found.failed();
    match failed.next() {
        Some((_, error)) if failed.count() + 1 == found.rows.records.len() => {
            Err(error.clone().into())
        }
        _ => Ok(()),
    }
}

/// The others are written all the same; their replicates are left out of the curves.
fn refuse_failed(found: &Sweep) -> Result<(), Failure> {
    let Some((_, error)) = found.failed().next() else {
        return Ok(());
    };
    let failed = RunError::Some {
        count: found.failed().count(),
        all: found.rows.records.len(),
        source: error.clone(),
    };
    let what = "the curves are without their replicates; the same command tries them again";
    Err(Failure::running(failed).hint(what))
}

fn refuse_diverged(found: &Sweep) -> Result<(), Failure> {
    let records = &found.rows.records;
    let runs = records.iter().filter_map(|run| run.row.as_ref().ok());
    let diverged = runs.filter(|run| run.stop_reason == StopReason::Diverged);
    let diverged: Vec<u64> = diverged.map(|run| run.value("steps") as u64).collect();
    let Some(most) = diverged.iter().max() else {
        return Ok(());
    };
    let (count, all) = (diverged.len(), records.len());
    let what = format!("{count} of {all} runs diverged: a number became infinite or NaN");
    Err(Failure::diverged(what, *most))
}
