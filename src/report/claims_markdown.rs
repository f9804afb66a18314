//! `docs/claims.md`: every claim, where it is checked, and what is expected there.

use super::verify_words as words;
use crate::claims::{Claim, Paper};

const HEAD: &str = "# The claims\n
Generated from `paper-checks/` by `UPDATE_DOCS=1 cargo test --release --test claims`; [claim-format.md](claim-format.md)
says how a claim is written, [statistics.md](statistics.md) how a verdict is reached. `sweetspot verify --claim ID` checks
one of them.\n\n";

/// The claims by paper, in Markdown. `measured` follows them: the dated margins that `verify
/// --markdown` wrote, which nothing compares.
pub fn claims_markdown(papers: &[Paper], claims: &[Claim], measured: &str) -> String {
    let mut text = format!("{HEAD}{}\n", words::OUTSIDE);
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
            text += &one(claim);
        }
    }
    text + measured
}

/// Which claims bear on one of the paper's own.
fn bearing(claims: &[&Claim], number: u32) -> String {
    let bearing = claims.iter().filter(|c| c.questions.contains(&number));
    let ids: Vec<String> = bearing.map(|c| format!("`{}`", c.id)).collect();
    if ids.is_empty() {
        return " (not checked)".to_owned();
    }
    format!(" ({})", ids.join(", "))
}

fn one(claim: &Claim) -> String {
    let mut text = format!(
        "\n### `{}`\n\n**{}**\n\n{}\n\n*{}.* Control: {}.\n\n| setting | expected | seeds, quick | seeds, full |\n\
         | --- | --- | --- | --- |\n",
        claim.id, claim.title, claim.statement, claim.source, claim.control.why
    );
    for setting in &claim.settings {
        text += &format!(
            "| {} | {} | {} | {} |\n",
            words::marked(&setting.name, setting.inside),
            words::verdict(setting.expect),
            setting.seeds.quick,
            setting.seeds.full
        );
    }
    text
}
