//! `sweetspot theory`: the predictions for a setting, without training.

use super::arguments::Arguments;
use super::failure::{Exit, Failure};
use crate::config::Config;
use crate::network::{Networks, TwoLayer};
use crate::report::{theory_json, theory_text};
use crate::runs::{RunError, draw_problem};
use crate::theory::predict;

/// Show what the theory predicts for a setting, without training
///
/// Draws the data and the initial weights of one run and prints what theorems say about it:
/// how long neurons only turn (the alignment phase), how closely they align, the margin
/// and loss they end with, the error that perfect alignment costs. A theorem whose premise
/// fails here is listed with the reason, such as an alpha that is too large.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot theory --alpha 1e-6
  sweetspot theory --alpha 1e-6 --set data.kind=separable
  sweetspot theory --config my.toml --replicate 3 --json

Paper keys, as YHL26, are listed in the documentation of sweetspot::theory.")]
pub(super) struct Theory {
    /// Predict run N of a sweep
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    replicate: Option<String>,
    #[command(flatten)]
    arguments: Arguments,
}

impl Theory {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let Arguments { output, .. } = &self.arguments;
        self.arguments.refuse_out("theory")?;
        let replicate = ("--replicate", &self.replicate, "replicate");
        let config = self.arguments.load(&[replicate])?;
        refuse_divided(&config)?;
        let problem = draw_problem(&config)?;
        let start = Networks::default().start(&config, &problem);
        let start = start.map_err(RunError::from)?;
        let two_layer = start.downcast::<TwoLayer>();
        let two_layer = two_layer.ok_or_else(|| RunError::NoMeaning {
            what: "a prediction of `theory`".to_owned(),
            kind: start.kind().to_owned(),
        })?;
        let found = predict(&config, &problem, two_layer);
        output.text(&theory_text(&found))?;
        output.json(&theory_json(&found, &config)?)?;
        Ok(Exit::Done)
    }
}

/// The theorems speak of networks whose output is not divided.
fn refuse_divided(config: &Config) -> Result<(), Failure> {
    let gamma = config.network.output_divisor();
    if gamma == 1.0 {
        return Ok(());
    }
    let message = format!("network.output_divisor is {gamma}: the predictions are about f itself");
    let hint = "f/gamma from alpha is f from alpha/gamma^(1/2), at times divided by gamma";
    Err(Failure::input(message).hint(hint))
}
