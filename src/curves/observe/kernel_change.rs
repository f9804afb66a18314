//! How lazy a run was.

use faer::Mat;

use super::setting::two_layer;
use crate::config::Config;
use crate::observables::tangent_kernel;
use crate::quantities::Row;
use crate::runs::{Request, RunError, Worker};

pub(super) const QUANTITIES: &[&str] = &["weight_change", "kernel_change"];

/// |theta - theta(0)|/|theta(0)| and |Theta - Theta(0)|_F/|Theta(0)|_F at the stop, Theta the
/// tangent kernel on the training points (COB19).
pub(super) fn observe(
    config: &Config,
    worker: &Worker<'_>,
) -> Result<Vec<(&'static str, f64)>, RunError> {
    let run = Request::from(config.clone()).run_on(worker)?;
    let kernel = |network| -> Result<Mat<f64>, RunError> {
        Ok(tangent_kernel(run.data(), two_layer(network)?))
    };
    let before = kernel(&*run.start)?;
    let after = kernel(run.end().network)?;
    let moved = Row::of(&run).map_or(f64::NAN, |row| row.value("relative_weight_change"));
    let change = (&after - &before).norm_l2() / before.norm_l2();
    Ok(vec![("weight_change", moved), ("kernel_change", change)])
}
