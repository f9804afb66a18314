//! What the step of gradient descent costs in accuracy, measured by halving it once.

use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::{Plan, Run, RunKey, RunRecord, follow};
use crate::config::{Config, Method, Record};
use crate::flow::{FlowError, Solution, StopReason};
use crate::observables::{angle, test_error};
use crate::statistics::mean_interval;

/// Replicates that are made again at half the step.
const REPLICATES: u64 = 4;

/// How far the mean test error moves when the step is halved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepCheck {
    /// Replicates compared.
    pub replicates: u64,
    /// The alpha at which the change is largest in standard errors.
    pub alpha: f64,
    /// The change of the mean test error there.
    pub change: f64,
    /// The same in standard errors of the mean over all replicates. Below 1/2 the step does
    /// not matter for the curve.
    pub standard_errors: f64,
}

/// The runs to make again: the first replicates of a full-batch descent; none otherwise.
pub(super) fn keys_to_halve(plan: &Plan) -> Vec<RunKey> {
    if !is_full_batch_descent(&plan.config) {
        return Vec::new();
    }
    let first = |key: &&RunKey| key.replicate < REPLICATES;
    plan.keys.iter().filter(first).cloned().collect()
}

/// Compares the runs made again with the originals; `None` without test errors or with one
/// replicate only.
pub(super) fn step_check(records: &[RunRecord], halved: &[RunRecord]) -> Option<StepCheck> {
    let mut worst: Option<StepCheck> = None;
    let mut seen: Vec<&RunKey> = Vec::new();
    for first in halved {
        let same = |key: &RunKey| key.alpha == first.key.alpha && key.is_in_curve_of(&first.key);
        if seen.iter().any(|key| same(key)) {
            continue;
        }
        seen.push(&first.key);
        let changes: Vec<f64> = halved
            .iter()
            .filter(|run| same(&run.key))
            .map(|run| {
                let original = records.iter().find(|record| record.key == run.key)?;
                Some(run.summary.test_error? - original.summary.test_error?)
            })
            .collect::<Option<_>>()?;
        let errors: Vec<f64> = records
            .iter()
            .filter(|record| same(&record.key))
            .map(|record| record.summary.test_error)
            .collect::<Option<_>>()?;
        let standard_error = mean_interval(&errors, 0.05).ok()?.standard_error;
        let change = changes.iter().sum::<f64>() / changes.len() as f64;
        let standard_errors = if change == 0.0 {
            0.0
        } else {
            change.abs() / standard_error
        };
        if worst
            .as_ref()
            .is_none_or(|w| standard_errors > w.standard_errors)
        {
            worst = Some(StepCheck {
                replicates: changes.len() as u64,
                alpha: first.key.alpha,
                change,
                standard_errors,
            });
        }
    }
    worst
}

/// Whether the error of a run is that of its step alone.
fn is_full_batch_descent(config: &Config) -> bool {
    config.flow.method == Method::Descent && config.flow.batch_size.is_none()
}

/// How far one run moves when its step is halved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepError {
    /// Angle between the effective predictors at the stop, radians; `None` when one is zero.
    pub direction: Option<f64>,
    /// Change of the test error; `None` without a test set.
    pub test_error: Option<f64>,
    /// Relative change of the time at the stop.
    pub time: f64,
}

/// Makes a run again at half the step and compares. `None` for other methods than
/// full-batch descent, and when either run did not reach its target.
///
/// # Errors
/// As for [`follow`].
pub fn step_error(
    config: &Config,
    run: &Run,
    interrupt: &AtomicBool,
) -> Result<Option<StepError>, FlowError> {
    let reached = StopReason::Reached;
    if !is_full_batch_descent(config) || run.solution.stopped != reached {
        return Ok(None);
    }
    let mut unrecorded = config.clone();
    unrecorded.flow.record = Record::default();
    let halved = follow(&unrecorded, &run.problem, &run.start, 1, interrupt)?;
    if halved.stopped != reached {
        return Ok(None);
    }
    let predictor = |solution: &Solution| solution.end.network.effective_predictor();
    let error_again = test_error(&halved.end.network, &run.problem);
    let (time, time_again) = (run.solution.end.time, halved.end.time);
    Ok(Some(StepError {
        direction: angle(&predictor(&run.solution), &predictor(&halved)),
        test_error: error_again
            .zip(run.summary.test_error)
            .map(|(again, before)| again.error - before),
        time: if time > 0.0 {
            time_again / time - 1.0
        } else {
            0.0
        },
    }))
}
