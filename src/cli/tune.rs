//! `sweetspot tune`: the strength to use on one's own data.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::command_line::command_line;
use super::failure::{Exit, Failure};
use super::output::{Output, make_folder};
use super::running::{Threads, with_bar};
use crate::config::{Config, Override};
use crate::report::{
    ReportError, tune_figure, tune_html, tune_json, tune_text, write_atomically, write_model,
};
use crate::sweep::open;
use crate::tune::{Model, Outcome, Setup, configuration, exported, tune};

/// Where searches go that were given no `--out`.
const FOLDER: &str = "sweetspot-out";

/// Characters of the configuration's hash in that folder's name.
const HASH_LENGTH: usize = 8;

/// Find the feature learning strength to use on your own table
///
/// Trains a network on many splits of the table for a grid of strengths, recommends one, and
/// measures on fresh splits what it gains over the defaults of a framework. Prints what to type.
/// Stopped with Ctrl-C, the same command goes on later.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot tune table.csv --label-column species
  sweetspot tune table.csv --label-column y --budget 300 --out my-table
  sweetspot tune --set data.kind=digits --set data.task=ten --set data.samples=1347

Writes tune.html, tune.svg and tune.json into --out, or else into
sweetspot-out/tune-<hash of the configuration>. Exits 0 whatever it finds.")]
pub(super) struct TuneCommand {
    /// The table: one row a point, with a column of labels
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The column of the labels, by name or position from 0 [data.label_column]
    #[arg(long, value_name = "NAME", requires = "file")]
    label_column: Option<String>,
    /// The network that is trained
    #[arg(long, value_enum, default_value_t = ModelName::Mlp)]
    model: ModelName,
    /// About so many seconds in all: more of them, more splits
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0, value_parser = seconds)]
    budget: f64,
    /// Train the recommended network and write it into this folder, with loaders for NumPy and PyTorch
    #[arg(long, value_name = "DIR")]
    export: Option<PathBuf>,
    /// Drop the finished runs in the folder and start over
    #[arg(long)]
    fresh: bool,
    /// Read the configuration from a TOML file
    #[arg(long, value_name = "FILE", help_heading = "Configuration")]
    config: Option<PathBuf>,
    /// Set any key of the configuration (repeatable; docs/schema.md lists the keys)
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Configuration")]
    set: Vec<String>,
    /// Master seed of all random numbers
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        help_heading = "Configuration"
    )]
    seed: Option<String>,
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

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: Option<f64> = text.parse().ok();
    let allowed = seconds.filter(|seconds| seconds.is_finite() && *seconds > 0.0);
    allowed.ok_or_else(|| "it must be a number of seconds above 0".to_owned())
}

impl TuneCommand {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let output = &self.output;
        let config = self.configuration()?;
        let setup = Setup::of(config)?;
        for folder in [&self.export, &output.out].into_iter().flatten() {
            // Before the runs, which may be long, and would be lost.
            make_folder(folder)?;
        }
        let workers = self.threads.workers()?;
        let folder = match &output.out {
            Some(folder) => folder.clone(),
            None => default_folder(&setup.config)?,
        };
        let store = open(&folder, &setup.config, self.fresh)?;
        let found = with_bar(output, workers, |workers| {
            tune(&setup, self.budget, &workers, Some(&store))
        });
        let found = found.map_err(|error| Failure::from(error).in_store(&folder))?;
        write(&folder, &found)?;
        output.text(&tune_text(&found))?;
        output.note(&format!("written to {}", folder.display()));
        if let Some(folder) = &self.export {
            write_model(folder, &exported(&found.config, &workers)?)?;
            output.note(&format!("the model is in {}", folder.display()));
        }
        output.json(&tune_json(&found, &command_line())?)?;
        Ok(Exit::Done)
    }

    fn configuration(&self) -> Result<Config, Failure> {
        let set = self.set.iter().map(|text| Override::set(text));
        let mut overrides = set.collect::<Result<Vec<_>, _>>()?;
        if let Some(seed) = &self.seed {
            overrides.push(Override::flag(&format!("--seed {seed}"), "seed", seed));
        }
        let file = self.config.as_deref();
        if self.file.is_none() && file.is_none() && overrides.is_empty() {
            let what = "tune needs a table: sweetspot tune FILE --label-column NAME";
            return Err(Failure::input(what));
        }
        let model = match self.model {
            ModelName::TwoLayer => Model::TwoLayer,
            ModelName::Mlp => Model::Mlp,
            ModelName::Cnn => Model::Cnn,
        };
        let table = self.file.as_deref();
        let table = table.map(|path| (path, self.label_column.as_deref()));
        configuration(model, table, |below| {
            Ok(Config::load_above(below, file, &overrides)?)
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
