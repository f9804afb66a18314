//! The JSON document of `verify`.

use serde_json::{Value, json};

use super::ReportError;
use crate::claims::Report;

/// What `verify --json` prints: `claims`, one entry for every claim and setting with the fields of
/// [`crate::claims::Outcome`] (all but the figure); `questions` with those of
/// [`crate::claims::Answer`], the verdict null where nothing was checked; `summary` with those of
/// [`crate::claims::Summary`]. Verdicts are in lower case; a number that is not finite is null.
///
/// # Errors
/// [`ReportError::Json`] should a value have no JSON form.
///
/// ```
/// use sweetspot::{claims::Report, report::verify_json};
/// let nothing = Report {
///     outcomes: vec![],
///     questions: vec![],
///     command: "sweetspot verify".to_string(),
///     budget: "quick".to_string(),
///     seconds: 0.0,
/// };
/// assert_eq!(verify_json(&nothing)?["summary"]["unexpected"], 0);
/// # Ok::<(), sweetspot::report::ReportError>(())
/// ```
pub fn verify_json(report: &Report) -> Result<Value, ReportError> {
    Ok(json!({
        "claims": serde_json::to_value(&report.outcomes)?,
        "questions": serde_json::to_value(&report.questions)?,
        "summary": serde_json::to_value(report.summary())?,
    }))
}
