//! A sweep as a page.

use super::curve_table::points;
use super::curve_words::CurveWords;
use super::html::{Block, Page};
use super::sweep_text::step_check_text;
use super::table::Tone;
use super::{ReportError, curve_figure, group_labels};
use crate::config::Config;
use crate::sweep::{Curve, Sweep, Verdict};

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
    blocks.push(Block::Table(points(curve)));
    blocks
}
