//! What the step of gradient descent costs in accuracy, measured by halving it once.

use serde::{Deserialize, Serialize};

use crate::config::{Data, Record, StopAt};
use crate::flow::{Solution, StopReason};
use crate::math::mean;
use crate::network::TwoLayer;
use crate::observables::angle;
use crate::quantities::{Row, Run};
use crate::runs::{Coordinates, Request, Rows, RunError, RunRecord, Workers};
use crate::statistics::Contrast;

/// Replicates that are made again at half the step.
const REPLICATES: u64 = 4;

/// How far the mean test error moves when the step is halved.
#[derive(Clone, Debug, PartialEq)]
pub struct StepCheck {
    /// Replicates compared.
    pub replicates: u64,
    /// The value of the axis at which the change is largest in standard errors.
    pub value: f64,
    /// The change of the mean test error there.
    pub change: f64,
    /// The same in standard errors of the mean over all replicates. Below 1/2 the step does
    /// not matter for the curve.
    pub standard_errors: f64,
}

/// The runs to make again: the first replicates of a full-batch descent, where they have a
/// test set; none otherwise.
pub(super) fn to_halve(runs: &[(Coordinates, Request)]) -> Vec<(Coordinates, Request)> {
    let again = runs.iter().filter(|(at, request)| {
        let config = &request.config;
        let tested = match &config.data.kind {
            Data::ThreePoints(_) | Data::SparsePath | Data::SparseRegression(_) => false,
            // Without a number of samples every row trains.
            Data::File(_) => at.number("samples").is_some(),
            _ => true,
        };
        config.flow.method.is_full_batch_descent() && at.replicate < REPLICATES && tested
    });
    let halved = again.map(|(at, request)| {
        let halvings = request.halvings + 1;
        let request = Request {
            halvings,
            ..request.clone()
        };
        (at.clone(), request)
    });
    halved.collect()
}

/// Compares the runs made again with the originals at every point of the grid, and returns
/// the worst; `None` where nothing can be compared.
pub(super) fn step_check(rows: &Rows, halved: &Rows) -> Option<StepCheck> {
    let mut points: Vec<&Coordinates> = Vec::new();
    for run in &halved.records {
        if !points.iter().any(|at| at.values == run.at.values) {
            points.push(&run.at);
        }
    }
    let checks = points.iter().filter_map(|at| check(at, rows, halved));
    checks.reduce(
        |worst, check| match check.standard_errors > worst.standard_errors {
            true => check,
            false => worst,
        },
    )
}

/// The comparison at one point of the grid; `None` with fewer than two replicates, and where
/// no run reached its target with both steps.
fn check(point: &Coordinates, rows: &Rows, halved: &Rows) -> Option<StepCheck> {
    let here = |run: &&RunRecord| run.at.values == point.values;
    let made = rows.records.iter().filter(here);
    let made = made.filter_map(|run| run.row.as_ref().ok());
    let errors: Option<Vec<f64>> = made.map(|row| row.number("test_error")).collect();
    let standard_error = Contrast::new(&errors?).ok()?.standard_error();
    let changes = halved.records.iter().filter(here).filter_map(|run| {
        let original = rows.records.iter().find(|record| record.at == run.at)?;
        change(original.row.as_ref().ok()?, run.row.as_ref().ok()?)
    });
    let changes: Vec<f64> = changes.collect();
    if changes.is_empty() {
        return None;
    }
    let change = mean(&changes);
    Some(StepCheck {
        replicates: changes.len() as u64,
        value: point.number(&rows.axis)?,
        change,
        standard_errors: match change == 0.0 {
            true => 0.0,
            false => change.abs() / standard_error,
        },
    })
}

/// The change of the test error between two runs that both reached their target. Runs that
/// agree in steps and time took the same step (the one first chosen was too long, and the
/// run itself halved it), and say nothing.
fn change(original: &Row, halved: &Row) -> Option<f64> {
    let same = |name: &str| original.number(name) == halved.number(name);
    let same_step = original.value("steps") > 0.0 && same("steps") && same("time");
    if !original.reached() || !halved.reached() || same_step {
        return None;
    }
    Some(halved.number("test_error")? - original.number("test_error")?)
}

/// How far one run moves when its step is halved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepError {
    /// Angle between the effective predictors at the stop, radians; `None` when one is zero.
    pub direction: Option<f64>,
    /// Change of the test error; `None` without a test set.
    pub test_error: Option<f64>,
    /// Relative change of the time at the stop; 0 where the rule is a time.
    pub time: f64,
}

/// Makes a run again at half the step and compares. `None` for other methods than
/// full-batch descent, for other networks than two-layer ones, and when either run did not reach
/// its target.
///
/// # Errors
/// As for [`Request::run`].
pub fn step_error(run: &Run, workers: &Workers<'_>) -> Result<Option<StepError>, RunError> {
    let two_layer_descent =
        run.two_layer().is_some() && run.config.flow.method.is_full_batch_descent();
    let reached = |solution: &&Solution<_>| solution.stopped == StopReason::Reached;
    let solution = run.solution.as_ref().filter(reached);
    let Some(solution) = solution.filter(|_| two_layer_descent) else {
        return Ok(None);
    };
    let mut config = run.config.clone();
    config.flow.record = Record::default();
    // Half of the step that was taken, which can be shorter than the one first chosen.
    config.flow.method = config.flow.method.with_step(solution.step);
    let again = Request {
        problem: Some(run.problem.clone()),
        start: Some(run.start.clone()),
        halvings: 1,
        ..Request::from(config)
    };
    let halved = again.run(workers)?;
    let (before, after) = (Row::of(run), Row::of(&halved));
    let (Some(before), Some(after)) = (before, after.filter(Row::reached)) else {
        return Ok(None);
    };
    let predictor = |run: &Run| {
        let end = run.end();
        Some(end.network.downcast::<TwoLayer>()?.effective_predictor())
    };
    let predictors = predictor(run).zip(predictor(&halved));
    let errors = after.number("test_error").zip(before.number("test_error"));
    let (time, time_again) = (before.value("time"), after.value("time"));
    Ok(Some(StepError {
        direction: predictors.and_then(|(a, b)| angle(&a, &b)),
        test_error: errors.map(|(again, before)| again - before),
        time: match time > 0.0 && run.config.stop.at != StopAt::Time {
            true => time_again / time - 1.0,
            false => 0.0,
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn only_runs_that_reached_with_another_step_are_compared() {
        let mut config = Config::default();
        config.network.set_width(4);
        let run = Request::from(config).run(&Workers::default()).unwrap();
        let original = Row::of(&run).unwrap();
        let (steps, error) = (original.value("steps"), original.value("test_error"));
        let halved = original.clone().with("steps", Some(2.0 * steps));
        let halved = halved.with("test_error", Some(error + 0.25));
        let moved = change(&original, &halved).unwrap();
        assert!((moved - 0.25).abs() < 1e-15);
        assert_eq!(change(&original, &original), None);
        let mut exhausted = halved.clone();
        exhausted.stop_reason = StopReason::Exhausted;
        assert_eq!(change(&original, &exhausted), None);
        assert_eq!(change(&exhausted, &halved), None);
    }
}
