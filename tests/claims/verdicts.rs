use std::sync::OnceLock;

use sweetspot::claims::{Budget, Outcome, Verdict, Verification};
use sweetspot::runs::Workers;

use super::registry;

/// Repetitions of every statistical rule on seeds drawn again.
const REPETITIONS: usize = 2000;

/// Settings of the quick budget whose verdict is not the expected one in every repetition, and why
/// they are there all the same.
const UNSURE: &[(&str, &str, &str)] = &[];

/// Everything of the quick budget, with the negative controls; runs are shared between claims.
fn outcomes() -> &'static [Outcome] {
    static OUTCOMES: OnceLock<Vec<Outcome>> = OnceLock::new();
    OUTCOMES.get_or_init(verified)
}

fn verified() -> Vec<Outcome> {
    let registry = registry();
    let verification = Verification {
        claims: &registry.claims,
        budget: Budget::Quick,
        controls: true,
        seed: 0,
        data: None,
        workers: Workers::default().threads(2),
        store: None,
    };
    let cases = verification.cases(&|_| true);
    verification.run(&cases, REPETITIONS).unwrap()
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
    for outcome in outcomes {
        // A verdict never stands without what it rests on.
        assert!(outcome.seeds > 0 && outcome.count > 0, "{}", outcome.id);
        assert!(outcome.figure.is_some(), "{}", outcome.id);
    }
}

/// docs/statistics.md: a claim enters the quick budget if its rule, without the last look, gives no
/// other verdict on seeds drawn again.
#[test]
fn every_statistical_setting_of_the_quick_budget_is_admitted() {
    let registry = registry();
    let statistical = |outcome: &&Outcome| {
        let claim = registry.claims.iter().find(|claim| claim.id == outcome.id);
        !outcome.control && claim.is_some_and(|claim| claim.check.is_statistical())
    };
    let mut asked = 0;
    for outcome in outcomes().iter().filter(statistical) {
        asked += 1;
        let listed = |(id, setting, _): &&(&str, &str, &str)| {
            outcome.id == *id && outcome.setting == *setting
        };
        let admitted = outcome.admission.is_some_and(|found| found.unexpected == 0);
        assert_eq!(
            admitted,
            !UNSURE.iter().any(|one| listed(&one)),
            "{} ({}): {:?}",
            outcome.id,
            outcome.setting,
            outcome.admission
        );
    }
    assert!(asked >= 30, "{asked}");
}
