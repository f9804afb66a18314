//! A verification as text for a terminal.

use super::verify_words as words;
use super::words::{paragraph, sentence};
use crate::claims::{Answer, Outcome, Report};

/// Columns that a terminal has no room for.
const LEFT_OUT: [&str; 3] = ["count", "seeds", "time"];

const INDENT: &str = "    ";

/// The verification for a terminal: a table of each paper's claims, `!` in front of a verdict that
/// was not expected, "(outside)" behind a setting that does not meet the assumptions; what was not
/// expected in full; each paper's questions with their answers; one line of counts.
///
/// Verdicts have ANSI colours: print the text through a writer that drops them where the reader is
/// no terminal, as anstream's does.
pub fn verify_text(report: &Report) -> String {
    let papers = words::papers(report);
    let mut text = String::new();
    for paper in papers.iter().filter(|paper| !paper.outcomes.is_empty()) {
        let mut table = words::checks(&paper.outcomes).without(&LEFT_OUT);
        // Effects with and without an interval begin below each other.
        table.columns[4].numeric = false;
        let table = table.text(usize::MAX);
        text += &format!("{}\n{table}\n", bold(&paper.name));
    }
    if let Some(legend) = words::legend(report) {
        text += &format!("{}\n", paragraph(legend, "", ""));
    }
    let unsure = words::unsure(report);
    if !unsure.is_empty() {
        text += &format!("{}\n", bold(words::UNSURE));
        for one in unsure {
            text += &paragraph(&sentence(&one), "", INDENT);
        }
        text.push('\n');
    }
    for outcome in words::unexpected(report) {
        text += &in_full(outcome);
        text.push('\n');
    }
    for paper in papers.iter().filter(|paper| !paper.questions.is_empty()) {
        text += &format!("{}\n", bold(&format!("What {} claims", paper.name)));
        text.extend(paper.questions.iter().map(|answer| question(answer)));
        text.push('\n');
    }
    text + &words::summary(report) + "\n"
}

fn in_full(outcome: &Outcome) -> String {
    let headline = format!("! {}", words::headline(outcome));
    let mut text = words::tone(outcome).painted(&headline) + "\n";
    let found = [words::claim(outcome), outcome.finding.clone()];
    for one in found.into_iter().chain(words::details(outcome)) {
        text += &paragraph(&sentence(&one), INDENT, INDENT);
    }
    // Not broken into lines: it is copied into a shell.
    text + &format!("{INDENT}Reproduce: {}\n", outcome.reproduce)
}

fn question(answer: &Answer) -> String {
    let number = format!("{:>2}. ", answer.number);
    let verdict = words::tone_of_answer(answer).painted(words::answer(answer.verdict));
    let mut text = paragraph(&answer.question, &number, INDENT);
    text += &format!("{INDENT}{verdict}\n");
    text += &paragraph(&sentence(&answer.finding), INDENT, INDENT);
    if !answer.limits.is_empty() {
        let limits = format!("Does not show: {}", answer.limits);
        text += &paragraph(&sentence(&limits), INDENT, INDENT);
    }
    if !answer.claims.is_empty() {
        let claims = format!("From: {}", answer.claims.join(", "));
        text += &paragraph(&claims, INDENT, INDENT);
    }
    text
}

fn bold(text: &str) -> String {
    format!("\u{1b}[1m{text}\u{1b}[0m")
}
