use std::sync::atomic::AtomicBool;

use sweetspot::claims::{Budget, Outcome, Verdict, Verification, Workers};

use super::registry;

/// Everything of the quick budget, with the negative controls; runs are shared between claims.
fn outcomes() -> Vec<Outcome> {
    let registry = registry();
    let verification = Verification {
        claims: registry.claims(),
        budget: Budget::Quick,
        controls: true,
        seed: 0,
        workers: Workers {
            threads: 2,
            interrupt: &AtomicBool::new(false),
        },
    };
    let cases = verification.cases(&|_| true);
    verification.run(&cases, &|_| {}).unwrap()
}

#[test]
fn every_claim_comes_out_as_expected_and_every_control_is_violated() {
    let outcomes = outcomes();
    assert!(outcomes.iter().any(|outcome| outcome.control));
    let wrong: Vec<String> = outcomes
        .iter()
        .filter(|outcome| !outcome.is_expected())
        .map(|outcome| {
            format!(
                "{} ({}): {:?}, expected {:?}: {}\n  {}",
                outcome.id,
                outcome.setting,
                outcome.verdict,
                outcome.expected,
                outcome.finding,
                outcome.reproduce
            )
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for outcome in outcomes.iter().filter(|outcome| outcome.control) {
        assert_eq!(outcome.verdict, Verdict::Violated, "{}", outcome.id);
    }
    for outcome in &outcomes {
        // A verdict never stands without what it rests on.
        assert!(outcome.seeds > 0 && outcome.count > 0, "{}", outcome.id);
        assert!(outcome.panel.is_some(), "{}", outcome.id);
    }
}
