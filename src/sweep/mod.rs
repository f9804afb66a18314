//! Sweeps: a grid of runs, their curve and its optimum.

mod curve;
mod diagonal;
mod halving;
mod learning_rate;
mod parallel;
mod plan;
mod record;
mod run;
mod store;
mod whole;

pub use curve::{LEVEL, MARGIN, curves};
pub use diagonal::{AnyRun, run_any, run_diagonal};
pub use halving::{StepCheck, StepError, step_error};
pub use learning_rate::{LearningRateEdge, largest_learning_rate};
pub use parallel::Execution;
pub use plan::Plan;
pub use record::{Curve, CurvePoint, Optimum, RunKey, RunRecord, TwoLinesTest, UTest, Verdict};
pub use run::{
    Following, Run, RunError, draw_problem, draw_start, follow, require_two_layer, run, run_from,
};
pub use store::{Ledger, NUMERICS_VERSION, Store, StoreError};
pub use whole::{Progress, SWEPT, Sweep, sweep};
