//! `sweetspot sweep`: the test error against alpha.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::arguments::Arguments;
use super::command_line::command_line;
use super::failure::{Exit, Failure};
use super::job_array::{self, MOST_PARTS};
use super::output::Output;
use super::running::{note_unreadable, with_bar};
use super::script::Script;
use crate::config::Config;
use crate::flow::StopReason;
use crate::report::{
    ReportError, curve_csv, dip_figure, labelled, runs_parquet, sweep_html, sweep_json, sweep_text,
    table_text, write_atomically,
};
use crate::runs::{Plan, RunError, Shard, Store, Workers, line_of};
use crate::sweep::{
    FolderError, Share, Sweep, estimate, help_others, make_part, open, sweep, table,
};

/// Where sweeps go that were given no `--out`.
const FOLDER: &str = "sweetspot-out";

const CURVE_CSV: &str = "curve.csv";
const CURVE_SVG: &str = "curve.svg";
const RUNS_PARQUET: &str = "runs.parquet";
const REPORT_HTML: &str = "report.html";

/// Characters of the configuration's hash in that folder's name.
const HASH_LENGTH: usize = 8;

/// How long `--dry-run` tries runs.
const TRIED: Duration = Duration::from_millis(400);

/// Find the sweet spot: test error against initialisation scale
///
/// Trains one network for every alpha of a grid and every replicate, then prints the
/// curve, the best alpha with those that cannot be told from it, and whether the
/// optimum lies inside the grid. Stopped with Ctrl-C, the same command goes on later; a finer grid or
/// more replicates keep the runs that are there.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot sweep
  sweetspot sweep my.csv --label-column y
  sweetspot sweep --alphas 0.01,0.1,1 --replicates 12 --out my-sweep
  sweetspot sweep --set network.init=antisymmetric
  sweetspot sweep --set data.kind=digits --shard 0/4 --out digits
  sweetspot sweep --command 'python train.py --scale {c} --lr {lr} --seed {seed}' --axis lr=0.1,0.3 \\
      --replicates 8 --jobs 2
  sweetspot sweep --config my.toml --sbatch --out study > job.sh

Writes report.html, curve.svg, curve.csv and runs.parquet into --out, or else into
sweetspot-out/sweep-<hash of the configuration>. Exits 0 whatever the verdict. docs/clusters.md says
how many machines share a sweep.")]
pub(super) struct SweepCommand {
    /// Train on the points of this file (the same as --data)
    #[arg(value_name = "FILE", conflicts_with = "command")]
    file: Option<String>,
    /// The initialisation scales to go through [sweep.alphas]
    #[arg(long, value_name = "A,B,..", allow_negative_numbers = true)]
    alphas: Option<String>,
    /// Independent draws of data and weights [sweep.replicates]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    replicates: Option<String>,
    /// Print how many runs it would be and how long they would take
    #[arg(long)]
    dry_run: bool,
    /// Drop the finished runs in the folder and start over
    #[arg(long)]
    fresh: bool,
    /// Go on with the finished runs in the folder (done without this flag too)
    #[arg(long, conflicts_with = "fresh")]
    resume: bool,
    /// Only part i of N of the replicates, i from 0 to N - 1; the same command without it makes what is
    /// missing and writes the outputs
    #[arg(long, value_name = "i/N", value_parser = Shard::parse, conflicts_with_all = ["fresh", "dry_run"])]
    shard: Option<Shard>,
    /// Only make runs that no other process has made yet, after those of --shard; writes no outputs
    #[arg(long, conflicts_with_all = ["fresh", "dry_run"])]
    help_others: bool,
    /// Print a Slurm job array that makes this sweep in N parts, for `sh`; its configuration goes into the
    /// folder [default: 8, or a part for each replicate]
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true,
        value_parser = clap::value_parser!(u64).range(1..=MOST_PARTS),
        conflicts_with_all = ["shard", "help_others", "dry_run", "fresh", "json"])]
    sbatch: Option<Option<u64>>,
    #[command(flatten)]
    script: Script,
    #[command(flatten)]
    arguments: Arguments,
}

impl SweepCommand {
    pub(super) fn run(mut self) -> Result<Exit, Failure> {
        self.arguments.train_on(self.file.take())?;
        let output = &self.arguments.output;
        let alphas = self.alphas.as_ref().map(|list| format!("[{list}]"));
        let own = [
            ("--alphas", &alphas, "sweep.alphas"),
            ("--replicates", &self.replicates, "sweep.replicates"),
        ];
        let config = self.arguments.load_with(&own, self.script.overrides()?)?;
        let threads = &self.arguments.threads;
        self.script.check(&config, threads)?;
        self.refuse_unused_alpha(&config)?;
        let plan = Plan::of_sweep(&config);
        if let Some(parts) = self.sbatch {
            let folder = self.folder(plan.config())?;
            let how = (&self.script, &self.arguments);
            return job_array::print(&plan, parts, &folder, how);
        }
        if self.dry_run {
            return match &config.command {
                Some(_) => list(&plan, output),
                None => tell_length(&plan, threads.workers()?, output),
            };
        }
        let commands = self.script.commands();
        let workers = self.script.workers(&config, threads, &commands)?;
        let table = table(&plan)?;
        let folder = self.folder(plan.config())?;
        let store = open(&folder, plan.config(), self.fresh)?;
        note_unreadable(&store, output);
        if let Some(table) = &table {
            output.text(&table_text(table))?;
        }
        if self.shard.is_some() || self.help_others {
            return self.share(&plan, workers, &store, &folder);
        }
        if self.fresh {
            remove_outputs(&folder)?;
        }
        conclude(&plan, workers, &store, &folder, output)
    }

