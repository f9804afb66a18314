//! The JSON documents of `train`, `sweep` and `verify`.

use serde_json::{Value, json};

use super::ReportError;
use crate::claims::Report;
use crate::config::Config;
use crate::quantities::{Row, Run};
use crate::sweep::{Curve, StepError, Sweep};
use crate::tune::Outcome;

/// What `sweep --json` prints: curve, optimum, u_test, unreached, config, version and the command that
/// repeats the sweep. With several curves every entry of `curve` also has the keys of its group,
/// `optimum` and `u_test` are null, and `groups` holds one object a group with its own keys, curve,
/// optimum, u_test and unreached. A gain or a limit of one that is infinite is "Infinity" or
/// "-Infinity"; any other number that is not finite is null.
///
/// # Errors
/// [`ReportError::Json`] should a value have no JSON form.
pub fn sweep_json(sweep: &Sweep, config: &Config, command: &str) -> Result<Value, ReportError> {
    let curves = &sweep.curves;
    let mut document = match curves.as_slice() {
        [curve] => single(curve)?,
        _ => several(curves)?,
    };
    document["unreached"] = json!(curves.iter().map(|curve| curve.unreached).sum::<usize>());
    document["step_check"] = json!(sweep.step_check.as_ref().map(|check| {
        json!({
            "replicates": check.replicates,
            sweep.rows.axis.as_str(): check.value,
            "change": check.change,
            "standard_errors": check.standard_errors,
        })
    }));
    let failed = sweep.failed().map(|(record, error)| {
        let place = record.at.values.iter();
        let place = place.map(|(name, value)| (name.clone(), json!(value)));
        let mut failed: serde_json::Map<String, Value> = place.collect();
        failed.insert("replicate".to_owned(), json!(record.at.replicate));
        failed.insert("reason".to_owned(), json!(error.reason()));
        Value::Object(failed)
    });
    let failed: Vec<Value> = failed.collect();
    if !failed.is_empty() {
        document["failed"] = Value::Array(failed);
    }
    if let Some(table) = &sweep.table {
        document["table"] = serde_json::to_value(table)?;
    }
    if let Some(metric) = &sweep.metric {
        document["metric"] = json!(metric);
    }
    document["config"] = configuration(config)?;
    document["version"] = json!(env!("CARGO_PKG_VERSION"));
    document["command"] = json!(command);
    Ok(document)
}

/// The keys of a configuration; of a command's those that have a meaning beside it.
fn configuration(config: &Config) -> Result<Value, ReportError> {
    let mut document = serde_json::to_value(config)?;
    if config.command.is_some()
        && let Some(sections) = document.as_object_mut()
    {
        sections.retain(|name, _| ["seed", "replicate", "sweep", "command"].contains(&&**name));
    }
    Ok(document)
}

/// What `train --json` prints: the fields of the summary; the step of gradient descent and
/// what halving it changes; how the training set came about, and as `table` what was taken from a
/// file; `seconds` of wall time, seed
/// and config of a finished run. A number that is not finite is null.
///
/// # Errors
/// [`ReportError::Json`] should a value have no JSON form.
pub fn train_json(
    run: &Run,
    step_error: Option<&StepError>,
    seconds: f64,
    config: &Config,
) -> Result<Value, ReportError> {
    let mut document = serde_json::to_value(Row::of(run))?;
    document["step"] = json!(run.solution.as_ref().and_then(|found| found.step));
    document["step_error"] = serde_json::to_value(step_error)?;
    document["draw"] = serde_json::to_value(&run.problem.draw)?;
    if let Some(table) = &run.problem.table {
        document["table"] = serde_json::to_value(table)?;
    }
    document["seconds"] = json!(seconds);
    document["seed"] = json!(config.seed);
    document["config"] = serde_json::to_value(config)?;
    Ok(document)
}

/// What `tune --json` prints and tune.json holds: the fields of [`crate::tune::Outcome`], version and
/// the command that repeats it.
///
/// # Errors
/// [`ReportError::Json`] should a value have no JSON form.
pub fn tune_json(found: &Outcome, command: &str) -> Result<Value, ReportError> {
    let mut document = serde_json::to_value(found)?;
    document["config"] = configuration(&found.config)?;
    document["version"] = json!(env!("CARGO_PKG_VERSION"));
    document["command"] = json!(command);
    Ok(document)
}

/// What `verify --json` prints: `claims` with the fields of [`crate::claims::Outcome`] (all but the
/// figure), `questions` with those of [`crate::claims::Answer`], `summary` with those of
/// [`crate::claims::Summary`] and `wrong_verdict` with those of [`crate::claims::WrongVerdict`], null
/// without a statistical verdict. Verdicts are in lower case, "not run" that of a claim whose data are absent; an infinite number is "Infinity" or
/// "-Infinity", one that is not known is null.
///
/// # Errors
/// [`ReportError::Json`] should a value have no JSON form.
pub fn verify_json(report: &Report) -> Result<Value, ReportError> {
    let mut claims = serde_json::to_value(&report.outcomes)?;
    for (claim, outcome) in claims
        .as_array_mut()
        .into_iter()
        .flatten()
        .zip(&report.outcomes)
    {
        if outcome.not_run.is_some() {
            claim["verdict"] = json!("not run");
        }
    }
    Ok(json!({
        "claims": claims,
        "questions": serde_json::to_value(&report.questions)?,
        "summary": serde_json::to_value(report.summary())?,
        "wrong_verdict": serde_json::to_value(report.wrong_verdict())?,
    }))
}

fn single(curve: &Curve) -> Result<Value, ReportError> {
    let axis = &curve.axis;
    let mut points = serde_json::to_value(&curve.points)?;
    for point in points.as_array_mut().into_iter().flatten() {
        point["axis"] = json!(axis);
        point[axis] = point["value"].clone();
    }
    let optimum = curve.optimum.as_ref().map(|optimum| {
        json!({
            axis.as_str(): optimum.value,
            format!("{axis}_low"): optimum.low,
            format!("{axis}_high"): optimum.high,
            "test_error": optimum.mean,
            "kept": optimum.kept,
        })
    });
    let mut u_test = serde_json::to_value(&curve.u_test)?;
    if let Some(lines) = u_test.get_mut("two_lines").and_then(Value::as_object_mut) {
        let place = lines.remove("break_value");
        lines.extend(place.map(|place| (format!("break_{axis}"), place)));
    }
    Ok(json!({ "curve": points, "optimum": optimum, "u_test": u_test }))
}

fn several(curves: &[Curve]) -> Result<Value, ReportError> {
    let (mut points, mut groups) = (Vec::new(), Vec::new());
    for curve in curves {
        let mut group = single(curve)?;
        let own = group["curve"].as_array().into_iter().flatten();
        points.extend(own.map(|point| with_keys(point.clone(), curve)));
        group["unreached"] = json!(curve.unreached);
        groups.push(with_keys(group, curve));
    }
    Ok(json!({ "curve": points, "optimum": null, "u_test": null, "groups": groups }))
}

fn with_keys(mut object: Value, curve: &Curve) -> Value {
    for (name, value) in &curve.keys {
        object[name] = json!(value);
    }
    object
}
