//! A run's summary as named numbers.

use std::sync::atomic::AtomicBool;

use crate::config::Config;
use crate::flow::StopReason;
use crate::runs::{RunError, run};

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
    interrupt: &AtomicBool,
) -> Result<Vec<(&'static str, f64)>, RunError> {
    let summary = run(config, interrupt)?.summary;
    let or_nan = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let unreached = summary.stop_reason != StopReason::Reached;
    Ok(vec![
        ("test_error", or_nan(summary.test_error)),
        ("test_ties", or_nan(summary.test_ties)),
        ("unreached", f64::from(u8::from(unreached))),
        ("excess_error", or_nan(summary.excess_error)),
        ("over_alignment", or_nan(summary.over_alignment)),
        ("over_fitting", or_nan(summary.over_fitting)),
        ("omega", or_nan(summary.omega)),
        ("evaluations", summary.evaluations as f64),
        ("events", summary.events as f64),
        ("sliding_events", summary.sliding_events as f64),
        ("time", summary.time),
        ("relative_weight_change", summary.relative_weight_change),
    ])
}
