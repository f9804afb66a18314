//! A sweep as plain text for a terminal: the points of a curve as a table, and what the curve says in
//! sentences.

use super::labelled;
use super::sweep_words::{decimals, sentences};
use super::table::{Cell, Column, Row, Table, Tone};
use super::words::{LINE, distinct, paragraph, short};
use crate::sweep::{Curve, StepCheck, Sweep};

/// Failed runs listed: when more did, no one reads on.
const MOST_FAILED: usize = 8;

/// Standard errors that halving the step may move a mean without a consequence.
const HARMLESS: f64 = 0.5;

/// What stands beside the value of the swept key.
const NUMBERS: [&str; 8] = [
    "test error",
    "95% interval",
    "ties",
    "OA",
    "OF",
    "unreached",
    "at start",
    "evaluations",
];

/// The [`curve_table`] of every curve, and what the step of gradient descent costs.
pub fn sweep_text(sweep: &Sweep) -> String {
    let curves = labelled(&sweep.curves);
    let tables = curves.iter().map(|(label, curve)| match label.as_str() {
        "" => curve_table(curve),
        label => format!("{label}\n\n{}", curve_table(curve)),
    });
    let mut text = tables.collect::<Vec<_>>().join("\n");
    if let Some(check) = &sweep.step_check {
        if curves.len() > 1 {
            text.push('\n');
        }
        text += &step_check_text(check, &sweep.rows.axis);
    }
    text + &measured(sweep).unwrap_or_default() + &failed_text(sweep)
}

/// What a command calls its test error.
pub(super) fn measured(sweep: &Sweep) -> Option<String> {
    let metric = sweep.metric.as_ref()?;
    Some(format!(
        "Test error stands for {metric}, as the command gives it.\n"
    ))
}

/// The runs that failed, a line each with where it lies and why; empty without any.
fn failed_text(sweep: &Sweep) -> String {
    let failed: Vec<_> = sweep.failed().collect();
    if failed.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "\n{} of {} runs failed:\n",
        failed.len(),
        sweep.rows.records.len()
    );
    for (record, error) in failed.iter().take(MOST_FAILED) {
        let axis = &sweep.rows.axis;
        let value = record
            .at
            .value(axis)
            .map_or(String::new(), ToString::to_string);
        let (replicate, reason) = (record.at.replicate, error.reason());
        text += &format!("  {axis} = {value}, replicate {replicate}: {reason}\n");
    }
    if failed.len() > MOST_FAILED {
        text += &format!(
            "  and {} more, all in runs.parquet\n",
            failed.len() - MOST_FAILED
        );
    }
    text
}

/// What halving the step of gradient descent does to the curve.
pub(super) fn step_check_text(check: &StepCheck, axis: &str) -> String {
    let advice = match check.standard_errors < HARMLESS {
        true => "",
        false => "; choose a shorter one with flow.step",
    };
    format!(
        "Halving the step moves the mean test error by at most {} standard errors\n\
         (at {axis} {}, {} replicates){advice}.\n",
        short(check.standard_errors, 2),
        short(check.value, 2),
        check.replicates,
    )
}

/// The table of a curve in at most 80 columns, one row a value of the axis, `*` at the best and `+`
/// at those that cannot be told from it; then what it says in sentences. Ends with a newline.
pub fn curve_table(curve: &Curve) -> String {
    let table = points(curve).without(&["OA", "OF", "optimum"]);
    let mut text = table.text(LINE) + "\n";
    for sentence in sentences(curve) {
        text += &paragraph(&sentence, "", "  ");
    }
    text
}

/// One row a value; the best and those that cannot be told from it are marked.
pub(super) fn points(curve: &Curve) -> Table {
    let values: Vec<f64> = curve.points.iter().map(|point| point.value).collect();
    let decimals = decimals(&curve.points);
    let error = |value: f64| format!("{value:.decimals$}");
    let number = |value: Option<f64>, text: &dyn Fn(f64) -> String| {
        Cell::number(value.map_or_else(|| "-".to_string(), text), value)
    };
    let rows = curve.points.iter().zip(distinct(&values));
    let rows = rows.map(|(point, shown)| {
        let (mark, place) = match &curve.optimum {
            Some(optimum) if optimum.value == point.value => (Some('*'), "* best"),
            Some(optimum) if optimum.kept.contains(&point.value) => (Some('+'), "+ kept"),
            Some(_) => (None, "worse"),
            None => (None, ""),
        };
        let interval = point.low.zip(point.high);
        let interval = interval.map_or("-".to_string(), |(low, high)| {
            format!("[{}, {}]", error(low), error(high))
        });
        let unreached = format!("{}/{}", point.unreached, point.runs);
        Row {
            cells: vec![
                Cell::number(shown, Some(point.value)),
                number(point.mean, &error),
                Cell::number(interval, point.low),
                number(point.test_ties, &|ties| short(ties, 2)),
                number(point.over_alignment, &error),
                number(point.over_fitting, &error),
                Cell::number(unreached, Some(point.unreached as f64)),
                Cell::count(point.at_start as u64),
                Cell::number(format!("{:.0}", point.evaluations), Some(point.evaluations)),
                Cell::text(place),
            ],
            mark: mark.map(|mark| (mark, Tone::Good)),
        }
    });
    let axis = &curve.axis;
    let mut columns = vec![Column::number(axis)];
    columns.extend(NUMBERS.map(Column::number));
    columns.push(Column::text("optimum"));
    let table = Table {
        caption: format!("One row for each {axis}: the mean over its replicates"),
        columns,
        rows: rows.collect(),
    };
    // A command says nothing of these.
    match curve.points.iter().all(|point| point.evaluations.is_nan()) {
        true => table.without(&["ties", "OA", "OF", "at start", "evaluations"]),
        false => table,
    }
}
