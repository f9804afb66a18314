//! Work against precision.

use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::Reading;
use crate::config::{Config, Method};
use crate::data::Problem;
use crate::flow::{Solution, StopReason};
use crate::network::TwoLayer;
use crate::observables::angle;
use crate::runs::{Following, RunError, draw_problem, draw_start, follow};

pub(super) const KEYS: &[&str] = &["setting"];
pub(super) const QUANTITIES: &[&str] = &["evaluations", "error"];

/// The ladders of settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Tolerance of the exact flow that counts as the truth.
    pub reference: f64,
    /// Tolerances of the exact flow.
    pub exact: Vec<f64>,
    /// Tolerances of the Runge-Kutta pair.
    pub runge_kutta: Vec<f64>,
    /// The step of descent is halved up to this often.
    pub halvings: u32,
    /// Steps after which a run is given up and left out.
    pub most_steps: u64,
}

/// Evaluations, and the angle in radians of the effective predictor at the stop to that of the
/// reference: one row a method and setting. Runs that do not reach the stop are left out.
pub(super) fn observe(
    config: &Config,
    settings: &Settings,
    interrupt: &AtomicBool,
) -> Result<Vec<Reading>, RunError> {
    let problem = draw_problem(config)?;
    let start = draw_start(config, &problem);
    let ending = |method, halvings| {
        let mut config = config.clone();
        config.flow.method = method;
        config.stop.max_steps = settings.most_steps;
        ending(&config, &problem, &start, halvings, interrupt)
    };
    let exact = |&tolerance: &f64| Method::Exact { tolerance };
    let runge_kutta = |&tolerance: &f64| Method::RungeKutta { tolerance };
    let Some((reference, _)) = ending(exact(&settings.reference), 0)? else {
        return Ok(Vec::new());
    };
    let mut rows = Vec::new();
    let mut runs = Vec::new();
    let methods = settings.exact.iter().map(exact).enumerate();
    runs.extend(methods.map(|(k, method)| ("exact", k, method, 0)));
    let methods = settings.runge_kutta.iter().map(runge_kutta).enumerate();
    runs.extend(methods.map(|(k, method)| ("Runge-Kutta", k, method, 0)));
    let halvings = 0..=settings.halvings;
    runs.extend(halvings.map(|k| ("gradient descent", k as usize, Method::descent(), k)));
    for (line, k, method, halvings) in runs {
        if let Some((predictor, evaluations)) = ending(method, halvings)? {
            let values = [
                ("evaluations", evaluations as f64),
                ("error", angle(&predictor, &reference).unwrap_or(f64::NAN)),
            ];
            rows.push(Reading::new(line, &[("setting", (k + 1) as f64)], &values));
        }
    }
    Ok(rows)
}

/// Effective predictor and evaluations of a run that reached its stop.
fn ending(
    config: &Config,
    problem: &Problem,
    start: &TwoLayer,
    halvings: u32,
    interrupt: &AtomicBool,
) -> Result<Option<(Vec<f64>, u64)>, RunError> {
    let following = Following {
        halvings,
        events: false,
        interrupt,
    };
    let run: Solution = follow(config, problem, start, following)?;
    let reached = run.stopped == StopReason::Reached;
    Ok(reached.then(|| (run.end.network.effective_predictor(), run.cost.evaluations)))
}
