//! What is reported of a run at its stop.

use crate::config::Config;
use crate::runs::{Job, Request, RunError, Worker};

pub(super) const QUANTITIES: &[&str] = &[
    "test_error",
    "test_ties",
    "unreached",
    "excess_error",
    "over_alignment",
    "over_fitting",
    "omega",
    "evaluations",
    "events",
    "sliding_events",
    "time",
    "relative_weight_change",
];

pub(super) fn observe(
    config: &Config,
    worker: &Worker<'_>,
) -> Result<Vec<(&'static str, f64)>, RunError> {
    let row = Request::from(config.clone()).answer(worker)?;
    let value = |name: &&'static str| match *name {
        "unreached" => f64::from(u8::from(!row.reached())),
        name => row.value(name),
    };
    let values = QUANTITIES.iter().map(|name| (*name, value(name)));
    Ok(values.collect())
}
