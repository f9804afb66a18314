//! A verification as Markdown, for the summary of a CI job or a page.

use super::characters::without_forbidden;
use super::table::escaped;
use super::verify_words::{self as words, Paper};
use super::words::counted;
use crate::claims::{Answer, Outcome, Report, Verdict};

/// The verification as GitHub-flavoured Markdown: the counts, every verdict that was not expected in
/// full, then for each paper its questions and, folded away, its checks and what each of them found.
pub fn verify_markdown(report: &Report) -> String {
    let counts = report.summary();
    let mark = if counts.unexpected == 0 { "✅" } else { "❌" };
    let mut text = format!("# {mark} sweetspot verify\n\n{}.\n", words::summary(report));
    text.extend(words::wrong(report).map(|wrong| format!("\n{wrong}\n")));
    text += &format!("\n{}", fenced(&report.command));
    for legend in words::legends(report.outcomes.iter()) {
        text += &format!("\n{legend}\n");
    }
    let unexpected = words::unexpected(report);
    if !unexpected.is_empty() {
        text += "\n## Not as expected\n";
    }
    for outcome in unexpected {
        text += &in_full(outcome);
    }
    let unsure = words::unsure(report);
    if !unsure.is_empty() {
        text += &format!("\n## {}\n\n", words::UNSURE);
    }
    for one in unsure {
        text += &format!("- {}\n", escaped(&one));
    }
    for paper in words::papers(report) {
        text += &section(&paper);
    }
    without_forbidden(text)
}

fn in_full(outcome: &Outcome) -> String {
    let mut text = format!("\n### ❌ {}\n\n", escaped(&words::headline(outcome)));
    text += &format!("{}\n\n", escaped(&words::claim(outcome)));
    text += &format!("{}\n\n", escaped(&outcome.finding));
    let details = words::details(outcome);
    text.extend(details.map(|detail| format!("- {}\n", escaped(&detail))));
    text + "\n" + &fenced(&outcome.reproduce)
}

fn section(paper: &Paper<'_>) -> String {
    let mut text = format!("\n## {}\n", escaped(&paper.name));
    if !paper.questions.is_empty() {
        text += &format!("\n{}", questions(&paper.questions));
    }
    if paper.outcomes.is_empty() {
        return text;
    }
    let run = paper.outcomes.iter().filter(|one| one.not_run.is_none());
    let not_run = match paper.outcomes.len() - run.clone().count() {
        0 => String::new(),
        count => format!(", {count} not run"),
    };
    let expected = run.filter(|one| one.is_expected()).count();
    let all = counted(paper.outcomes.len(), "check");
    text += &format!("\n<details><summary>{all}, {expected} as expected{not_run}</summary>\n\n");
    text += &checks(&paper.outcomes);
    text.push('\n');
    text.extend(paper.outcomes.iter().map(|outcome| finding(outcome)));
    text + "\n</details>\n"
}

/// The questions; a verdict that decides nothing has a symbol in front of it.
fn questions(answers: &[&Answer]) -> String {
    let mut table = words::questions(answers);
    table.columns[0].name.clear();
    for (row, answer) in table.rows.iter_mut().zip(answers) {
        row.cells[1].text.insert_str(0, symbol(answer.verdict));
    }
    table.markdown()
}

fn checks(outcomes: &[&Outcome]) -> String {
    let mut table = words::checks(outcomes).without(&["count", "time"]);
    for (row, outcome) in table.rows.iter_mut().zip(outcomes) {
        let verdict = &mut row.cells[0].text;
        if outcome.is_expected() {
            let found = outcome.not_run.is_none().then_some(outcome.verdict);
            verdict.insert_str(0, symbol(found));
        } else {
            *verdict = format!("❌ {verdict}, {}", words::expectation(outcome));
        }
    }
    table.markdown()
}

fn finding(outcome: &Outcome) -> String {
    let stem = escaped(&words::name(outcome));
    let setting = escaped(&words::setting(outcome));
    format!("- **{stem}**, {setting}: {}\n", escaped(&outcome.finding))
}

/// In front of a verdict that was expected or answers a question.
fn symbol(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Holds | Verdict::Violated) => "",
        Some(Verdict::Inconclusive) => "❔ ",
        None => "➖ ",
    }
}

fn fenced(command: &str) -> String {
    format!("```sh\n{command}\n```\n")
}
