//! Which claims notice a fault: those whose verdict is not the expected one.

use sweetspot::claims::{Case, Outcome, Registry, Verification};
use sweetspot::config::{Config, Override};
use sweetspot::faults::Fault;
use sweetspot::runs::{Request, Workers};

use super::planted::with;
use super::table::{NOTICED, Noticed};

fn registry() -> Registry {
    Registry::built_in().unwrap()
}

/// Of the cases picked, in the quick budget at seed 0.
fn outcomes(registry: &Registry, picked: &dyn Fn(&Case<'_>) -> bool) -> Vec<Outcome> {
    let workers = Workers::default().threads(2);
    let verification = Verification::quick(&registry.claims, workers);
    let cases = verification.cases(picked);
    verification.run(&cases, 0).unwrap()
}

/// Claims and settings with another verdict than the expected one.
fn unexpected(outcomes: &[Outcome]) -> Vec<(&str, &str)> {
    let names = |outcome: &&Outcome| outcome.verdict != outcome.expected;
    let found = outcomes.iter().filter(names);
    found.map(|o| (o.id.as_str(), o.setting.as_str())).collect()
}

fn is_one_of(claims: &[(&str, &str)], case: &Case<'_>) -> bool {
    let case = (case.claim.id.as_str(), case.setting.name.as_str());
    claims.contains(&case)
}

#[test]
fn every_claim_named_notices_its_fault_and_none_is_wrong_without() {
    let registry = registry();
    let all: Vec<_> = NOTICED.iter().flat_map(|row| row.claims).copied().collect();
    let sound = with(None, || outcomes(&registry, &|case| is_one_of(&all, case)));
    assert_eq!(unexpected(&sound), []);
    for name in &all {
        let known = sound
            .iter()
            .any(|o| (o.id.as_str(), o.setting.as_str()) == *name);
        assert!(known, "there is no quick {name:?}");
    }
    let mut missed = Vec::new();
    for Noticed { fault, claims, .. } in NOTICED {
        let found = with(Some(*fault), || {
            outcomes(&registry, &|case| is_one_of(claims, case))
        });
        let noticed = unexpected(&found);
        let silent = claims.iter().filter(|name| !noticed.contains(name));
        missed.extend(silent.map(|name| (*fault, *name)));
    }
    assert!(missed.is_empty(), "not noticed: {missed:#?}");
}

/// Prints which of all quick claims notice the fault that SWEETSPOT_FAULT names.
#[test]
fn who_else_notices_a_fault_is_printed_when_asked_for() {
    let Some(asked) = std::env::var_os("SWEETSPOT_FAULT") else {
        return;
    };
    let registry = registry();
    for row in NOTICED
        .iter()
        .filter(|row| asked == *format!("{:?}", row.fault))
    {
        let found = with(Some(row.fault), || outcomes(&registry, &|_| true));
        for (claim, setting) in unexpected(&found) {
            println!("{:?}: {claim} ({setting})", row.fault);
        }
    }
}

fn end_of_run(settings: &[&str]) -> Vec<f64> {
    let overrides = settings.iter().map(|text| Override::set(text).unwrap());
    let overrides: Vec<Override> = overrides.collect();
    let config = Config::load(None, &overrides).unwrap();
    let run = Request::from(config).run(&Workers::default()).unwrap();
    run.end().network.parameters()
}

/// The exact flow chooses a velocity of Clarke's subdifferential on a kink and never asks for relu'(0): not even from
/// a start on the kinks is a bit changed.
#[test]
fn the_slope_at_zero_does_not_enter_the_exact_flow() {
    let on_the_kinks = "network.weights=[[0, 1, 0], [0, 0, 0], [0, 0, 1]]";
    for settings in [
        vec!["network.width=16", "network.alpha=0.1"],
        vec!["network.init=antisymmetric", "network.width=8"],
        vec![
            "data.dimension=3",
            on_the_kinks,
            "network.width=3",
            "network.outputs=[1, -1, 1]",
        ],
    ] {
        let [sound, faulty] = [None, Some(Fault::ReluSlopeAtZeroIsOne)]
            .map(|fault| with(fault, || end_of_run(&settings)));
        assert_eq!(sound, faulty, "{settings:?}");
    }
}
