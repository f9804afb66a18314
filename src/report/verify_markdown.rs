//! A verification as Markdown, for the summary of a CI job or a page.

use super::verify_words::{self as words, Paper};
use crate::claims::{Answer, Outcome, Report, Verdict};

const CLAIMS: &str = "| verdict | claim | setting | margin | effect [interval] | seeds |\n\
                      | --- | --- | --- | ---: | ---: | ---: |\n";
const QUESTIONS: &str = "| | the paper claims | verdict | measured | not shown |\n\
                         | ---: | --- | --- | --- | --- |\n";

/// The verification as GitHub-flavoured Markdown: the counts, then every verdict that was not
/// expected in full, then for each paper its questions and, folded away, the table of its claims
/// and what each of them found. "(outside)" stands behind a setting that does not meet the
/// assumptions. Ends with a newline.
pub fn verify_markdown(report: &Report) -> String {
    let counts = report.summary();
    let mark = if counts.unexpected == 0 { "✅" } else { "❌" };
    let mut text = format!("# {mark} sweetspot verify\n\n{}.\n", words::summary(report));
    text += &format!("\n{}", fenced(&report.command));
    if let Some(legend) = words::legend(report) {
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
    text
}

fn in_full(outcome: &Outcome) -> String {
    let mut text = format!("\n### ❌ {}\n\n", escaped(&words::headline(outcome)));
    text += &format!(
        "{} ({}).\n\n",
        escaped(&outcome.title),
        escaped(&outcome.source)
    );
    text += &format!("{}\n", escaped(&outcome.finding));
    if let Some(found) = &outcome.counterexample {
        text += &format!("\n- Counterexample: {}", words::counterexample(found));
    }
    text += &format!("\n- Checked: {}\n", escaped(&outcome.scope));
    if let Some(power) = words::power(outcome) {
        text += &format!("- Power: {}\n", escaped(&power));
    }
    text + "\n" + &fenced(&outcome.reproduce)
}

fn section(paper: &Paper<'_>) -> String {
    let mut text = format!("\n## {}\n", escaped(&paper.name()));
    if !paper.questions.is_empty() {
        text += &format!("\n{QUESTIONS}");
        text.extend(paper.questions.iter().map(|answer| question(answer)));
    }
    if paper.outcomes.is_empty() {
        return text;
    }
    let expected = paper
        .outcomes
        .iter()
        .filter(|one| one.is_expected())
        .count();
    let all = words::counted(paper.outcomes.len(), "check");
    text += &format!("\n<details><summary>{all}, {expected} as expected</summary>\n\n{CLAIMS}");
    text.extend(paper.outcomes.iter().map(|outcome| row(outcome)));
    text.push('\n');
    text.extend(paper.outcomes.iter().map(|outcome| finding(outcome)));
    text + "\n</details>\n"
}

fn question(answer: &Answer) -> String {
    let verdict = format!(
        "{}{}",
        symbol(answer.verdict),
        words::answer(answer.verdict)
    );
    cells(&[
        &answer.number.to_string(),
        &answer.question,
        &verdict,
        &answer.finding,
        &answer.limits,
    ])
}

fn row(outcome: &Outcome) -> String {
    let verdict = words::found(outcome);
    let verdict = if outcome.is_expected() {
        format!("{}{verdict}", symbol(Some(outcome.verdict)))
    } else {
        format!(
            "❌ {verdict}, expected {}",
            words::verdict(outcome.expected)
        )
    };
    cells(&[
        &verdict,
        words::stem(outcome),
        &words::setting(outcome),
        &words::number(outcome.margin),
        &words::effect(outcome),
        &outcome.seeds.to_string(),
    ])
}

fn finding(outcome: &Outcome) -> String {
    let stem = escaped(words::stem(outcome));
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

fn cells(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// What Markdown would take for markup or the end of a cell, as plain text in one line.
fn escaped(text: &str) -> String {
    let mut plain = String::new();
    for character in text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
    {
        match character {
            '<' => plain.push_str("&lt;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '~' | '\\' => plain.extend(['\\', character]),
            _ => plain.push(character),
        }
    }
    plain
}

fn fenced(command: &str) -> String {
    format!("```sh\n{command}\n```\n")
}
