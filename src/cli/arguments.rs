//! The arguments that commands share, and the configuration they lead to.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;

use super::failure::Failure;
use super::output::Output;
use crate::config::{Config, Override, schema};

/// The arguments of every command that reads a configuration.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Read the configuration from a TOML file
    #[arg(long, value_name = "FILE", help_heading = "Configuration")]
    pub config: Option<PathBuf>,
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
    shortcuts: Shortcuts,
    /// Use this many threads [default: one a core]
    #[arg(long, value_name = "N", help_heading = "Running")]
    threads: Option<NonZeroUsize>,
    #[command(flatten)]
    printing: Printing,
}

/// How results are given out: the arguments of commands that print.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub struct Printing {
    /// Print one JSON document on stdout
    #[arg(long)]
    json: bool,
    /// Write files into this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Print no notes and no progress
    #[arg(long, short)]
    quiet: bool,
    /// Print more about what is done
    #[arg(long, short, action = clap::ArgAction::Count)]
    verbose: u8,
}

impl Printing {
    /// How to print.
    pub fn output(&self) -> Output {
        Output {
            json: self.json,
            quiet: self.quiet,
            verbose: self.verbose,
        }
    }
}

/// The number of threads to use: the one given, or one a core.
pub fn threads(given: Option<NonZeroUsize>) -> usize {
    let cores = std::thread::available_parallelism();
    given.or(cores.ok()).map_or(1, NonZeroUsize::get)
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
    /// Train on the points of a file, .csv or .npy [data.kind, data.path]
    #[arg(long, value_name = "FILE")]
    data: Option<String>,
    /// Take the labels from a file of their own, .csv or .npy [data.labels]
    #[arg(long, value_name = "FILE")]
    labels: Option<String>,
}

/// What a command works with.
#[derive(Clone, Debug)]
pub struct Context {
    /// The configuration: defaults, file, `--set`, flags, in rising order of rank.
    pub config: Config,
    /// The folder to write into, where one was given.
    pub out: Option<PathBuf>,
    /// The number of threads, where one was given.
    pub threads: Option<NonZeroUsize>,
    /// How to print.
    pub output: Output,
}

impl Context {
    /// The number of threads to use: the one given, or one a core.
    pub fn threads(&self) -> usize {
        threads(self.threads)
    }
}

impl Arguments {
    /// Reads and checks the configuration. `more` are the keys set by a command's own
    /// flags; they rank highest.
    ///
    /// # Errors
    /// As for [`Config::load`].
    pub fn context(&self, more: &[Override]) -> Result<Context, Failure> {
        self.context_of(self.config.as_deref(), more)
    }

    /// Like [`context`](Arguments::context), with the file named by the command.
    ///
    /// # Errors
    /// As for [`Config::load`].
    pub fn context_of(&self, file: Option<&Path>, more: &[Override]) -> Result<Context, Failure> {
        let mut overrides = Vec::new();
        for text in &self.set {
            overrides.push(Override::set(text)?);
        }
        overrides.extend(self.flags());
        overrides.extend_from_slice(more);
        Ok(Context {
            config: Config::load(file, &overrides)?,
            out: self.printing.out.clone(),
            threads: self.threads,
            output: self.printing.output(),
        })
    }

    fn flags(&self) -> Vec<Override> {
        let shortcuts = &self.shortcuts;
        let mut overrides = Vec::new();
        let mut add = |flag: &str, key: &str, value: &Option<String>| {
            if let Some(value) = value {
                overrides.push(Override::flag(&format!("{flag} {value}"), key, value));
            }
        };
        add("--seed", "seed", &self.seed);
        add("--alpha", "network.alpha", &shortcuts.alpha);
        add("--width", "network.width", &shortcuts.width);
        add("--method", "flow.method", &shortcuts.method);
        add("--loss", "loss.name", &shortcuts.loss);
        add("--target-risk", "stop.value", &shortcuts.target_risk);
        add("--data", "data.path", &shortcuts.data);
        add("--labels", "data.labels", &shortcuts.labels);
        if let Some(risk) = &shortcuts.target_risk {
            let written = format!("--target-risk {risk}");
            overrides.push(Override::flag(&written, "stop.at", "training-risk"));
        }
        if let Some(path) = &shortcuts.data {
            let written = format!("--data {path}");
            overrides.push(Override::flag(&written, "data.kind", "file"));
        }
        overrides
    }
}

/// The words of a key, so that help and completions list them.
fn choice_of(key: &str) -> PossibleValuesParser {
    PossibleValuesParser::new(schema::choices(key))
}
