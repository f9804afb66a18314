use std::path::Path;

use sweetspot::report::claims_markdown;

use super::registry;

/// What begins the section of measured margins, which is not compared.
const MEASURED: &str = "\n## Measured\n";

#[test]
fn the_document_lists_the_claims_there_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/claims.md");
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let measured = written.find(MEASURED).map_or("", |at| &written[at..]);
    let registry = registry();
    let expected = claims_markdown(&registry.papers, &registry.claims, measured);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap();
    assert!(
        found == expected,
        "docs/claims.md is stale: UPDATE_DOCS=1 cargo test --release --test claims"
    );
}

#[test]
fn every_question_is_checked_or_says_why_not() {
    let registry = registry();
    for paper in &registry.papers {
        for (number, question) in (1..).zip(&paper.questions) {
            let bearing = registry
                .claims
                .iter()
                .any(|claim| claim.paper == paper.folder && claim.questions.contains(&number));
            assert!(
                bearing || question.not_checked.is_some(),
                "{} {number}: no claim and no reason",
                paper.folder
            );
        }
    }
}

#[test]
fn there_are_at_least_40_claims_over_ten_papers_and_30_of_eight_are_quick() {
    let registry = registry();
    let count = |quick: bool| {
        let chosen = registry
            .claims
            .iter()
            .filter(|claim| !quick || claim.settings.iter().any(|setting| setting.seeds.quick > 0));
        let mut papers: Vec<&str> = chosen.clone().map(|claim| claim.paper.as_str()).collect();
        papers.sort_unstable();
        papers.dedup();
        (chosen.count(), papers.len())
    };
    let (claims, papers) = count(false);
    assert!(
        claims >= 40 && papers >= 10,
        "{claims} claims of {papers} papers"
    );
    let (claims, papers) = count(true);
    assert!(
        claims >= 30 && papers >= 8,
        "{claims} quick claims of {papers} papers"
    );
}

#[test]
fn every_claim_is_checked_in_two_settings_and_expects_a_verdict_of_each() {
    for claim in &registry().claims {
        assert!(claim.settings.len() >= 2, "{}", claim.id);
        assert!(!claim.control.settings.is_empty(), "{}", claim.id);
    }
}

/// Verdicts at seeds that an expectation was set from are no evidence for it.
#[test]
fn every_expectation_says_when_it_was_set_and_which_seeds_it_had_seen() {
    for claim in &registry().claims {
        for setting in &claim.settings {
            let set = setting.expect_set.as_deref().unwrap_or_default();
            let day = set.split(", master seed").next().unwrap_or_default();
            let is_day = day.len() == 10 && day.bytes().all(|c| c.is_ascii_digit() || c == b'-');
            assert!(
                is_day && set.len() > day.len(),
                "{}, setting {}: expect_set = \"2026-11-30, master seeds 0 to 11\", not {set:?}",
                claim.id,
                setting.name
            );
        }
    }
}

#[test]
fn the_claims_that_curves_name_exist() {
    let registry = registry();
    for snapshot in sweetspot::curves::snapshots().unwrap() {
        for id in &snapshot.definition.claims {
            let known = registry.claims.iter().any(|claim| claim.id == *id);
            assert!(known, "{}: no claim {id}", snapshot.definition.name);
        }
    }
}
