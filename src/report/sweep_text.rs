//! A sweep as plain text for a terminal, and the points of a curve as a table.

use super::curve_words::{self as words, decimals};
use super::labelled;
use super::table::{Cell, Column, Row, Table, Tone};
use super::words::{LINE, distinct, paragraph, short};
use crate::sweep::{Curve, StepCheck, Sweep};

/// Standard errors that halving the step may move a mean without a consequence.
const HARMLESS: f64 = 0.5;

/// What stands beside the value of the swept key.
const NUMBERS: [&str; 8] = [
    "test error",
    "95% interval",
    "P(f=0)",
    "OA",
    "OF",
    "unreached",
    "at start",
    "evaluations",
];

/// The [`curve_table`] of every curve, under its label where there are several, and what
/// the step of gradient descent costs. Ends with a newline.
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

/// The table of a curve and what it says, in plain text of at most 80 columns: one
/// row a value of the axis, `*` at the best and `+` at those that cannot be told from it; then
/// the optimum, the verdict of the U-test in a sentence, the runs that did not reach
/// the target. Ends with a newline.
pub fn curve_table(curve: &Curve) -> String {
    let table = points(curve).without(&["OA", "OF", "optimum"]);
    let mut text = table.text(LINE) + "\n";
    for sentence in words::all(curve) {
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
        let interval = point.test_error_low.zip(point.test_error_high);
        let interval = interval.map_or("-".to_string(), |(low, high)| {
            format!("[{}, {}]", error(low), error(high))
        });
        let unreached = format!("{}/{}", point.unreached, point.runs);
        Row {
            cells: vec![
                Cell::number(shown, Some(point.value)),
                number(point.test_error, &error),
                Cell::number(interval, point.test_error_low),
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
    Table {
        caption: format!("One row for each {axis}: the mean over its replicates"),
        columns,
        rows: rows.collect(),
    }
}
