//! The list of claims.

use serde_json::{Value, json};

use super::paragraph::paragraph;
use super::verify_words as words;
use crate::claims::{Claim, Setting};

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
        text += &format!("  {}\n      {}\n", claim.id, claim.title);
        for setting in &claim.settings {
            let quick = if setting.seeds.quick > 0 {
                ""
            } else {
                " (full only)"
            };
            text += &format!(
                "      {}: {}{quick}\n",
                words::marked(&setting.name, setting.inside),
                words::verdict(setting.expect)
            );
        }
    }
    let settings: Vec<&Setting> = claims.iter().flat_map(|claim| &claim.settings).collect();
    text += &format!("\n{} claims in {} settings\n", claims.len(), settings.len());
    if settings.iter().any(|setting| !setting.inside) {
        text += &paragraph(words::OUTSIDE, "", "");
    }
    text
}

/// The same as a JSON document: an array of claims.
pub fn claims_json(claims: &[&Claim]) -> Value {
    let one = |claim: &&Claim| {
        let settings: Vec<Value> = claim
            .settings
            .iter()
            .map(|setting| {
                json!({
                    "setting": setting.name,
                    "expected": setting.expect,
                    "inside": setting.inside,
                    "seeds": setting.seeds,
                })
            })
            .collect();
        json!({
            "id": claim.id,
            "paper": claim.paper,
            "title": claim.title,
            "source": claim.source,
            "statement": claim.statement,
            "questions": claim.questions,
            "control": claim.control.why,
            "settings": settings,
        })
    };
    claims.iter().map(one).collect()
}