    fn folder(&self, config: &Config) -> Result<PathBuf, Failure> {
        match &self.arguments.output.out {
            Some(folder) => Ok(folder.clone()),
            None => default_folder(config),
        }
    }

    /// Makes a share of the runs; the outputs are for who makes the last of them.
    fn share(
        &self,
        plan: &Plan,
        workers: Workers<'_>,
        store: &Store,
        folder: &Path,
    ) -> Result<Exit, Failure> {
        let output = &self.arguments.output;
        let make = |workers: Workers<'_>| {
            let own = self
                .shard
                .map(|shard| make_part(plan, shard, &workers, store));
            let own = own.transpose()?;
            match (own, self.help_others) {
                (Some(own), false) => Ok(own),
                _ => help_others(plan, &workers, folder),
            }
        };
        let found: Result<Share, FolderError> = with_bar(output, workers, make);
        let found = found.map_err(|error| Failure::from(error).in_store(folder))?;
        let part = self
            .shard
            .map_or("the sweep".to_owned(), |shard| format!("part {shard}"));
        told(output, &part, found, folder)
    }

    /// An alpha on the command line of a sweep is almost always a slip.
    fn refuse_unused_alpha(&self, config: &Config) -> Result<(), Failure> {
        let arguments = &self.arguments;
        if config.command.is_some() || config.sweep.alphas.values().is_empty() {
            return Ok(());
        }
        if arguments.has_alpha() {
            let what = "--alpha has no meaning here: a sweep goes through sweep.alphas";
            return Err(Failure::input(what).hint("name them: --alphas 0.01,0.1,1"));
        }
        let alpha = config.network.alpha;
        if alpha != Config::default().network.alpha && !config.network.kind.is_deep() {
            arguments.output.note(&format!(
                "note: network.alpha = {alpha} is not used: a sweep goes through sweep.alphas"
            ));
        }
        Ok(())
    }
}

/// Says how far a share of the runs is.
pub(super) fn told(
    output: &Output,
    part: &str,
    found: Share,
    folder: &Path,
) -> Result<Exit, Failure> {
    let (finished, total) = (found.finished, found.total);
    output.text(&match total {
        0 => format!("{part} has no replicate: nothing to do\n"),
        _ => format!(
            "{part}: {finished} of {total} runs finished in {}. Once all parts are, the same command \
             without --shard and --help-others writes the outputs\n",
            folder.display()
        ),
    })?;
    output.json(&serde_json::json!({ "finished": finished, "total": total }))?;
    match found.failed {
        Some(error) => Err(Failure::from(error)),
        None => Ok(Exit::Done),
    }
}

/// Makes what is missing of a sweep, writes its files and prints it.
pub(super) fn conclude(
    plan: &Plan,
    workers: Workers<'_>,
    store: &Store,
    folder: &Path,
    output: &Output,
) -> Result<Exit, Failure> {
    let found = with_bar(output, workers, |workers| {
        sweep(plan, &workers, Some(store))
    });
    let mut found = found.map_err(|error| Failure::from(error).in_store(folder))?;
    // Whoever joins finished parts may not have the data.
    found.table = table(plan).ok().flatten();
    refuse_without_runs(&found)?;
    write(folder, &found, plan.config())?;
    output.text(&sweep_text(&found))?;
    output.note(&format!("written to {}", folder.display()));
    output.json(&sweep_json(&found, plan.config(), &command_line())?)?;
    refuse_failed(&found)?;
    refuse_diverged(&found)?;
    Ok(Exit::Done)
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

/// Command lines that a dry run shows.
const SHOWN: usize = 3;

/// Says which commands would run, and runs none: how long they take only they know.
fn list(plan: &Plan, output: &Output) -> Result<Exit, Failure> {
    let requests = plan.requests()?;
    let lines = requests
        .iter()
        .filter_map(|(_, request)| line_of(&request.config));
    let lines: Vec<String> = lines.take(SHOWN).collect();
    let shown: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    output.text(&format!("{} runs, the first:\n{shown}", plan.len()))?;
    output.json(&serde_json::json!({ "runs": plan.len(), "seconds": null, "first": lines }))?;
    Ok(Exit::Done)
}

/// Says how many runs it would be, and how long they would take.
fn tell_length(plan: &Plan, workers: Workers<'static>, output: &Output) -> Result<Exit, Failure> {
    let threads = workers.count();
    let found = estimate(plan, workers, TRIED)?;
    let (about, seconds) = match found.is_least() {
        true => ("more than", found.seconds),
        false => ("about", found.seconds),
    };
    let tried = match found.is_least() {
        true => format!(
            "{} of {} values of one replicate",
            found.tried, found.values
        ),
        false => "one replicate".to_owned(),
    };
    output.text(&format!(
        "{} runs, {about} {seconds:.0} s on {} threads (estimated from {tried})\n",
        found.runs, threads
    ))?;
    output.json(&serde_json::json!({
        "runs": found.runs, "seconds": seconds, "at_least": found.is_least(),
    }))?;
    Ok(Exit::Done)
}

fn write(folder: &Path, found: &Sweep, config: &Config) -> Result<(), ReportError> {
    let put = |name: &str, bytes: &[u8]| write_atomically(&folder.join(name), bytes);
    put(CURVE_CSV, &curve_csv(&found.curves)?)?;
    put(RUNS_PARQUET, &runs_parquet(&found.rows.records)?)?;
    if found.has_test_errors() {
        let figure = dip_figure(&labelled(&found.curves))?;
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
