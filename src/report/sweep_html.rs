//! A sweep as a page.

use super::curve_words::{CurveWords, decimals};
use super::html::{Block, Cell, Column, Page, Row, Table, Tone};
use super::number::{distinct, short};
use super::sweep_text::step_check_text;
use super::{ReportError, curve_figure, group_labels};
use crate::config::Config;
use crate::sweep::{Curve, CurvePoint, Optimum, Sweep, Verdict};

const NUMBERS: [&str; 9] = [
    "alpha",
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
/// with the alphas that cannot be told from it, what stands beside the verdict, the runs that did
/// not reach their target, and the table; what the step of gradient descent costs; the
/// configuration and the command.
///
/// Without test errors there is no figure.
///
/// # Errors
/// [`ReportError::AlphaNotPositive`] for an alpha that a logarithmic axis cannot show,
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
        let caption = "Mean test error over the replicates against the initialisation scale alpha.";
        let figure = Block::Figure(curve_figure(&named, None)?, caption.to_string());
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
        let text = step_check_text(check);
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
    let alphas: Vec<f64> = curve.points.iter().map(|point| point.alpha).collect();
    let decimals = decimals(&curve.points);
    let points = curve.points.iter().zip(distinct(&alphas));
    let columns = NUMBERS.map(Column::number).into_iter();
    Table {
        caption: "One row for each alpha: the mean over its replicates".to_string(),
        columns: columns.chain([Column::text("optimum")]).collect(),
        rows: points
            .map(|(point, alpha)| row(point, alpha, decimals, curve.optimum.as_ref()))
            .collect(),
    }
}

fn row(point: &CurvePoint, alpha: String, decimals: usize, optimum: Option<&Optimum>) -> Row {
    let error = |value: f64| format!("{value:.decimals$}");
    let number = |value: Option<f64>, text: &dyn Fn(f64) -> String| {
        Cell::number(value.map_or_else(|| "-".to_string(), text), value)
    };
    let interval = match (point.test_error_low, point.test_error_high) {
        (Some(low), Some(high)) => format!("[{}, {}]", error(low), error(high)),
        _ => "-".to_string(),
    };
    let (place, tone) = match optimum {
        Some(optimum) if optimum.alpha == point.alpha => ("* best", Some(Tone::Good)),
        Some(optimum) if optimum.kept.contains(&point.alpha) => ("+ kept", Some(Tone::Good)),
        Some(_) => ("worse", None),
        None => ("", None),
    };
    let unreached = format!("{}/{}", point.unreached, point.runs);
    Row {
        cells: vec![
            Cell::number(alpha, Some(point.alpha)),
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
