//! Why a command gave no test error.

use std::io;

use thiserror::Error;

/// Why a command gave no test error; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CommandError {
    #[error("there is no command")]
    Nothing,
    #[error("`{program}` cannot be started")]
    NotStarted { program: String, source: io::Error },
    /// How it ended, and the end of what it said on stderr.
    #[error("{how}{}", said(stderr))]
    Failed { how: String, stderr: String },
    #[error("ended after its time limit of {limit} s{}", said(stderr))]
    OutOfTime { limit: f64, stderr: String },
    #[error("the file of its metrics, {file}, cannot be read or removed")]
    MetricsFile { file: String, source: io::Error },
    #[error("{place} is no JSON object: {text}")]
    NoObject { place: &'static str, text: String },
    #[error(
        "it printed nothing: a JSON object such as {{\"{metric}\": 0.1}} is expected on its last line"
    )]
    Silent { metric: String },
    #[error("it gave no `{metric}`, but {found}")]
    NoMetric { metric: String, found: String },
    #[error("`{metric}` is {value}, but it must be {allowed}")]
    BadMetric {
        metric: String,
        value: String,
        allowed: &'static str,
    },
    #[error("{tries} tries failed, the last: {last}")]
    Tries { tries: u32, last: Box<CommandError> },
    /// Intervals over seeds would have no width.
    #[error(
        "all {seeds} seeds gave the same number at every strength: let the program draw its data or weights by {{seed}} \
         or SWEETSPOT_SEED"
    )]
    SameSeeds { seeds: usize },
}

/// The end of stderr in one line.
fn said(stderr: &str) -> String {
    let lines: Vec<&str> = stderr
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    match lines.is_empty() {
        true => String::new(),
        false => format!(": {}", lines.join(" | ")),
    }
}
