//! A search for the strength as a page.

use super::{Block, Page};
use crate::report::table::Tone;
use crate::report::tune_text as words;
use crate::report::{ReportError, tune_figure};
use crate::tune::{Outcome, Verdict};

/// The search as an HTML report: the answer and what it gains, the figure with its dip enlarged, the
/// curve as a table, the arms, what to type, what it cost.
///
/// # Errors
/// As for [`tune_figure`]; should the configuration have no TOML form.
pub fn tune_html(found: &Outcome, command: &str) -> Result<String, ReportError> {
    let mut page = Page::new("Which feature learning strength to use", command);
    page.config = Some(found.config.to_toml()?);
    let better = found
        .gains
        .iter()
        .any(|gain| gain.verdict == Verdict::Better);
    let tone = if better { Tone::Good } else { Tone::Neutral };
    page.lead = vec![Block::Verdict(tone, words::answer(found))];
    page.lead
        .extend(words::gains(found).into_iter().map(Block::Text));
    let data = words::data(found).into_iter();
    let data = data.map(|(name, words)| Block::Text(format!("{name}: {words}")));
    page.section(words::source(found), data.collect());
    let rows = match words::draws(found) {
        "seeds" => "Mean error over the seeds",
        _ => "Mean error on held-out rows over the splits",
    };
    let caption = format!(
        "{rows} of the search, against the multiplier c of the output. The band holds the values that are as \
         good as the recommended one, within one standard error."
    );
    let dip = "The same over the recommended one's error: how deep the dip is.";
    let mut captions = [caption.as_str(), dip].into_iter();
    let figures = tune_figure(found)?.apart().into_iter();
    let figures = figures.map(|one| (one, captions.next().unwrap_or_default().to_owned()));
    let figures = Block::Figures(figures.collect());
    let mut curve = vec![figures, Block::Table(words::points(found))];
    curve.extend(words::arms(found).map(Block::Text));
    page.section("The curve", curve);
    let typed = words::advice(found).into_iter();
    let typed = typed.flat_map(|(library, lines)| {
        [
            Block::Text(library.to_owned()),
            Block::Code(lines.to_owned()),
        ]
    });
    page.section("What to type", typed.collect());
    page.section("What it cost", vec![Block::Text(words::spent(found))]);
    Ok(page.render())
}
