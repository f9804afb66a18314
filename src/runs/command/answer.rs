//! What a command says of its run.

use serde_json::{Map, Value};

use super::CommandError;
use crate::config::{CommandConfig, TEST_ERROR};
use crate::flow::StopReason;
use crate::quantities::Row;

/// Characters of a text that a message quotes.
const QUOTED: usize = 100;

/// The row of a run from its JSON object: `test_error` from the metric, `training_risk` where there is one,
/// and whether it was `reached`, which it was unless the program says otherwise.
///
/// # Errors
/// No object, or no finite metric in its range.
pub(super) fn row_of(text: &str, command: &CommandConfig) -> Result<Row, CommandError> {
    let metric = &command.metric;
    if text.trim().is_empty() {
        let metric = metric.clone();
        return Err(CommandError::Silent { metric });
    }
    let object = serde_json::from_str::<Map<String, Value>>(&with_words(text));
    let object = object.map_err(|_| CommandError::NoObject {
        place: match command.metrics_file {
            Some(_) => "the file of its metrics",
            None => "the last line of its output",
        },
        text: quoted(text),
    })?;
    let found = object.get(metric).ok_or_else(|| CommandError::NoMetric {
        metric: metric.clone(),
        found: match object.is_empty() {
            true => "no key at all".to_owned(),
            false => object
                .keys()
                .map(|key| format!("`{key}`"))
                .collect::<Vec<_>>()
                .join(", "),
        },
    })?;
    let (least, most, allowed) = match (command.larger_is_better, metric == TEST_ERROR) {
        (true, _) => (
            f64::NEG_INFINITY,
            1.0,
            "a finite number of at most 1, as accuracies and R^2 are",
        ),
        (false, true) => (
            0.0,
            1.0,
            "a share of wrong answers from 0 to 1; --metric names another number",
        ),
        (false, false) => (0.0, f64::INFINITY, "a finite number of at least 0"),
    };
    let number = found.as_f64();
    let number = number.filter(|x| x.is_finite() && (least..=most).contains(x));
    let number = number.ok_or_else(|| CommandError::BadMetric {
        metric: metric.clone(),
        value: quoted(found.as_str().unwrap_or(&found.to_string())),
        allowed,
    })?;
    let error = if command.larger_is_better {
        1.0 - number
    } else {
        number
    };
    let reached = object.get("reached").and_then(Value::as_bool);
    let ended = match reached {
        Some(false) => StopReason::Exhausted,
        _ => StopReason::Reached,
    };
    let risk = object.get("training_risk").and_then(Value::as_f64);
    let row = Row::empty(ended).with("test_error", Some(error));
    Ok(row.with("training_risk", risk.filter(|risk| risk.is_finite())))
}

/// Python writes NaN and Infinity, which JSON does not know: they become texts.
fn with_words(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    let mut inside = false;
    while let Some(first) = rest.chars().next() {
        let word = ["-Infinity", "Infinity", "NaN"]
            .into_iter()
            .find(|word| rest.starts_with(word));
        let length = match word.filter(|_| !inside) {
            Some(word) => {
                out += &format!("\"{word}\"");
                word.len()
            }
            None => {
                let escaped = inside && first == '\\';
                inside ^= first == '"';
                let length = first.len_utf8();
                let next = rest[length..].chars().next().filter(|_| escaped);
                let length = length + next.map_or(0, char::len_utf8);
                out += &rest[..length];
                length
            }
        };
        rest = &rest[length..];
    }
    out
}

fn quoted(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str, metric: &str, larger_is_better: bool) -> Result<Row, String> {
        let command = CommandConfig {
            metric: metric.to_owned(),
            larger_is_better,
            ..CommandConfig::default()
        };
        row_of(text, &command).map_err(|error| error.to_string())
    }

    fn error(text: &str, metric: &str, larger_is_better: bool) -> f64 {
        row(text, metric, larger_is_better)
            .unwrap()
            .value("test_error")
    }

    #[test]
    fn the_metric_is_the_error_or_what_it_lacks_of_one() {
        assert_eq!(
            error(r#"{"test_error": 0.25, "x": "NaN"}"#, "test_error", false),
            0.25
        );
        assert_eq!(error(r#"{"accuracy": 0.75}"#, "accuracy", true), 0.25);
        assert_eq!(error(r#"{"r2": -1}"#, "r2", true), 2.0);
        assert_eq!(error(r#"{"mse": 12, "loss": NaN}"#, "mse", false), 12.0);
        let whole = row(
            r#"{"test_error": 0, "training_risk": 0.1, "reached": false}"#,
            "test_error",
            false,
        );
        let whole = whole.unwrap();
        assert_eq!(whole.number("training_risk"), Some(0.1));
        assert_eq!(whole.stop_reason, StopReason::Exhausted);
        let bare = row(
            r#"{"test_error": 0, "training_risk": Infinity}"#,
            "test_error",
            false,
        )
        .unwrap();
        assert!(bare.reached() && bare.number("training_risk").is_none());
    }

    #[test]
    fn what_is_no_metric_says_why() {
        for (text, metric, larger, said) in [
            ("", "test_error", false, "it printed nothing"),
            (
                "done",
                "test_error",
                false,
                "the last line of its output is no JSON object: done",
            ),
            ("[1]", "test_error", false, "no JSON object"),
            (
                "{}",
                "test_error",
                false,
                "no `test_error`, but no key at all",
            ),
            (
                r#"{"loss": 1, "acc": 2}"#,
                "test_error",
                false,
                "but `acc`, `loss`",
            ),
            (
                r#"{"test_error": NaN}"#,
                "test_error",
                false,
                "`test_error` is NaN, but it must be a share",
            ),
            (
                r#"{"test_error": -Infinity}"#,
                "test_error",
                false,
                "is -Infinity",
            ),
            (r#"{"test_error": 12.5}"#, "test_error", false, "is 12.5"),
            (r#"{"test_error": null}"#, "test_error", false, "is null"),
            (r#"{"test_error": "low"}"#, "test_error", false, "is low"),
            (r#"{"mse": -1}"#, "mse", false, "of at least 0"),
            (r#"{"accuracy": 93.2}"#, "accuracy", true, "of at most 1"),
        ] {
            let found = row(text, metric, larger).unwrap_err();
            assert!(found.contains(said), "{text}: {found}");
        }
    }

    #[test]
    fn words_within_texts_stay() {
        assert_eq!(with_words(r#"{"a\"NaN": NaN}"#), r#"{"a\"NaN": "NaN"}"#);
        assert_eq!(with_words(r#"{"é": "-Infinity"}"#), r#"{"é": "-Infinity"}"#);
    }
}
