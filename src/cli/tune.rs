//! `sweetspot tune`: the strength to use on one's own data.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::arguments::Configuration;
use super::command_line::command_line;
use super::failure::{Exit, Failure};
use super::output::{Output, make_folder};
use super::running::{Threads, note_unreadable, with_bar};
use super::script::{Script, seconds};
use super::sweep::told;
use crate::config::{Config, Override};
use crate::report::{
    ReportError, tune_figure, tune_html, tune_json, tune_text, write_atomically, write_model,
};
use crate::runs::{Plan, RunError, Shard};
use crate::sweep::{make_part, open};
use crate::tune::{
    CommandSetup, Model, Outcome, Setup, configuration, exported, tune, tune_command,
};

/// Where searches go that were given no `--out`.
const FOLDER: &str = "sweetspot-out";

/// Characters of the configuration's hash in that folder's name.
const HASH_LENGTH: usize = 8;

/// Find the feature learning strength to use on your own table, or in your own training script
///
/// Trains a network on many splits of the table for a grid of strengths, recommends one, and
/// measures on fresh splits what it gains over the defaults of a framework. Prints what to type. With
/// --command the runs are a script's, and its seeds take the place of the splits.
/// Stopped with Ctrl-C, the same command goes on later.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot tune table.csv --label-column species
  sweetspot tune table.csv --label-column y --budget 300 --out my-table
  sweetspot tune --set data.kind=digits --set data.task=ten --set data.samples=1347
  sweetspot tune --command 'python train.py --scale {c} --seed {seed}' --gpus 0,1

Writes tune.html, tune.svg and tune.json into --out, or else into
sweetspot-out/tune-<hash of the configuration>. Exits 0 whatever it finds.")]
pub(super) struct TuneCommand {
    /// The table: one row a point, with a column of labels
    #[arg(value_name = "FILE", conflicts_with = "command")]
    file: Option<PathBuf>,
    /// The column of the labels, by name or position from 0 [data.label_column]
    #[arg(long, value_name = "NAME", requires = "file")]
    label_column: Option<String>,
    /// The network that is trained [default: mlp]
    #[arg(long, value_enum, conflicts_with = "command")]
    model: Option<ModelName>,
    /// About so many seconds in all: more of them, more splits or seeds [default: 60, or 3600 for a script]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    budget: Option<f64>,
    /// Train the recommended network and write it into this folder, with loaders for NumPy and PyTorch
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    export: Option<PathBuf>,
    /// Drop the finished runs in the folder and start over
    #[arg(long)]
    fresh: bool,
    /// Of a script: only part i of N of the seeds of the search, i from 0 to N - 1, as many as
    /// sweep.replicates in all; the same command without it goes on from there
    #[arg(long, value_name = "i/N", value_parser = Shard::parse, conflicts_with_all = ["fresh", "file"])]
    shard: Option<Shard>,
    #[command(flatten)]
    script: Script,
    #[command(flatten)]
    configuration: Configuration,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    output: Output,
}

/// The networks by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ModelName {
    /// Two layers, 64 neurons
    TwoLayer,
    /// Three hidden layers of 128
    Mlp,
    /// Two convolutions; needs images
    Cnn,
}

/// Seconds that a search takes unless it is told.
const BUDGET: f64 = 60.0;
const BUDGET_OF_SCRIPT: f64 = 3600.0;

