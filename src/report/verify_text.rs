//! A verification as text for a terminal.

use super::verify_words::{self as words, Paper};
use super::words::{paragraph, sentence};
use crate::claims::{Answer, Outcome, Report};

/// Columns that a terminal has no room for.
const LEFT_OUT: [&str; 3] = ["count", "seeds", "time"];

const INDENT: &str = "    ";

/// How much of a verification stands on the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// A screen a paper: each of its questions with the answer. The checks are listed where nothing
    /// describes the paper.
    Answers,
    /// Every check with what it found and could have found, and of every question what it rests on.
    Checks,
    /// Also the scope of every check, what its verdict rests on, and the command that repeats it.
    Everything,
}

/// The verification for a terminal: a table of each paper's checks, `!` in front of a verdict that
/// was not expected, "(outside)" behind a setting that does not meet the assumptions; what was not
/// expected in full; each paper's questions with their answers; one line of counts.
///
/// Verdicts have ANSI colours: print the text through a writer that drops them where the reader is
/// no terminal, as anstream's does.
pub fn verify_text(report: &Report, detail: Detail) -> String {
    let mut papers = words::papers(report);
    let is_listed = |paper: &Paper<'_>| detail != Detail::Answers || paper.questions.is_empty();
    let checked = papers.iter().filter(|paper| !paper.outcomes.is_empty());
    let (listed, left_out): (Vec<_>, Vec<_>) = checked.partition(|paper| is_listed(paper));
    let mut text = tables(&listed, detail);
    let hint = if left_out.is_empty() {
        ""
    } else {
        "-v lists the checks\n"
    };
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
    papers.retain(|paper| !paper.questions.is_empty());
    for paper in papers {
        text += &format!("{}\n", bold(&format!("What {} claims", paper.name)));
        let questions = paper.questions.iter();
        text.extend(questions.map(|answer| question(answer, detail)));
        text.push('\n');
    }
    text += &format!("{}\n", words::summary(report));
    if let Some(wrong) = words::wrong(report) {
        text += &paragraph(&wrong, "", "");
    }
    text + hint
}

/// The checks of each paper, and what the marks in them mean.
fn tables(papers: &[&Paper<'_>], detail: Detail) -> String {
    let mut text = String::new();
    for paper in papers {
        let mut table = words::checks(&paper.outcomes).without(&LEFT_OUT);
        // Effects with and without an interval begin below each other.
        table.columns[4].numeric = false;
        let table = table.text(usize::MAX);
        text += &format!("{}\n{table}\n", bold(&paper.name));
        if detail != Detail::Answers {
            // What was not expected follows in full.
            let expected = paper.outcomes.iter().filter(|one| one.is_expected());
            text.extend(expected.map(|outcome| found(outcome, detail)));
            text.push('\n');
        }
    }
    let outcomes = papers
        .iter()
        .flat_map(|paper| paper.outcomes.iter().copied());
    for legend in words::legends(outcomes) {
        text += &format!("{}\n", paragraph(legend, "", ""));
    }
    text
}

/// What a check found, under its name.
fn found(outcome: &Outcome, detail: Detail) -> String {
    let verdict = words::found(outcome);
    let name = words::name(outcome);
    let headline = format!("  {name}, setting {}: {verdict}", words::setting(outcome));
    let mut text = headline.replacen(verdict, &words::tone(outcome).painted(verdict), 1) + "\n";
    let mut parts = vec![outcome.finding.clone()];
    match detail {
        Detail::Everything => parts.extend(words::details(outcome)),
        _ => parts.extend(words::shown(outcome)),
    }
    for one in parts.into_iter().filter(|part| !part.is_empty()) {
        text += &paragraph(&sentence(&one), INDENT, INDENT);
    }
    match detail {
        Detail::Everything => text + &format!("{INDENT}Reproduce: {}\n", outcome.reproduce),
        _ => text,
    }
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

fn question(answer: &Answer, detail: Detail) -> String {
    let number = format!("{:>2}. ", answer.number);
    let asked = match detail {
        Detail::Answers => answer.question.clone(),
        Detail::Checks | Detail::Everything => format!("{} ({})", answer.question, answer.place),
    };
    let mut text = paragraph(&asked, &number, INDENT);
    let verdict = words::answer(answer.verdict);
    let answered = format!("{verdict}. {}", sentence(&answer.answer));
    let painted = words::tone_of_answer(answer).painted(verdict);
    text += &paragraph(&answered, INDENT, INDENT).replacen(verdict, &painted, 1);
    if !answer.stronger.is_empty() {
        let readings = format!("Stronger readings: {}", words::readings(answer));
        text += &paragraph(&sentence(&readings), INDENT, INDENT);
    }
    if detail == Detail::Answers {
        return text;
    }
    if !answer.answer.ends_with(&answer.finding) {
        text += &paragraph(&sentence(&answer.finding), INDENT, INDENT);
    }
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
