//! A verification as a page, with a figure for every check.

use super::html::{Block, Card, Cell, Column, Page, Row, Table, Tone};
use super::panel_figure;
use super::verify_words::{self as words, Paper};
use crate::claims::{Answer, Outcome, Report, Verdict};

/// The verification as an HTML report: the counts, every verdict that was not expected, then for
/// each paper its questions with their answers, the table of its checks, and a card a check with
/// what was found and the figure of measured against predicted. A setting that does not meet the
/// assumptions is marked.
///
/// A check whose figure has no finite point has none.
pub fn verify_html(report: &Report) -> String {
    let mut page = Page::new("sweetspot verify", report.command.as_str());
    let tone = if report.summary().unexpected == 0 {
        Tone::Good
    } else {
        Tone::Bad
    };
    let summary = format!("{}.", words::summary(report));
    page.lead.push(Block::Verdict(tone, summary));
    if let Some(legend) = words::legend(report) {
        page.lead.push(Block::Text(legend.to_string()));
    }
    let unexpected = words::unexpected(report);
    if !unexpected.is_empty() {
        let blocks = unexpected.into_iter().map(link_in_full).collect();
        page.section(
            "Not as expected",
            vec![Block::Table(unexpected_table(blocks))],
        );
    }
    let unsure = words::unsure(report);
    if !unsure.is_empty() {
        let sentences = unsure.iter().map(|one| Block::Text(words::sentence(one)));
        page.section(words::UNSURE, sentences.collect());
    }
    for paper in words::papers(report) {
        page.section(paper.name(), blocks(&paper));
    }
    page.render()
}

fn blocks(paper: &Paper<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !paper.questions.is_empty() {
        blocks.push(Block::Table(questions(&paper.questions)));
    }
    if !paper.outcomes.is_empty() {
        blocks.push(Block::Table(checks(&paper.outcomes)));
        let cards = paper.outcomes.iter().map(|outcome| card(outcome));
        blocks.push(Block::Cards(cards.collect()));
    }
    blocks
}

fn unexpected_table(rows: Vec<Row>) -> Table {
    Table {
        caption: "What these claims came to instead".to_string(),
        columns: ["claim", "setting", "verdict", "expected", "found"]
            .map(Column::text)
            .to_vec(),
        rows,
    }
}

fn link_in_full(outcome: &Outcome) -> Row {
    Row {
        cells: vec![
            Cell::text(&outcome.id).leading_to(anchor(outcome)),
            setting(outcome),
            verdict(outcome),
            Cell::text(words::verdict(outcome.expected)),
            Cell::text(&outcome.finding),
        ],
        tone: None,
    }
}

fn questions(answers: &[&Answer]) -> Table {
    let row = |answer: &&Answer| Row {
        cells: vec![
            Cell::number(answer.number.to_string(), Some(f64::from(answer.number))),
            Cell::text(&answer.question),
            Cell::text(words::answer(answer.verdict)).toned(match answer.verdict {
                Some(Verdict::Holds) => Tone::Good,
                Some(Verdict::Violated | Verdict::Inconclusive) | None => Tone::Neutral,
            }),
            Cell::text(&answer.finding),
            Cell::text(&answer.limits),
        ],
        tone: None,
    };
    let texts = [
        "the paper claims",
        "verdict",
        "measured",
        "what the check does not show",
    ];
    Table {
        caption: "The paper's claims".to_string(),
        columns: [Column::number("no.")]
            .into_iter()
            .chain(texts.map(Column::text))
            .collect(),
        rows: answers.iter().map(row).collect(),
    }
}

fn checks(outcomes: &[&Outcome]) -> Table {
    let row = |outcome: &&Outcome| Row {
        cells: vec![
            Cell::text(words::stem(outcome)).leading_to(anchor(outcome)),
            setting(outcome),
            verdict(outcome),
            Cell::number(words::number(outcome.margin), outcome.margin),
            Cell::number(words::effect(outcome), outcome.effect),
            Cell::number(outcome.count.to_string(), Some(outcome.count as f64)),
            Cell::number(outcome.seeds.to_string(), Some(outcome.seeds as f64)),
            Cell::number(words::seconds(outcome.seconds), Some(outcome.seconds)),
        ],
        tone: (!outcome.is_expected()).then_some(Tone::Bad),
    };
    let numbers = ["margin", "effect [interval]", "count", "seeds", "time"];
    Table {
        caption: "The checks".to_string(),
        columns: ["claim", "setting", "verdict"]
            .map(Column::text)
            .into_iter()
            .chain(numbers.map(Column::number))
            .collect(),
        rows: outcomes.iter().map(row).collect(),
    }
}

fn setting(outcome: &Outcome) -> Cell {
    let cell = Cell::text(words::setting(outcome));
    if outcome.inside {
        cell
    } else {
        cell.toned(Tone::Neutral)
    }
}

fn verdict(outcome: &Outcome) -> Cell {
    Cell::text(words::found(outcome)).toned(tone(outcome))
}

fn tone(outcome: &Outcome) -> Tone {
    match (outcome.is_expected(), outcome.verdict) {
        (false, _) => Tone::Bad,
        (true, Verdict::Inconclusive) => Tone::Neutral,
        (true, _) => Tone::Good,
    }
}

fn card(outcome: &Outcome) -> Card {
    let found = words::verdict(outcome.verdict);
    let verdict = if outcome.is_expected() {
        format!("{found}, as expected")
    } else {
        format!("{found}, expected {}", words::verdict(outcome.expected))
    };
    let mut blocks = vec![
        Block::Text(format!("{} ({}).", outcome.title, outcome.source)),
        Block::Text(words::sentence(&outcome.finding)),
    ];
    let name = format!("{}, setting {}", outcome.title, outcome.setting);
    let figure = outcome
        .panel
        .as_ref()
        .and_then(|panel| panel_figure(panel, &name));
    blocks.extend(figure.map(|figure| Block::Figure(figure, String::new())));
    if let Some(found) = &outcome.counterexample {
        let place = words::counterexample(found);
        blocks.push(Block::Text(format!("Counterexample: {place}.")));
    }
    blocks.push(Block::Text(words::sentence(&format!(
        "Checked: {}",
        outcome.scope
    ))));
    if let Some(power) = words::power(outcome) {
        blocks.push(Block::Text(words::sentence(&format!("Power: {power}"))));
    }
    blocks.push(Block::Code(outcome.reproduce.clone()));
    Card {
        anchor: anchor(outcome),
        heading: format!("{} · {}", words::stem(outcome), words::setting(outcome)),
        verdict: (tone(outcome), verdict),
        blocks,
    }
}

/// The id and setting as an anchor: a claim has at most one check in a setting.
fn anchor(outcome: &Outcome) -> String {
    let name = format!("{}/{}", outcome.id, outcome.setting);
    name.replace(char::is_whitespace, "-")
}
