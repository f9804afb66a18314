//! `sweetspot config`: the configuration in effect, or what is wrong with it.

use std::path::PathBuf;

use super::arguments::Arguments;
use super::failure::{Exit, Failure};

/// Show the configuration in effect, or check a file
///
/// Prints every key with its value, as a TOML file to start from; docs/schema.md says
/// what each key means.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot config --print > my.toml
  sweetspot config --print --set data.kind=digits
  sweetspot config --check my.toml")]
pub(super) struct Config {
    /// Print the configuration in effect (done without this flag too)
    #[arg(long)]
    print: bool,
    /// Say whether a file is valid, or what is wrong with it and where
    #[arg(long, value_name = "FILE", conflicts_with_all = ["print", "config"])]
    check: Option<PathBuf>,
    #[command(flatten)]
    arguments: Arguments,
}

impl Config {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let mut arguments = self.arguments;
        let file = &mut arguments.configuration.config;
        *file = self.check.clone().or(file.take());
        arguments.refuse_out("config")?;
        let config = arguments.load(&[])?;
        let output = &arguments.output;
        match &self.check {
            Some(file) => {
                output.text(&format!("{}: valid\n", file.display()))?;
                output.json(&serde_json::json!({ "file": file, "valid": true }))?;
            }
            None => {
                output.text(&config.to_toml()?)?;
                output.json(&config)?;
            }
        }
        Ok(Exit::Done)
    }
}
