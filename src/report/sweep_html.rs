//! A sweep as a page.

use super::curve_words::{CurveWords, decimals};
use super::html::{Block, Cell, Column, Page, Row, Table, Tone};
use super::number::{distinct, short};
use super::sweep_text::step_check_text;
use super::{ReportError, curve_figure, group_labels};
use crate::config::Config;
use crate::sweep::{Curve, CurvePoint, Optimum, Sweep, Verdict};

const NUMBERS: [&str; 8] = [
    "test error",
    "95% interval",
    "P(f = 0)",
    "OA",
    "OF",
    "unreached",
    "at start",
    "evaluations",
];

/// The sweep as an HTML report: the verdict in words, the figure, then for every curve its optimum
/// with the values that cannot be told from it, what stands beside the verdict, the runs that did
/// not reach their target, and the table; what the step of gradient descent costs; the
/// configuration and the command.
///
/// Without test errors there is no figure.
///
/// # Errors
/// [`ReportError::NotPositive`] for a value that a logarithmic axis cannot show,
/// [`ReportError::Config`] should the configuration have no TOML form.
pub fn sweep_html(sweep: &Sweep, config: &Config, command: &str) -> Result<String, ReportError> {
    let labels = group_labels(&sweep.curves);
    let mut page = Page::new("Test error against initialisation scale", command);
    page.config = Some(config.to_toml()?);
    for (label, curve) in labels.iter().zip(&sweep.curves) {
        page.lead.push(verdict(label, curve));
    }
    if sweep.has_test_errors() {
        let named: Vec<_> = labels
            .iter()
            .map(String::as_str)
            .zip(&sweep.curves)
            .collect();
        let scale = match sweep.rows.axis.as_str() {
            "alpha" => "the initialisation scale alpha",
            axis => axis,
        };
        let caption = format!("Mean test error over the replicates against {scale}.");
        let figure = Block::Figure(curve_figure(&named, None)?, caption);
        page.section("The curve", vec![figure]);
    }
    for (label, curve) in labels.iter().zip(&sweep.curves) {
        let heading = if label.is_empty() {
            "In numbers"
        } else {
            label
        };
        page.section(heading, in_numbers(curve));
    }
    if let Some(check) = &sweep.step_check {
        let text = step_check_text(check, &sweep.rows.axis);
        page.section("The step of gradient descent", vec![Block::Text(text)]);
    }
    Ok(page.render())
}

fn verdict(label: &str, curve: &Curve) -> Block {
    let words = CurveWords::of(curve).verdict;
    let text = if label.is_empty() {
        words
    } else {
        format!("{label}. {words}")
    };
    let tone = match curve.u_test.as_ref().map(|test| test.verdict) {
        Some(Verdict::Holds | Verdict::Violated) => Tone::Good,
        Some(Verdict::Inconclusive) | None => Tone::Neutral,
    };
    Block::Verdict(tone, text)
}

fn in_numbers(curve: &Curve) -> Vec<Block> {
    let words = CurveWords::of(curve);
    let mut blocks = vec![Block::Text(words.optimum)];
    blocks.extend(words.beside.map(Block::Text));
    blocks.push(Block::Text(words.unreached));
    blocks.push(Block::Table(table(curve)));
    blocks
}

fn table(curve: &Curve) -> Table {
    let values: Vec<f64> = curve.points.iter().map(|point| point.value).collect();
    let decimals = decimals(&curve.points);
    let points = curve.points.iter().zip(distinct(&values));
    let columns = [Column::number(&curve.axis)].into_iter();
    let columns = columns.chain(NUMBERS.map(Column::number));
    Table {
        caption: format!(
            "One row for each {}: the mean over its replicates",
            curve.axis
        ),
        columns: columns.chain([Column::text("optimum")]).collect(),
        rows: points
            .map(|(point, value)| row(point, value, decimals, curve.optimum.as_ref()))
            .collect(),
    }
}

fn row(point: &CurvePoint, value: String, decimals: usize, optimum: Option<&Optimum>) -> Row {
    let error = |value: f64| format!("{value:.decimals$}");
    let number = |value: Option<f64>, text: &dyn Fn(f64) -> String| {
        Cell::number(value.map_or_else(|| "-".to_string(), text), value)
    };
    let interval = match (point.test_error_low, point.test_error_high) {
        (Some(low), Some(high)) => format!("[{}, {}]", error(low), error(high)),
        _ => "-".to_string(),
    };
    let (place, tone) = match optimum {
        Some(optimum) if optimum.value == point.value => ("* best", Some(Tone::Good)),
        Some(optimum) if optimum.kept.contains(&point.value) => ("+ kept", Some(Tone::Good)),
        Some(_) => ("worse", None),
        None => ("", None),
    };
    let unreached = format!("{}/{}", point.unreached, point.runs);
    Row {
        cells: vec![
            Cell::number(value, Some(point.value)),
            number(point.test_error, &error),
            Cell::number(interval, point.test_error_low),
            number(point.test_ties, &|ties| short(ties, 2)),
            number(point.over_alignment, &error),
            number(point.over_fitting, &error),
            Cell::number(unreached, Some(point.unreached as f64)),
            Cell::number(point.at_start.to_string(), Some(point.at_start as f64)),
            Cell::number(format!("{:.0}", point.evaluations), Some(point.evaluations)),
            Cell::text(place),
        ],
        tone,
    }
}
