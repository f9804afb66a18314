//! A verification as text for a terminal.

use clap::builder::styling::{AnsiColor, Style};

use super::paragraph::paragraph;
use super::verify_words::{self as words, Paper};
use crate::claims::{Answer, Outcome, Report, Verdict};

const HEADINGS: [&str; 5] = ["verdict", "claim", "setting", "margin", "effect [interval]"];

/// Indentation of what stands under a heading.
const INDENT: &str = "    ";

/// The verification for a terminal: a table of each paper's claims, `!` in front of a verdict that
/// was not expected, "(outside)" behind a setting that does not meet the assumptions; those in full, with the counterexample and the command that repeats them; each
/// paper's questions with their answers; one line of counts. Ends with a newline.
///
/// Verdicts have ANSI colours: print the text through a writer that drops them where the reader is
/// no terminal, as anstream's does.
pub fn verify_text(report: &Report) -> String {
    let papers = words::papers(report);
    let mut text = String::new();
    for paper in papers.iter().filter(|paper| !paper.outcomes.is_empty()) {
        text += &format!("{}\n{}\n", bold(&paper.name()), table(&paper.outcomes));
    }
    if let Some(legend) = words::legend(report) {
        text += &format!("{}\n", paragraph(legend, "", ""));
    }
    let unsure = words::unsure(report);
    if !unsure.is_empty() {
        text += &format!("{}\n", bold(words::UNSURE));
        for one in unsure {
            text += &paragraph(&words::sentence(&one), "", INDENT);
        }
        text.push('\n');
    }
    for outcome in words::unexpected(report) {
        text += &in_full(outcome);
        text.push('\n');
    }
    for paper in papers.iter().filter(|paper| !paper.questions.is_empty()) {
        text += &questions(paper);
        text.push('\n');
    }
    text + &words::summary(report) + "\n"
}

/// Rows of cells under the headings; the mark and the colour of a verdict are no part of a width.
fn table(outcomes: &[&Outcome]) -> String {
    let rows: Vec<[String; 5]> = outcomes.iter().map(|outcome| cells(outcome)).collect();
    let mut widths = HEADINGS.map(str::len);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = format!("  {}\n", line(&HEADINGS.map(str::to_string), &widths));
    for (outcome, row) in outcomes.iter().zip(&rows) {
        let mark = if outcome.is_expected() { ' ' } else { '!' };
        let style = style(outcome);
        let plain = line(row, &widths);
        let (verdict, rest) = plain.split_at(row[0].len());
        text += &format!("{mark} {style}{verdict}{style:#}{rest}\n");
    }
    text
}

fn cells(outcome: &Outcome) -> [String; 5] {
    [
        words::found(outcome),
        words::stem(outcome).to_string(),
        words::setting(outcome),
        words::number(outcome.margin),
        words::effect(outcome),
    ]
}

/// Text to the left of its column, the margin to the right.
fn line(cells: &[String; 5], widths: &[usize; 5]) -> String {
    let [verdict, claim, setting, margin, effect] = cells;
    let [a, b, c, d, _] = widths;
    format!("{verdict:<a$}  {claim:<b$}  {setting:<c$}  {margin:>d$}  {effect}")
}

fn in_full(outcome: &Outcome) -> String {
    let style = style(outcome);
    let mut text = format!("{style}! {}{style:#}\n", words::headline(outcome));
    let mut add = |sentence: &str| text += &paragraph(sentence, INDENT, INDENT);
    add(&format!("{} ({}).", outcome.title, outcome.source));
    add(&words::sentence(&outcome.finding));
    if let Some(found) = &outcome.counterexample {
        add(&format!(
            "Counterexample: {}.",
            words::counterexample(found)
        ));
    }
    add(&words::sentence(&format!("Checked: {}", outcome.scope)));
    if let Some(power) = words::power(outcome) {
        add(&words::sentence(&format!("Power: {power}")));
    }
    // Not broken into lines: it is copied into a shell.
    text + &format!("{INDENT}Reproduce: {}\n", outcome.reproduce)
}

fn questions(paper: &Paper<'_>) -> String {
    let mut text = format!("{}\n", bold(&format!("What {} claims", paper.name())));
    for answer in &paper.questions {
        text += &question(answer);
    }
    text
}

fn question(answer: &Answer) -> String {
    let style = bold_in(match answer.verdict {
        Some(Verdict::Holds) => AnsiColor::Green,
        Some(Verdict::Violated | Verdict::Inconclusive) | None => AnsiColor::Yellow,
    });
    let number = format!("{:>2}. ", answer.number);
    let mut text = paragraph(&answer.question, &number, INDENT);
    text += &format!(
        "{INDENT}{style}{}{style:#}\n",
        words::answer(answer.verdict)
    );
    text += &paragraph(&words::sentence(&answer.finding), INDENT, INDENT);
    if !answer.limits.is_empty() {
        text += &paragraph(
            &words::sentence(&format!("Does not show: {}", answer.limits)),
            INDENT,
            INDENT,
        );
    }
    if !answer.claims.is_empty() {
        text += &paragraph(
            &format!("From: {}", answer.claims.join(", ")),
            INDENT,
            INDENT,
        );
    }
    text
}

fn bold(text: &str) -> String {
    let style = Style::new().bold();
    format!("{style}{text}{style:#}")
}

/// Red for what was not expected; else green where something was decided, yellow where not.
fn style(outcome: &Outcome) -> Style {
    bold_in(match outcome.verdict {
        _ if !outcome.is_expected() => AnsiColor::Red,
        Verdict::Holds | Verdict::Violated => AnsiColor::Green,
        Verdict::Inconclusive => AnsiColor::Yellow,
    })
}

fn bold_in(colour: AnsiColor) -> Style {
    colour.on_default().bold()
}
