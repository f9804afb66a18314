//! The list of claims: as text, as JSON, and docs/claims.md.

use serde_json::{Value, json};

use super::verify_words as words;
use super::words::paragraph;
use crate::claims::{Claim, Paper, Setting};

/// The claims by paper, each with its settings and their expected verdicts; settings that do not
/// meet the assumptions are marked.
pub fn claims_text(claims: &[&Claim]) -> String {
    let mut text = String::new();
    let mut paper = "";
    for claim in claims {
        if claim.paper != paper {
            paper = &claim.paper;
            text += &format!("{}{paper}\n", if text.is_empty() { "" } else { "\n" });
        }
        let id = words::named(&claim.id, claim.identity.is_some());
        text += &format!("  {id}\n      {}\n", claim.title);
        for setting in &claim.settings {
            let (name, expected) = expectation(setting);
            let only = match setting.seeds.quick {
                0 => " (full only)",
                _ => "",
            };
            text += &format!("      {name}: expects {expected}{only}\n");
        }
    }
    let settings: Vec<&Setting> = claims.iter().flat_map(|claim| &claim.settings).collect();
    text += &format!("\n{} claims in {} settings\n", claims.len(), settings.len());
    if settings.iter().any(|setting| !setting.inside) {
        text += &paragraph(words::OUTSIDE, "", "");
    }
    if claims.iter().any(|claim| claim.identity.is_some()) {
        text += &paragraph(words::IDENTITY, "", "");
    }
    text
}

/// The same as a JSON document: an array of claims.
pub fn claims_json(claims: &[&Claim]) -> Value {
    let setting = |s: &Setting| {
        json!({
            "setting": s.name,
            "expected": s.expect,
            "expect_set": s.expect_set,
            "inside": s.inside,
            "seeds": s.seeds,
        })
    };
    let one = |claim: &&Claim| {
        json!({
            "id": claim.id,
            "paper": claim.paper,
            "title": claim.title,
            "source": claim.source,
            "statement": claim.statement,
            "questions": claim.questions,
            "stronger": claim.stronger,
            "identity": claim.identity,
            "control": claim.control.why,
            "settings": claim.settings.iter().map(setting).collect::<Value>(),
        })
    };
    claims.iter().map(one).collect()
}

/// The name of a setting, marked where it does not meet the assumptions, and the expected verdict.
fn expectation(setting: &Setting) -> (String, &'static str) {
    let name = words::marked(&setting.name, setting.inside);
    (name, words::verdict(setting.expect))
}

const HEAD: &str = "# The claims\n
Generated from `paper-checks/` by `UPDATE_DOCS=1 cargo test --release --test claims`; [claim-format.md](claim-format.md)
says how a claim is written, [statistics.md](statistics.md) how a verdict is reached. `sweetspot verify --claim ID` checks
one of them.\n\n";

/// The claims by paper, in Markdown. `measured` follows them: the dated margins that `verify
/// --markdown` wrote, which nothing compares.
pub fn claims_markdown(papers: &[Paper], claims: &[Claim], measured: &str) -> String {
    let mut text = format!("{HEAD}{}\n\n{}\n", words::OUTSIDE, words::IDENTITY);
    for paper in papers {
        let claims: Vec<&Claim> = claims.iter().filter(|c| c.paper == paper.folder).collect();
        text += &format!(
            "\n## {}\n\n{}, *{}*, {}.\n\n",
            paper.key, paper.authors, paper.title, paper.venue
        );
        for (number, question) in (1..).zip(&paper.questions) {
            text += &format!("{number}. {}{}\n", question.text, bearing(&claims, number));
        }
        for claim in claims {
            text += &section(claim);
        }
    }
    text + measured
}

fn bearing(claims: &[&Claim], number: u32) -> String {
    let ids = |of: fn(&Claim) -> &[u32]| {
        let claims = claims.iter().filter(|claim| of(claim).contains(&number));
        let ids: Vec<String> = claims.map(|claim| format!("`{}`", claim.id)).collect();
        ids.join(", ")
    };
    let bearing = match ids(|claim| &claim.questions) {
        ids if ids.is_empty() => "not checked".to_owned(),
        ids => ids,
    };
    match ids(|claim| &claim.stronger) {
        ids if ids.is_empty() => format!(" ({bearing})"),
        ids => format!(" ({bearing}; stronger readings: {ids})"),
    }
}

fn section(claim: &Claim) -> String {
    let mut text = format!(
        "\n### `{}`\n\n**{}**\n\n{}\n\n*{}.* Control: {}.\n\n",
        claim.id, claim.title, claim.statement, claim.source, claim.control.why
    );
    if let Some(why) = &claim.identity {
        text += &format!("Identity: {why}.\n\n");
    }
    text += "| setting | expected | set | seeds, quick | seeds, full |\n| --- | --- | --- | --- | --- |\n";
    for setting in &claim.settings {
        let ((name, expected), seeds) = (expectation(setting), setting.seeds);
        let (quick, full) = (seeds.quick, seeds.full);
        let set = setting.expect_set.as_deref().unwrap_or_default();
        text += &format!("| {name} | {expected} | {set} | {quick} | {full} |\n");
    }
    text
}
