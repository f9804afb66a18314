//! `sweetspot quantities`: every name that a claim's formula may use.

use super::failure::{Exit, Failure};
use super::output::Output;
use crate::quantities::quantities;
use crate::report::{quantities_json, quantities_text};

/// List the quantities that a claim's formulas may use
///
/// For each quantity: its name; its axes, which say what it has a number for (each run, recorded
/// time, neuron, training point); its unit; what it is and where it is defined. A quantity
/// along time alone is named <name>_at, and <name> is its value at the end of the run; the recorded
/// time itself is t. A neuron's class is the positive one where its output weight is positive at
/// the start, else the negative one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot quantities
  sweetspot quantities psi
  sweetspot quantities margin --json")]
pub(super) struct Quantities {
    /// Only quantities whose name contains this
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Print one JSON document on stdout
    #[arg(long)]
    json: bool,
}

impl Quantities {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let part = self.name.unwrap_or_default().to_ascii_lowercase();
        let all = quantities().iter();
        let found: Vec<_> = all.filter(|one| one.name.contains(&part)).collect();
        if found.is_empty() {
            let message = format!("no quantity has `{part}` in its name");
            return Err(Failure::input(message).hint("`sweetspot quantities` lists every name"));
        }
        let output = Output {
            json: self.json,
            ..Output::default()
        };
        output.text(&quantities_text(&found))?;
        output.json(&quantities_json(&found))?;
        Ok(Exit::Done)
    }
}
