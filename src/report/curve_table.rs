//! The points of a curve as a table, and the whole curve as text for a terminal.

use super::curve_words::{CurveWords, decimals};
use super::number::{distinct, short};
use super::paragraph::{LINE, paragraph};
use super::table::{Cell, Column, Row, Table, Tone};
use crate::sweep::Curve;

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

/// The table of a curve and what it says, in plain text of at most 80 columns: one
/// row a value of the axis, `*` at the best and `+` at those that cannot be told from it; then
/// the optimum, the verdict of the U-test in a sentence, the runs that did not reach
/// the target. Ends with a newline.
pub fn curve_table(curve: &Curve) -> String {
    let names = [curve.axis.as_str()].into_iter().chain(NUMBERS);
    let narrow = names.filter(|name| !["OA", "OF"].contains(name));
    let table = points(curve).only(&narrow.collect::<Vec<_>>());
    let mut text = table.text(LINE) + "\n";
    for sentence in CurveWords::of(curve).all() {
        text += &paragraph(sentence, "", "  ");
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
            Some(optimum) if optimum.value == point.value => ('*', "* best"),
            Some(optimum) if optimum.kept.contains(&point.value) => ('+', "+ kept"),
            Some(_) => (' ', "worse"),
            None => (' ', ""),
        };
        let high = point.test_error_high;
        let interval = |low: f64| high.map(|high| format!("[{}, {}]", error(low), error(high)));
        let interval = point.test_error_low.and_then(interval);
        let interval = interval.unwrap_or_else(|| "-".to_string());
        let unreached = format!("{}/{}", point.unreached, point.runs);
        Row {
            mark,
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
            tone: (mark != ' ').then_some(Tone::Good),
        }
    });
    let columns = [Column::number(&curve.axis)].into_iter();
    let columns = columns.chain(NUMBERS.map(Column::number));
    Table {
        caption: format!(
            "One row for each {}: the mean over its replicates",
            curve.axis
        ),
        columns: columns.chain([Column::text("optimum")]).collect(),
        rows: rows.collect(),
    }
}
