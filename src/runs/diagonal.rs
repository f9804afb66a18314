//! One run of a diagonal network, and runs of whichever network is configured.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::make::summary;
use super::{Run, RunError, draw_problem, run};
use crate::config::{Config, NetworkKind};
use crate::flow::{Following, follow_diagonal};
use crate::network::Diagonal;
use crate::quantities;

/// Makes one run of whichever network is configured: draws, follows.
///
/// # Errors
/// Whatever is wrong with the data or the setting.
pub fn run_any(config: &Config, interrupt: &AtomicBool) -> Result<quantities::Run, RunError> {
    match &config.network.kind {
        NetworkKind::TwoLayer(_) | NetworkKind::Custom(_) => {
            Ok(run(config, interrupt)?.boxed(config))
        }
        NetworkKind::Diagonal => Ok(run_diagonal(config, interrupt)?.boxed(config)),
    }
}

/// Makes one run of a diagonal network: draws the data, follows the flow of the squared loss from
/// `u = v = alpha 1`, measures.
///
/// ```
/// use std::sync::atomic::AtomicBool;
/// use sweetspot::config::{Config, Data, Loss, NetworkKind, StopAt};
/// let mut config = Config::default();
/// config.data.kind = Data::SparsePath;
/// config.network.kind = NetworkKind::Diagonal;
/// config.network.alpha = 1e-50;
/// config.loss.name = Loss::Squared;
/// (config.stop.at, config.stop.value) = (StopAt::Time, 1e9);
/// let run = sweetspot::runs::run_diagonal(&config, &AtomicBool::new(false))?;
/// let beta = run.solution.end.network.beta();
/// assert!((beta[2] - 10.0 / 7.0).abs() < 1e-6);
/// # Ok::<(), sweetspot::runs::RunError>(())
/// ```
///
/// # Errors
/// Whatever is wrong with the data or the setting; another kind of network.
pub fn run_diagonal(config: &Config, interrupt: &AtomicBool) -> Result<Run<Diagonal>, RunError> {
    if config.network.kind != NetworkKind::Diagonal {
        return Err(RunError::OtherNetwork {
            kind: "two-layer",
            what: "this run is that of a diagonal network",
        });
    }
    let problem = Arc::new(draw_problem(config)?);
    let start = Diagonal::new(config.network.alpha, problem.training.dimension());
    let following = Following {
        halvings: 0,
        events: false,
        interrupt,
    };
    let solution = follow_diagonal(config, &problem, &start, following)?;
    let summary = summary(config, &problem, &start, &solution);
    Ok(Run {
        problem,
        start,
        solution,
        summary,
    })
}
