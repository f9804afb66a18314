//! `sweetspot sweep`: the test error against alpha.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::arguments::{Arguments, Context};
use super::failure::{Exit, Failure};
use super::progress::Bar;
use super::{interrupt, output::Output};
use crate::config::Config;
use crate::flow::StopReason;
use crate::report::{
    Series, curve_csv, curve_figure, curve_table, group_labels, runs_parquet, step_check_text,
    sweep_json, write_atomically,
};
use crate::sweep::{Execution, Plan, Store, Sweep, sweep};

/// Where sweeps go that were given no `--out`.
const FOLDER: &str = "sweetspot-out";

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

Writes curve.csv, curve.svg and runs.parquet into --out, or else into
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
        let context = self.arguments.context(&[])?;
        let plan = Plan::new(&context.config.effective());
        let execution = Execution {
            threads: context.threads(),
            halvings: 0,
            interrupt: interrupt::flag()?,
        };
        if self.dry_run {
            return estimate(&plan, execution, context.output);
        }
        let folder = match &context.out {
            Some(folder) => folder.clone(),
            None => default_folder(&plan.config)?,
        };
        let store = Store::open(&folder, &plan.config, self.fresh)?;
        let bar = Bar::new(context.output);
        let found = sweep(&plan, Some(&store), execution, &|progress| {
            bar.show(progress)
        });
        bar.clear();
        let found = found.map_err(|error| Failure::from(error).in_store(&folder))?;
        write(&folder, &found)?;
        print(&context, &plan.config, &found, &folder)?;
        match count_diverged(&found) {
            0 => Ok(Exit::Done),
            count => Err(Failure::running(format!(
                "{count} runs diverged: a number became infinite or NaN"
            ))
            .hint("take a shorter step: --set flow.step=...")),
        }
    }
}

fn default_folder(config: &Config) -> Result<PathBuf, Failure> {
    let hash = config.hash()?;
    Ok(Path::new(FOLDER).join(format!("sweep-{}", &hash[..HASH_LENGTH])))
}

/// Makes one replicate, throws it away, and scales its time up.
fn estimate(plan: &Plan, execution: Execution<'_>, output: Output) -> Result<Exit, Failure> {
    let mut config = plan.config.clone();
    config.sweep.replicates = 1;
    let began = Instant::now();
    let sample = Plan::new(&config);
    sweep(&sample, None, execution, &|_| {})?;
    let seconds = began.elapsed().as_secs_f64() * plan.relative_cost(&sample);
    let runs = plan.keys.len();
    output.text(&format!(
        "{runs} runs, about {seconds:.0} s on {} threads (estimated from one replicate)\n",
        execution.threads
    ))?;
    output.json(&serde_json::json!({ "runs": runs, "seconds": seconds }))?;
    Ok(Exit::Done)
}

fn write(folder: &Path, found: &Sweep) -> Result<(), Failure> {
    let put = |name: &str, bytes: &[u8]| {
        write_atomically(&folder.join(name), bytes).map_err(Failure::running)
    };
    put(
        "curve.csv",
        &curve_csv(&found.curves).map_err(Failure::running)?,
    )?;
    put(
        "runs.parquet",
        &runs_parquet(&found.records).map_err(Failure::running)?,
    )?;
    if found.has_test_errors() {
        let labels = group_labels(&found.curves);
        let series: Vec<Series<'_>> = labels
            .iter()
            .zip(&found.curves)
            .map(|(label, curve)| Series { label, curve })
            .collect();
        let figure = curve_figure(&series, None).map_err(Failure::running)?;
        put("curve.svg", figure.as_bytes())?;
    }
    Ok(())
}

fn print(context: &Context, config: &Config, found: &Sweep, folder: &Path) -> Result<(), Failure> {
    let output = context.output;
    for (label, curve) in group_labels(&found.curves).iter().zip(&found.curves) {
        if !label.is_empty() {
            output.text(&format!("{label}\n\n"))?;
        }
        output.text(&curve_table(curve))?;
    }
    if let Some(check) = &found.step_check {
        output.text(&step_check_text(check))?;
    }
    output.note(&format!("written to {}", folder.display()));
    let command: Vec<String> = std::env::args().collect();
    let version = env!("CARGO_PKG_VERSION");
    let document = sweep_json(found, config, version, &command.join(" "));
    output.json(&document.map_err(Failure::running)?)
}

fn count_diverged(found: &Sweep) -> usize {
    let runs = found.records.iter();
    runs.filter(|run| run.summary.stop_reason == StopReason::Diverged)
        .count()
}
