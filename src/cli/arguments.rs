//! The arguments that commands share, and the configuration they lead to.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;

use super::failure::Failure;
use super::output::Output;
use super::running::Threads;
use crate::config::{Config, Override, key_of_labels, schema};

/// Where a configuration comes from.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Configuration")]
pub struct Configuration {
    /// Read the configuration from a TOML file
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Set any key of the configuration (repeatable; `sweetspot schema` lists the keys)
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Master seed of all random numbers
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<String>,
}

impl Configuration {
    /// The keys of `--set` and `--seed`.
    pub fn overrides(&self) -> Result<Vec<Override>, Failure> {
        let set = self.set.iter().map(|text| Override::set(text));
        let mut overrides = set.collect::<Result<Vec<_>, _>>()?;
        if let Some(seed) = &self.seed {
            overrides.push(Override::flag(&format!("--seed {seed}"), "seed", seed));
        }
        Ok(overrides)
    }
}

/// The arguments of every command that reads a configuration.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    pub configuration: Configuration,
    #[command(flatten)]
    shortcuts: Shortcuts,
    #[command(flatten)]
    pub threads: Threads,
    #[command(flatten)]
    pub output: Output,
}

/// Flags that stand for one key, or for the two that go together.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Shortcuts")]
struct Shortcuts {
    /// Initialisation scale: small is strong feature learning [network.alpha]
    #[arg(long, value_name = "ALPHA", allow_negative_numbers = true)]
    alpha: Option<String>,
    /// Number of hidden neurons [network.width]
    #[arg(long, value_name = "H", allow_negative_numbers = true)]
    width: Option<String>,
    /// How the gradient flow is followed [flow.method]
    #[arg(long, value_name = "METHOD", value_parser = choice_of("flow.method"))]
    method: Option<String>,
    /// Loss of the margin [loss.name]
    #[arg(long, value_name = "LOSS", value_parser = choice_of("loss.name"))]
    loss: Option<String>,
    /// Stop at this mean training loss [stop.at, stop.value]
    #[arg(long, value_name = "RISK", allow_negative_numbers = true)]
    target_risk: Option<String>,
    /// Train on the points of a file: a table (.csv, .tsv, .txt, .parquet), .npy, .npz or IDX, each
    /// also gzipped [data.kind, data.path]
    #[arg(long, value_name = "FILE")]
    data: Option<String>,
    /// Take the labels from a file of their own, in any of these formats, or from a column
    /// [data.labels, data.label_column]
    #[arg(long, value_name = "FILE")]
    labels: Option<String>,
    /// Take the labels from this column, a name or a position from 0 [data.label_column]
    #[arg(long, value_name = "NAME")]
    label_column: Option<String>,
}

fn choice_of(key: &str) -> PossibleValuesParser {
    PossibleValuesParser::new(schema::choices(key))
}

/// A flag of one command: its name, what was given, and the key it stands for.
pub type Own<'a> = (&'a str, &'a Option<String>, &'a str);

impl Arguments {
    /// Refuses `--out` for a command that writes nothing.
    pub fn refuse_out(&self, command: &str) -> Result<(), Failure> {
        refuse_out(&self.output, command)
    }

    /// Takes the file that was named without a flag for that of `--data`.
    pub fn train_on(&mut self, file: Option<String>) -> Result<(), Failure> {
        if file.is_some() && self.shortcuts.data.is_some() {
            let what = "two files to train on: one by itself, one by --data";
            return Err(Failure::input(what).hint("leave one of them out"));
        }
        self.shortcuts.data = self.shortcuts.data.take().or(file);
        Ok(())
    }

    /// Whether `--alpha` was given.
    pub fn has_alpha(&self) -> bool {
        self.shortcuts.alpha.is_some()
    }

    /// The configuration: defaults, file, `--set`, flags, in rising order of rank; last a command's own
    /// flags.
    pub fn load(&self, own: &[Own<'_>]) -> Result<Config, Failure> {
        self.load_with(own, Vec::new())
    }

    /// The same with more above.
    pub fn load_with(&self, own: &[Own<'_>], more: Vec<Override>) -> Result<Config, Failure> {
        let mut overrides = self.configuration.overrides()?;
        let mut add = |flag: &str, given: &Option<String>, key: &str, implied: Option<&str>| {
            if let Some(value) = given {
                let written = format!("{flag} {value}");
                overrides.push(Override::flag(&written, key, implied.unwrap_or(value)));
            }
        };
        let flags = &self.shortcuts;
        add("--alpha", &flags.alpha, "network.alpha", None);
        add("--width", &flags.width, "network.width", None);
        add("--method", &flags.method, "flow.method", None);
        add("--loss", &flags.loss, "loss.name", None);
        add("--target-risk", &flags.target_risk, "stop.value", None);
        add("--data", &flags.data, "data.path", None);
        let labels = flags.labels.as_deref().map_or("", key_of_labels);
        add("--labels", &flags.labels, labels, None);
        let column = &flags.label_column;
        add("--label-column", column, "data.label_column", None);
        let risk = Some("training-risk");
        add("--target-risk", &flags.target_risk, "stop.at", risk);
        add("--data", &flags.data, "data.kind", Some("file"));
        for (flag, given, key) in own {
            add(flag, given, key, None);
        }
        overrides.extend(more);
        let file = self.configuration.config.as_deref();
        Ok(Config::load(file, &overrides)?)
    }
}

/// Refuses `--out` for what writes no files: a folder that stays empty would be a riddle.
pub fn refuse_out(output: &Output, command: &str) -> Result<(), Failure> {
    match &output.out {
        None => Ok(()),
        Some(_) => Err(Failure::input(format!(
            "--out has no meaning here: {command} writes no files"
        ))
        .hint("print into a file: > FILE")),
    }
}
