//! A sweep as a page.

use super::{Block, Page};
use crate::claims::setting_words;
use crate::config::Config;
use crate::report::data_text::table_lines;
use crate::report::sweep_text as text;
use crate::report::sweep_words as words;
use crate::report::table::Tone;
use crate::report::{ReportError, dip_figure, labelled};
use crate::sweep::{Curve, Sweep, Verdict};

/// The sweep as an HTML report: the verdict in words, the figure (where there are test errors), then
/// for every curve what it says and its table; what the step of gradient descent costs; the
/// configuration and the command.
///
/// # Errors
/// [`ReportError::NotPositive`] for a value that a logarithmic axis cannot show,
/// [`ReportError::Config`] should the configuration have no TOML form.
pub fn sweep_html(sweep: &Sweep, config: &Config, command: &str) -> Result<String, ReportError> {
    let curves = labelled(&sweep.curves);
    let title = match config.command {
        Some(_) => format!("Test error against {}", sweep.rows.axis),
        None => "Test error against initialisation scale".to_owned(),
    };
    let mut page = Page::new(&title, command);
    page.config = Some(config.to_toml()?);
    page.lead = trained(sweep, config)
        .map(Block::Text)
        .into_iter()
        .collect();
    page.lead.extend(curves.iter().map(verdict));
    page.lead.extend(text::measured(sweep).map(Block::Text));
    if sweep.has_test_errors() {
        let scale = match sweep.rows.axis.as_str() {
            "alpha" => "the initialisation scale alpha",
            axis => axis,
        };
        let caption = format!("Mean test error over the replicates against {scale}.");
        let dip = "The same over the smallest error, up to twice: how deep the dip is.";
        let mut captions = [caption.as_str(), dip].into_iter();
        let figures = dip_figure(&curves)?.apart().into_iter();
        let figures = figures.map(|one| (one, captions.next().unwrap_or_default().to_owned()));
        page.section("The curve", vec![Block::Figures(figures.collect())]);
    }
    for (label, curve) in &curves {
        let heading = match label.as_str() {
            "" => "In numbers",
            label => label,
        };
        page.section(heading, in_numbers(curve));
    }
    let meanings = words::MEANINGS.map(|(word, meaning)| Block::Text(format!("{word}: {meaning}")));
    page.section("What the words mean", meanings.to_vec());
    if let Some(table) = &sweep.table {
        let line = |(name, words): (&str, String)| Block::Text(format!("{name}: {words}"));
        let mut blocks = vec![Block::Text(format!("file: {}", table.file.display()))];
        blocks.extend(table_lines(table).into_iter().map(line));
        page.section("The data", blocks);
    }
    if let Some(check) = &sweep.step_check {
        let text = text::step_check_text(check, &sweep.rows.axis);
        page.section("The step of gradient descent", vec![Block::Text(text)]);
    }
    Ok(page.render())
}

/// What was trained, on what, until when, how often; only the user knows it of a script.
fn trained(sweep: &Sweep, config: &Config) -> Option<String> {
    if config.command.is_some() {
        return None;
    }
    let runs = sweep.rows.records.len();
    let replicates = config.sweep.replicates;
    Some(format!(
        "{runs} runs, {replicates} for each value of {} (each draws its own data and weights; all values share \
         them): {}.",
        sweep.rows.axis,
        setting_words(config)
    ))
}

fn verdict((label, curve): &(String, &Curve)) -> Block {
    let words = words::verdict(curve);
    let text = match label.as_str() {
        "" => words,
        label => format!("{label}. {words}"),
    };
    let tone = match curve.u_test.as_ref().map(|test| test.verdict) {
        Some(Verdict::Holds | Verdict::Violated) => Tone::Good,
        Some(Verdict::Inconclusive) | None => Tone::Neutral,
    };
    Block::Verdict(tone, text)
}

fn in_numbers(curve: &Curve) -> Vec<Block> {
    let texts = [words::optimum(curve)]
        .into_iter()
        .chain(words::beside(curve));
    let texts = texts.chain([words::unreached(curve)]).map(Block::Text);
    texts.chain([Block::Table(text::points(curve))]).collect()
}
