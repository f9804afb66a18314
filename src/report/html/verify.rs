//! A verification as a page, with a figure for every check.

use super::{Block, Card, Page};
use crate::claims::{Outcome, Report};
use crate::report::panel_figure;
use crate::report::table::{Cell, Column, Row, Table, Tone};
use crate::report::verify_words::{self as words, Paper};
use crate::report::words::sentence;

/// The verification as an HTML report: the counts, every verdict that was not expected, then for
/// each paper its questions with their answers, the table of its checks, and a card a check with
/// what was found and the figure of measured against predicted, if it has a finite point.
pub fn verify_html(report: &Report) -> String {
    let mut page = Page::new("sweetspot verify", &report.command);
    let tone = match report.summary().unexpected {
        0 => Tone::Good,
        _ => Tone::Bad,
    };
    let summary = format!("{}.", words::summary(report));
    page.lead.push(Block::Verdict(tone, summary));
    page.lead.extend(words::wrong(report).map(Block::Text));
    let legends = words::legends(report.outcomes.iter())
        .into_iter()
        .map(str::to_string);
    page.lead.extend(legends.map(Block::Text));
    let unexpected = words::unexpected(report);
    if !unexpected.is_empty() {
        let table = Block::Table(unexpected_table(&unexpected));
        page.section("Not as expected", vec![table]);
    }
    let unsure = words::unsure(report);
    if !unsure.is_empty() {
        let sentences = unsure.iter().map(|one| Block::Text(sentence(one)));
        page.section(words::UNSURE, sentences.collect());
    }
    for paper in words::papers(report) {
        page.section(&*paper.name, blocks(&paper));
    }
    page.render()
}

fn blocks(paper: &Paper<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !paper.questions.is_empty() {
        blocks.push(Block::Table(words::questions(&paper.questions)));
    }
    if !paper.outcomes.is_empty() {
        blocks.push(Block::Table(words::checks(&paper.outcomes)));
        let cards = paper.outcomes.iter().map(|outcome| card(outcome));
        blocks.push(Block::Cards(cards.collect()));
    }
    blocks
}

/// What the checks with another verdict than expected came to.
fn unexpected_table(outcomes: &[&Outcome]) -> Table {
    let row = |outcome: &&Outcome| {
        Row::from(vec![
            Cell::text(&outcome.id).leading_to(words::anchor(outcome)),
            words::setting_cell(outcome),
            words::verdict_cell(outcome),
            Cell::text(words::verdict(outcome.expected)),
            Cell::text(&outcome.finding),
        ])
    };
    let columns = ["claim", "setting", "verdict", "expected", "found"];
    Table {
        caption: "What these claims came to instead".to_string(),
        columns: columns.map(Column::text).to_vec(),
        rows: outcomes.iter().map(row).collect(),
    }
}

fn card(outcome: &Outcome) -> Card {
    let name = format!("{}, setting {}", outcome.title, outcome.setting);
    let figure = outcome.figure.as_ref();
    let figure = figure.and_then(|panel| panel_figure(panel, &name));
    let mut blocks = vec![
        Block::Text(words::claim(outcome)),
        Block::Text(sentence(&outcome.finding)),
    ];
    blocks.extend(figure.map(|figure| Block::Figure(figure, String::new())));
    blocks.extend(words::details(outcome).map(|detail| Block::Text(sentence(&detail))));
    blocks.push(Block::Code(outcome.reproduce.clone()));
    let (word, expectation) = (words::found(outcome), words::expectation(outcome));
    Card {
        anchor: words::anchor(outcome),
        heading: format!("{} · {}", words::name(outcome), words::setting(outcome)),
        verdict: (words::tone(outcome), format!("{word}, {expectation}")),
        blocks,
    }
}
