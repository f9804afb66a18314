//! The curve as text for a terminal.

use super::curve_words::{CurveWords, decimals};
use super::number::{distinct, short};
use super::paragraph::{LINE, paragraph};
use crate::sweep::{Curve, CurvePoint, Optimum};

const HEADINGS: [&str; 6] = [
    "test error",
    "95% interval",
    "P(f=0)",
    "unreached",
    "at start",
    "evaluations",
];

/// The table of a curve and what it says, in plain text of at most 80 columns: one
/// row a value of the axis, `*` at the best and `+` at those that cannot be told from it; then
/// the optimum, the verdict of the U-test in a sentence, the runs that did not reach
/// the target. Ends with a newline.
pub fn curve_table(curve: &Curve) -> String {
    let values: Vec<f64> = curve.points.iter().map(|point| point.value).collect();
    let decimals = decimals(&curve.points);
    let rows: Vec<[String; 7]> = curve
        .points
        .iter()
        .zip(distinct(&values))
        .map(|(point, value)| cells(point, value, decimals))
        .collect();
    let first = [curve.axis.clone()].into_iter();
    let headings: Vec<String> = first.chain(HEADINGS.map(str::to_string)).collect();
    let widths = widths(&headings, &rows);

    // Two spaces between columns, where the terminal has room for them.
    let cells: usize = widths.iter().sum();
    let gap = if 2 + cells + 2 * (widths.len() - 1) <= LINE {
        2
    } else {
        1
    };

    let mut text = line(' ', &headings, &widths, gap);
    for (point, row) in curve.points.iter().zip(&rows) {
        text.push_str(&line(
            mark(curve.optimum.as_ref(), point.value),
            row,
            &widths,
            gap,
        ));
    }
    text.push('\n');
    for sentence in CurveWords::of(curve).all() {
        text.push_str(&paragraph(sentence, "", "  "));
    }
    text
}

fn cells(point: &CurvePoint, value: String, decimals: usize) -> [String; 7] {
    let error = |error: f64| format!("{error:.decimals$}");
    let missing = || "-".to_string();
    let interval = point.test_error_low.zip(point.test_error_high);
    [
        value,
        point.test_error.map_or_else(missing, error),
        interval.map_or_else(missing, |(low, high)| {
            format!("[{}, {}]", error(low), error(high))
        }),
        point.test_ties.map_or_else(missing, |ties| short(ties, 2)),
        format!("{}/{}", point.unreached, point.runs),
        point.at_start.to_string(),
        format!("{:.0}", point.evaluations),
    ]
}

fn widths(headings: &[String], rows: &[[String; 7]]) -> Vec<usize> {
    let mut widths: Vec<usize> = headings.iter().map(String::len).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.len());
        }
    }
    widths
}

fn line(mark: char, cells: &[String], widths: &[usize], gap: usize) -> String {
    let mut line = String::from(mark);
    for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let gap = if column == 0 { 1 } else { gap };
        line.push_str(&format!("{cell:>width$}", width = gap + width));
    }
    line.push('\n');
    line
}

fn mark(optimum: Option<&Optimum>, value: f64) -> char {
    match optimum {
        Some(optimum) if optimum.value == value => '*',
        Some(optimum) if optimum.kept.contains(&value) => '+',
        _ => ' ',
    }
}
