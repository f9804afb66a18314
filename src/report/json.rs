//! The JSON documents of `train` and `sweep`.

use serde_json::{Value, json};

use super::ReportError;
use crate::config::Config;
use crate::runs::Run;
use crate::sweep::{Curve, StepError, Sweep};

/// What `sweep --json` prints: curve, optimum, u_test, unreached, config, version
/// and command. With several curves every entry of `curve` also has the keys of
/// its group, `optimum` and `u_test` are null, and `groups` holds one object a
/// group with its own keys, curve, optimum, u_test and unreached.
/// A number that is not finite is null.
///
/// `version` is the program's, `command` the line that repeats the sweep.
///
/// # Errors
/// [`ReportError::Json`] should a value have no JSON form.
///
/// ```
/// use sweetspot::{config::Config, report::sweep_json, sweep::Sweep};
/// let nothing = Sweep::default();
/// let document = sweep_json(&nothing, &Config::default(), "0.1.0", "sweetspot sweep")?;
/// assert_eq!(document["config"]["network"]["width"], 64);
/// # Ok::<(), sweetspot::report::ReportError>(())
/// ```
pub fn sweep_json(
    sweep: &Sweep,
    config: &Config,
    version: &str,
    command: &str,
) -> Result<Value, ReportError> {
    let curves = &sweep.curves;
    let mut document = match curves.as_slice() {
        [curve] => single(curve)?,
        _ => several(curves)?,
    };
    document["unreached"] = json!(curves.iter().map(|curve| curve.unreached).sum::<usize>());
    document["step_check"] = serde_json::to_value(&sweep.step_check)?;
    document["config"] = serde_json::to_value(config)?;
    document["version"] = json!(version);
    document["command"] = json!(command);
    Ok(document)
}

/// What `train --json` prints: the fields of the summary; the step of gradient descent and
/// what halving it changes; how the training set came about; `seconds` of wall time, seed
/// and config. A number that is not finite is null.
///
/// # Errors
/// [`ReportError::Json`] should a value have no JSON form.
pub fn train_json<N>(
    run: &Run<N>,
    step_error: Option<&StepError>,
    seconds: f64,
    config: &Config,
) -> Result<Value, ReportError> {
    let mut document = serde_json::to_value(&run.summary)?;
    let draw = &run.problem.draw;
    document["step"] = json!(run.solution.step);
    document["step_error"] = serde_json::to_value(step_error)?;
    document["draw"] = json!({
        "tries": draw.tries,
        "noise_scale": draw.noise_scale,
        "orthogonal_separability": draw.orthogonal_separability,
        "flipped_labels": draw.flipped_labels,
    });
    document["seconds"] = json!(seconds);
    document["seed"] = json!(config.seed);
    document["config"] = serde_json::to_value(config)?;
    Ok(document)
}

fn single(curve: &Curve) -> Result<Value, ReportError> {
    Ok(json!({
        "curve": serde_json::to_value(&curve.points)?,
        "optimum": serde_json::to_value(&curve.optimum)?,
        "u_test": serde_json::to_value(&curve.u_test)?,
    }))
}

fn several(curves: &[Curve]) -> Result<Value, ReportError> {
    let mut points = Vec::new();
    let mut groups = Vec::new();
    for curve in curves {
        for point in &curve.points {
            points.push(with_key(serde_json::to_value(point)?, curve));
        }
        let mut group = with_key(single(curve)?, curve);
        group["unreached"] = json!(curve.unreached);
        groups.push(group);
    }
    Ok(json!({ "curve": points, "optimum": null, "u_test": null, "groups": groups }))
}

fn with_key(mut object: Value, curve: &Curve) -> Value {
    object["width"] = json!(curve.width);
    object["samples"] = json!(curve.samples);
    object["signal"] = json!(curve.signal);
    object["learning_rate"] = json!(curve.learning_rate);
    object
}
