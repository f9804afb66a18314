//! Sweeps: a grid of runs, their curve and its optimum.

mod curve;
mod estimate;
mod folder;
mod halving;
mod shares;
mod table;

pub use curve::{Curve, CurvePoint, LEVEL, MARGIN, Optimum, TwoLinesTest, UTest, Verdict};
pub use estimate::{Estimate, estimate};
pub use folder::{FolderError, configuration, open};
pub use halving::{StepCheck, StepError, step_error};
pub use shares::{Share, help_others, join, make_part, missing};
pub use table::table;

use halving::{step_check, to_halve};

use std::sync::Arc;

use crate::config::CommandConfig;
use crate::data::TableSummary;
use crate::runs::{Plan, Rows, RunError, RunRecord, Store, Workers};

/// What a sweep found.
#[derive(Clone, Debug, Default)]
pub struct Sweep {
    /// Every run, in the order of the plan.
    pub rows: Rows,
    /// Test error against alpha, one curve for each combination of the other swept keys.
    pub curves: Vec<Curve>,
    /// What the step of gradient descent costs in accuracy; `None` for other methods.
    pub step_check: Option<StepCheck>,
    /// What the first replicate took from a file, where the data are one and someone asked
    /// ([`table`]).
    pub table: Option<TableSummary>,
    /// What the test errors are, where they are a command's and it calls them otherwise.
    pub metric: Option<String>,
}

impl Sweep {
    /// Whether any point of a curve has a test error.
    pub fn has_test_errors(&self) -> bool {
        let mut points = self.curves.iter().flat_map(|curve| &curve.points);
        points.any(|point| point.mean.is_some())
    }

    /// The runs that could not be made, each with its reason.
    pub fn failed(&self) -> impl Iterator<Item = (&RunRecord, &Arc<RunError>)> {
        let records = self.rows.records.iter();
        records.filter_map(|record| Some((record, record.row.as_ref().err()?)))
    }
}

/// Makes the runs of a plan that a store does not hold yet, those of a gradient descent also at half
/// the step for some replicates, and gathers the curves.
///
/// ```
/// use sweetspot::{config::Config, runs::{Plan, Workers}, sweep::sweep};
/// let mut config = Config::default();
/// config.network.set_width(16);
/// let plan = Plan::new(config).axis("network.alpha", [1e-3, 0.1, 1.0]).replicates(2);
/// let found = sweep(&plan, &Workers::default(), None)?;
/// assert_eq!(found.curves[0].points.len(), 3);
/// # Ok::<(), sweetspot::runs::RunError>(())
/// ```
///
/// # Errors
/// As for [`Plan::run`]. A run that fails is a row with its reason.
pub fn sweep(plan: &Plan, workers: &Workers<'_>, store: Option<&Store>) -> Result<Sweep, RunError> {
    let runs = plan.requests()?;
    let again = to_halve(&runs);
    let count = runs.len();
    let (mut at, requests): (Vec<_>, Vec<_>) = runs.into_iter().chain(again).unzip();
    let mut rows = workers.perform(&requests, store)?;
    let halved = plan.rows(at.split_off(count), rows.split_off(count));
    let rows = plan.rows(at, rows);
    Ok(Sweep {
        curves: Curve::of(&rows, "test_error"),
        step_check: step_check(&rows, &halved),
        table: None,
        metric: plan
            .config()
            .command
            .as_ref()
            .and_then(CommandConfig::measured),
        rows,
    })
}

/// How many runs a sweep makes, those made again at half the step (twice as long) counted by their
/// length.
///
/// # Errors
/// As for [`Plan::requests`].
pub fn length(plan: &Plan) -> Result<usize, RunError> {
    let runs = plan.requests()?;
    Ok(runs.len() + 2 * to_halve(&runs).len())
}
