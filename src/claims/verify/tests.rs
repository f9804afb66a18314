use std::sync::Mutex;

use super::*;
use crate::claims::Verdict;
use crate::claims::kinds::tests as kinds;
use crate::claims::measure::Measured;
use crate::claims::runs::Taken;
use crate::claims::tests::{claim, inequality, ordering};
use crate::statistics;

fn verification(claims: &[Claim], budget: Budget) -> Verification<'_> {
    Verification {
        claims,
        budget,
        controls: true,
        seed: 0,
        data: None,
        workers: Workers::default().threads(1),
        store: None,
    }
}

/// `mu >= mu - 1` holds, `mu >= mu + 1` does not.
fn deterministic(name: &str) -> Claim {
    claim(name, inequality("mu", "mu - 1"), inequality("mu", "mu + 1"))
}

fn statistical(name: &str) -> Claim {
    claim(
        name,
        ordering("mu + 1", "mu", 0.5),
        ordering("mu", "mu + 1", 0.0),
    )
}

#[test]
fn budgets_have_their_seeds() {
    let seeds = Seeds { quick: 2, full: 5 };
    assert_eq!(Budget::Quick.seeds(seeds), 2);
    assert_eq!(Budget::Full.seeds(seeds), 5);
}

#[test]
fn cases_are_those_of_the_budget_that_are_selected() {
    let mut claims = [deterministic("a"), deterministic("b")];
    claims[0].settings[1].seeds.quick = 0;
    let count = |verification: &Verification<'_>| verification.cases(&|_| true).len();
    assert_eq!(count(&verification(&claims, Budget::Quick)), 5);
    assert_eq!(count(&verification(&claims, Budget::Full)), 6);
    let without = Verification {
        controls: false,
        ..verification(&claims, Budget::Full)
    };
    assert_eq!(count(&without), 4);
    let selected = without.cases(&|case| case.claim.id == "tests/b");
    assert_eq!(selected.len(), 2);
}

#[test]
fn outcomes_have_what_the_claim_says_and_what_was_found() {
    let mut claims = [deterministic("a")];
    claims[0].settings[1].inside = false;
    let verification = verification(&claims, Budget::Quick);
    let outcomes = verification.run(&verification.cases(&|_| true), 0).unwrap();
    let verdicts: Vec<(&str, Verdict, Verdict, bool, bool)> = outcomes
        .iter()
        .map(|o| {
            (
                o.setting.as_str(),
                o.verdict,
                o.expected,
                o.control,
                o.inside,
            )
        })
        .collect();
    assert_eq!(
        verdicts,
        [
            ("first", Verdict::Holds, Verdict::Holds, false, true),
            ("second", Verdict::Holds, Verdict::Holds, false, false),
            (
                "first (control)",
                Verdict::Violated,
                Verdict::Violated,
                true,
                true
            ),
        ]
    );
    let first = &outcomes[0];
    assert_eq!(
        [&first.id, &first.paper, &first.title, &first.source],
        ["tests/a", "tests", "Title of a", "a source"]
    );
    assert_eq!(first.seeds, 3);
    assert!(first.count > 0 && first.margin.unwrap() > 0.0 && first.seconds > 0.0);
    assert!(first.scope.ends_with("replicates 0 to 2 of seed 0"));
    assert!(first.finding.starts_with("all "));
    assert!(outcomes[2].counterexample.is_some() && first.counterexample.is_none());
}

#[test]
fn the_command_that_repeats_a_check_has_its_options() {
    let claims = [deterministic("a")];
    let commands = |budget: Budget, seed: u64| -> Vec<String> {
        let verification = Verification {
            seed,
            ..verification(&claims, budget)
        };
        let cases = verification.cases(&|case| case.setting.name == "first");
        cases
            .iter()
            .map(|case| verification.reproduce(case))
            .collect()
    };
    assert_eq!(
        commands(Budget::Quick, 0),
        [
            "sweetspot verify --claim tests/a",
            "sweetspot verify --claim tests/a --controls"
        ]
    );
    assert_eq!(
        commands(Budget::Full, 9),
        [
            "sweetspot verify --claim tests/a --budget full --seed 9",
            "sweetspot verify --claim tests/a --budget full --controls --seed 9"
        ]
    );
}

/// Both claims take from the same three runs of each setting; what is violated is made again.
#[test]
fn claims_share_their_runs_and_progress_counts_on() {
    let claims = [deterministic("a"), deterministic("b")];
    let told = Mutex::new(Vec::new());
    let tell = |progress: Progress| {
        let mut told = told.lock().unwrap();
        told.push((progress.finished, progress.total));
    };
    let verification = verification(&claims, Budget::Quick);
    let verification = Verification {
        workers: verification.workers.progress(&tell),
        ..verification
    };
    verification.run(&verification.cases(&|_| true), 0).unwrap();
    let told = told.lock().unwrap().clone();
    let expected: Vec<(usize, usize)> = (1..=9).map(|k| (k, if k <= 6 { 6 } else { 9 })).collect();
    assert_eq!(told, expected);
}

