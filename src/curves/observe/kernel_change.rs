//! How lazy a run was.

use std::sync::atomic::AtomicBool;

use crate::config::Config;
use crate::observables::tangent_kernel;
use crate::runs::{RunError, run};

pub(super) const QUANTITIES: &[&str] = &["weight_change", "kernel_change"];

/// |theta - theta(0)|/|theta(0)| and |Theta - Theta(0)|_F/|Theta(0)|_F at the stop, Theta the
/// tangent kernel on the training points (COB19).
pub(super) fn observe(
    config: &Config,
    interrupt: &AtomicBool,
) -> Result<Vec<(&'static str, f64)>, RunError> {
    let run = run(config, interrupt)?;
    let data = &run.problem.training;
    let before = tangent_kernel(data, &run.start);
    let after = tangent_kernel(data, &run.solution.end.network);
    let change = (&after - &before).norm_l2() / before.norm_l2();
    Ok(vec![
        ("weight_change", run.summary.value("relative_weight_change")),
        ("kernel_change", change),
    ])
}
