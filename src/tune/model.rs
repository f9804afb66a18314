//! The network at the recommended value, as numbers that need nothing of this program.

use super::targets::with_unit_targets;
use crate::config::Config;
use crate::runs::{ExportedModel, Request, RunError, Workers};

/// Why a model cannot be exported; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    #[error(transparent)]
    Run(#[from] RunError),
    #[error("--export does not know the layers of this kind of network")]
    NoChain,
}

/// Trains the recommended configuration on the first split, and takes it apart.
///
/// # Errors
/// As for [`Request::run`]; a network that is no chain of steps.
pub fn exported(config: &Config, workers: &Workers<'_>) -> Result<ExportedModel, ExportError> {
    let unit = with_unit_targets(config).map_err(RunError::from)?;
    let (problem, targets) = unit.unzip();
    let request = Request {
        problem,
        ..Request::from(config.clone())
    };
    let run = request.run(workers)?;
    let model = ExportedModel::of(&run).map_err(RunError::from)?;
    let model = model.ok_or(ExportError::NoChain)?;
    Ok(match targets {
        Some(targets) => model.in_unit(targets.mean, targets.deviation),
        None => model,
    })
}
