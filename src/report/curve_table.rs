//! The curve as text for a terminal.

use super::curve_words::{CurveWords, decimals};
use super::number::{distinct, short};
use super::paragraph::{LINE, paragraph};
use crate::sweep::{Curve, CurvePoint, Optimum};

const HEADINGS: [&str; 7] = [
    "alpha",
    "test error",
    "95% interval",
    "P(f=0)",
    "unreached",
    "at start",
    "evaluations",
];

/// The table of a curve and what it says, in plain text of at most 80 columns: one
/// row an alpha, `*` at the best and `+` at those that cannot be told from it; then
/// the optimum, the verdict of the U-test in a sentence, the runs that did not reach
/// the target. Ends with a newline.
pub fn curve_table(curve: &Curve) -> String {
    let alphas: Vec<f64> = curve.points.iter().map(|point| point.alpha).collect();
    let alpha_texts = distinct(&alphas);
    let decimals = decimals(&curve.points);
    let rows: Vec<[String; 7]> = curve
        .points
        .iter()
        .zip(&alpha_texts)
        .map(|(point, alpha)| cells(point, alpha, decimals))
        .collect();
    let widths = widths(&rows);

    // Two spaces between columns, where the terminal has room for them.
    let cells: usize = widths.iter().sum();
    let gap = if 2 + cells + 2 * (widths.len() - 1) <= LINE {
        2
    } else {
        1
    };

    let mut text = line(' ', &HEADINGS.map(str::to_string), &widths, gap);
    for (point, row) in curve.points.iter().zip(&rows) {
        text.push_str(&line(
            mark(curve.optimum.as_ref(), point.alpha),
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

fn cells(point: &CurvePoint, alpha: &str, decimals: usize) -> [String; 7] {
    let error = |value: f64| format!("{value:.decimals$}");
    let missing = || "-".to_string();
    let interval = point.test_error_low.zip(point.test_error_high);
    [
        alpha.to_string(),
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

fn widths(rows: &[[String; 7]]) -> [usize; 7] {
    let mut widths = HEADINGS.map(str::len);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.len());
        }
    }
    widths
}

fn line(mark: char, cells: &[String; 7], widths: &[usize; 7], gap: usize) -> String {
    let mut line = String::from(mark);
    for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let gap = if column == 0 { 1 } else { gap };
        line.push_str(&format!("{cell:>width$}", width = gap + width));
    }
    line.push('\n');
    line
}

fn mark(optimum: Option<&Optimum>, alpha: f64) -> char {
    match optimum {
        Some(optimum) if optimum.alpha == alpha => '*',
        Some(optimum) if optimum.kept.contains(&alpha) => '+',
        _ => ' ',
    }
}