#[test]
fn the_paper_decides_the_level_whichever_claims_are_run() {
    let mut claims = [
        statistical("a"),
        deterministic("b"),
        statistical("c"),
        statistical("d"),
    ];
    claims[3].paper = "other".to_owned();
    let verification = verification(&claims, Budget::Full);
    assert_eq!(verification.statistical_cases("tests"), 4);
    assert_eq!(verification.statistical_cases("other"), 2);
    assert_eq!(verification.statistical_cases("none"), 1);
}

#[test]
fn a_value_that_the_configuration_refuses_names_claim_and_setting() {
    let kind = || {
        kinds::optimum(
            crate::claims::tests::over("network.alpha", &[1.0, -1.0, 2.0]),
            crate::claims::tests::formula("test_error"),
            0.1,
        )
    };
    let claims = [claim("a", kind(), kind())];
    let verification = verification(&claims, Budget::Full);
    let refused = verification
        .run(&verification.cases(&|_| true), 0)
        .unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("tests/a, setting `first`: ")
    );
}

fn numbers(differences: &[f64]) -> Vec<Vec<Taken>> {
    let one = |d: &f64| {
        vec![Taken {
            measured: Measured::Numbers(vec![Some(1.0 + d), Some(1.0)]),
            lacking: None,
            seconds: 0.0,
        }]
    };
    differences.iter().map(one).collect()
}

/// Differences of +-1 in the first 32 seeds, and shifted in the other 32 so that the evidence of
/// all is enough for Holm's second step over two verdicts (.01/3) but not for the first (.01/4).
fn borderline() -> Vec<f64> {
    let with_shift = |shift: f64| -> Vec<f64> {
        (0..64)
            .map(|k| {
                let sign = if k % 2 == 0 { 1.0 } else { -1.0 };
                if k < 32 { sign } else { sign + shift }
            })
            .collect()
    };
    let evidence = |values: &[f64]| {
        let contrast = statistics::Contrast::new(values).unwrap();
        contrast.evidence(0.0).holds / 0.36
    };
    (0..4000)
        .map(|k| with_shift(f64::from(k) / 2000.0))
        .find(|values| (0.0026..0.0033).contains(&evidence(values)))
        .unwrap()
}

/// A task that has looked at all its seeds.
fn looked<'a>(verification: &Verification<'a>, case: usize, values: &[f64]) -> Task<'a> {
    let cases = verification.cases(&|case| !case.control && case.check.is_statistical());
    let mut task = verification.task(&cases[case]).unwrap();
    let mut from = 0;
    for size in [4, 8, 16, 32, 64] {
        if task.outcome().is_none() {
            task.take(numbers(&values[from..size]));
            from = size;
        }
    }
    task
}

fn after_holm(claims: &[Claim], first: &[f64]) -> Vec<Verdict> {
    let verification = verification(claims, Budget::Full);
    let mut tasks = vec![
        looked(&verification, 0, first),
        looked(&verification, 1, &borderline()),
    ];
    assert_eq!(tasks[1].outcome().unwrap().verdict, Verdict::Inconclusive);
    later_steps_of_holm(&verification, &mut tasks, &[]);
    let verdicts = tasks.iter().map(|task| task.outcome().unwrap().verdict);
    verdicts.collect()
}

#[test]
fn a_verdict_of_the_paper_lowers_the_bar_for_the_others() {
    let clear: Vec<f64> = (0..64).map(|k| 3.0 + 0.01 * f64::from(k % 3)).collect();
    let unclear: Vec<f64> = (0..64)
        .map(|k| if k % 2 == 0 { 1.0 } else { -1.0 })
        .collect();
    let mut claims = [statistical("a")];
    claims[0].check.kind = ordering("a", "b", 0.0);
    assert_eq!(
        after_holm(&claims, &clear),
        [Verdict::Holds, Verdict::Holds]
    );
    assert_eq!(
        after_holm(&claims, &unclear),
        [Verdict::Inconclusive, Verdict::Inconclusive]
    );
    // A paper of which a verdict is missing keeps its first step.
    let claims = [claims[0].clone(), {
        let mut more = statistical("b");
        more.settings.truncate(1);
        more
    }];
    assert_eq!(
        after_holm(&claims, &clear),
        [Verdict::Holds, Verdict::Inconclusive]
    );
}