impl TuneCommand {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let overrides = [self.configuration.overrides()?, self.script.overrides()?].concat();
        let config = self.config(&overrides)?;
        self.script.check(&config, &self.threads)?;
        match config.command {
            Some(_) => self.tune_script(config),
            None => self.tune_table(config),
        }
    }

    fn tune_script(&self, config: Config) -> Result<Exit, Failure> {
        if self.file.is_some() || self.export.is_some() {
            let what = "a table or --export has no meaning beside a command";
            return Err(Failure::input(what).hint("leave one of them out"));
        }
        let setup = CommandSetup::of(config.clone())?;
        let folder = self.folder(&config)?;
        let commands = self.script.commands();
        let workers = self.script.workers(&config, &self.threads, &commands)?;
        let store = open(&folder, &config, self.fresh)?;
        note_unreadable(&store, &self.output);
        if let Some(shard) = self.shard {
            let plan = Plan::of_sweep(&config);
            let made = with_bar(&self.output, workers, |workers| {
                make_part(&plan, shard, &workers, &store)
            });
            let made = made.map_err(|error| Failure::from(error).in_store(&folder))?;
            return told(&self.output, &format!("part {shard}"), made, &folder);
        }
        let budget = self.budget.unwrap_or(BUDGET_OF_SCRIPT);
        let found = with_bar(&self.output, workers, |workers| {
            tune_command(&setup, budget, &workers, Some(&store))
        });
        self.conclude(found, &folder)?;
        Ok(Exit::Done)
    }

    fn tune_table(&self, config: Config) -> Result<Exit, Failure> {
        let output = &self.output;
        if self.shard.is_some() {
            let what = "--shard has no meaning without --command";
            return Err(Failure::input(what)
                .hint("only the runs of a training script are shared among machines"));
        }
        let setup = Setup::of(config)?;
        if let Some(folder) = &self.export {
            // Before the runs, which may be long, and would be lost.
            make_folder(folder)?;
        }
        let folder = self.folder(&setup.config)?;
        let workers = self.threads.workers()?;
        let store = open(&folder, &setup.config, self.fresh)?;
        let budget = self.budget.unwrap_or(BUDGET);
        let found = with_bar(output, workers, |workers| {
            tune(&setup, budget, &workers, Some(&store))
        });
        let found = self.conclude(found, &folder)?;
        if let Some(folder) = &self.export {
            write_model(folder, &exported(&found.config, &workers)?)?;
            output.note(&format!("the model is in {}", folder.display()));
        }
        Ok(Exit::Done)
    }

    /// Writes and prints what was found.
    fn conclude(
        &self,
        found: Result<Outcome, RunError>,
        folder: &Path,
    ) -> Result<Outcome, Failure> {
        let output = &self.output;
        let found = found.map_err(|error| Failure::from(error).in_store(folder))?;
        write(folder, &found)?;
        output.text(&tune_text(&found))?;
        output.note(&format!("written to {}", folder.display()));
        output.json(&tune_json(&found, &command_line())?)?;
        Ok(found)
    }

    /// Where the runs and the files go; a folder that was named is there.
    fn folder(&self, config: &Config) -> Result<PathBuf, Failure> {
        match &self.output.out {
            Some(folder) => {
                make_folder(folder)?;
                Ok(folder.clone())
            }
            None => default_folder(config),
        }
    }

    fn config(&self, overrides: &[Override]) -> Result<Config, Failure> {
        let file = self.configuration.config.as_deref();
        if self.file.is_none() && file.is_none() && overrides.is_empty() {
            let what = "tune needs a table, sweetspot tune FILE --label-column NAME, or a training script, \
                        sweetspot tune --command 'python train.py --scale {c} --seed {seed}'";
            return Err(Failure::input(what));
        }
        if self.script.is_given() || Config::names_command(file)? {
            return Ok(Config::load(file, overrides)?);
        }
        let model = match self.model {
            Some(ModelName::TwoLayer) => Model::TwoLayer,
            None | Some(ModelName::Mlp) => Model::Mlp,
            Some(ModelName::Cnn) => Model::Cnn,
        };
        let table = self.file.as_deref();
        let table = table.map(|path| (path, self.label_column.as_deref()));
        configuration(model, table, |below| {
            Ok(Config::load_above(below, file, overrides)?)
        })
    }
}

fn default_folder(config: &Config) -> Result<PathBuf, Failure> {
    let hash = config.hash()?;
    Ok(Path::new(FOLDER).join(format!("tune-{}", &hash[..HASH_LENGTH])))
}

fn write(folder: &Path, found: &Outcome) -> Result<(), ReportError> {
    let put = |name: &str, text: &str| write_atomically(&folder.join(name), text.as_bytes());
    put("tune.svg", &tune_figure(found)?.svg())?;
    put("tune.html", &tune_html(found, &command_line())?)?;
    let document = tune_json(found, &command_line())?;
    put(
        "tune.json",
        &(serde_json::to_string_pretty(&document)? + "\n"),
    )
}
