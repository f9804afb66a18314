//! Work against precision.

use serde::{Deserialize, Serialize};

use super::setting::Reading;
use crate::config::{Config, Method};
use crate::flow::StopReason;
use crate::observables::angle;
use crate::runs::{Request, RunError, Worker};

/// The ladders of settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub reference: f64,
    pub exact: Vec<f64>,
    pub runge_kutta: Vec<f64>,
    pub halvings: u32,
    pub most_steps: u64,
}

/// Evaluations, and the angle in radians of the effective predictor at the stop to that of the
/// reference: one row a method and setting. Runs that do not reach the stop are left out.
pub(super) fn observe(
    config: &Config,
    settings: &Settings,
    worker: &Worker<'_>,
) -> Result<Vec<Reading>, RunError> {
    // Effective predictor and evaluations of a run that reached its stop.
    let ending = |method, halvings| {
        let mut config = config.clone();
        config.flow.method = method;
        config.stop.max_steps = settings.most_steps;
        let mut request = Request::from(config);
        request.halvings = halvings;
        let run = request.run_on(worker)?;
        let end = run.end().two_layer().ok_or_else(|| RunError::NoMeaning {
            what: "the effective predictor".to_owned(),
            kind: run.start.kind().to_owned(),
        })?;
        let solution = run.solution.as_ref();
        let reached = solution.filter(|solution| solution.stopped == StopReason::Reached);
        let predictor = end.network.effective_predictor();
        Ok::<_, RunError>(reached.map(|solution| (predictor, solution.cost.evaluations)))
    };
    let exact = |&tolerance: &f64| Method::Exact { tolerance };
    let runge_kutta = |&tolerance: &f64| Method::RungeKutta { tolerance };
    let Some((reference, _)) = ending(exact(&settings.reference), 0)? else {
        return Ok(Vec::new());
    };
    let mut runs = Vec::new();
    let methods = settings.exact.iter().map(exact).enumerate();
    runs.extend(methods.map(|(k, method)| ("exact", k, method, 0)));
    let methods = settings.runge_kutta.iter().map(runge_kutta).enumerate();
    runs.extend(methods.map(|(k, method)| ("Runge-Kutta", k, method, 0)));
    let halvings = 0..=settings.halvings;
    runs.extend(halvings.map(|k| ("gradient descent", k as usize, Method::descent(), k)));
    let mut rows = Vec::new();
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
