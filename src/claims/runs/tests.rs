use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::claims::kinds::tests as kinds;
use crate::claims::tests::{check, claim, formula, inequality, over};
use crate::claims::{Case, Claim, Pair, Transform};
use crate::quantities::tests::config;
use crate::runs::Progress;

const ONCE: Seed = Seed {
    master: 7,
    replicate: 3,
    tighter: 1.0,
};

/// A claim in one setting.
fn with(check: Check, keys: &str) -> Claim {
    let mut claim = claim("a", inequality("1", "0"), inequality("0", "1"));
    claim.check = check;
    claim.settings.truncate(1);
    claim.settings[0].config = config(&format!("stop = {{ at = 'time', value = 0.01 }}\n{keys}"));
    claim
}

fn share(of: &str) -> Check {
    check(kinds::share(formula(of), 0.5, true))
}

fn ask<'a>(round: &mut Round<'a>, claim: &'a Claim, seed: Seed) -> Vec<Asked> {
    let case = Case::of(claim, false).next().unwrap();
    let grid = case.grid().unwrap();
    let asked = grid.iter().map(|point| round.ask(case.check, point, seed));
    asked.collect()
}

fn made(round: &Round<'_>) -> Vec<Vec<Taken>> {
    round.make(&Workers::default().threads(2), None).unwrap()
}

/// What a claim measures in one run.
fn measured(claim: &Claim, seed: Seed) -> Measured {
    let mut round = Round::default();
    assert_eq!(ask(&mut round, claim, seed), [(0, 0)]);
    made(&round)[0][0].measured.clone()
}

fn number(claim: &Claim, seeds: Seed) -> f64 {
    match measured(claim, seeds) {
        Measured::Numbers(numbers) => numbers[0].unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn equal_runs_are_made_once_and_every_taker_gets_its_own_measurement() {
    let claims = [with(share("kappa"), ""), with(share("sigma"), "")];
    let mut round = Round::default();
    let asked = claims.each_ref().map(|claim| ask(&mut round, claim, ONCE));
    assert_eq!((round.len(), asked), (1, [vec![(0, 0)], vec![(0, 1)]]));
    let found = made(&round).remove(0).into_iter();
    let found: Vec<Measured> = found.map(|taken| taken.measured).collect();
    assert_eq!(found, [2.0, 1.0].map(|x| Measured::Numbers(vec![Some(x)])));
}

#[test]
fn a_run_is_measured_where_it_meets_the_premise() {
    let with_premise = |premise: &str| {
        let mut claim = with(share("kappa"), "");
        claim.check.premise = Some(formula(premise));
        claim
    };
    assert_eq!(number(&with_premise("kappa > 1"), ONCE), 2.0);
    // A quantity that a mixture does not have is no premise that it meets.
    for premise in ["kappa > 3", "least_squares_loss < 1"] {
        let claim = with_premise(premise);
        let mut round = Round::default();
        ask(&mut round, &claim, ONCE);
        let taken = made(&round).remove(0).remove(0);
        assert_eq!(
            (taken.measured, taken.lacking),
            (Measured::OutsideThePremise, None)
        );
    }
    let plain = with(share("kappa"), "");
    assert_ne!(
        plain.check.measurement(),
        with_premise("1").check.measurement()
    );
}

#[test]
fn runs_that_differ_in_anything_are_their_own() {
    let mut plain = with(share("alpha"), "");
    let other = with(share("alpha"), "network.alpha = 0.0625");
    let mut until = plain.clone();
    until.check.until = Some(formula("0.02"));
    let mut paired = plain.clone();
    paired.check.pair = Some(Pair::default());
    let mut turned = paired.clone();
    turned.check.pair = Some(Pair {
        transform: Some(Transform::Rotate),
        ..Pair::default()
    });
    plain.check.kind = share("kappa").kind;
    let mut round = Round::default();
    for claim in [&plain, &other, &until, &paired, &turned] {
        ask(&mut round, claim, ONCE);
    }
    assert_eq!(round.len(), 5);
    for seeds in [
        Seed { master: 8, ..ONCE },
        Seed {
            replicate: 4,
            ..ONCE
        },
        Seed {
            tighter: 10.0,
            ..ONCE
        },
    ] {
        let before = round.len();
        ask(&mut round, &plain, seeds);
        assert_eq!(round.len(), before + 1, "{seeds:?}");
    }
    ask(&mut round, &plain, ONCE);
    assert_eq!(round.len(), 8);
}

#[test]
fn a_seed_sets_master_replicate_and_tolerance() {
    let plain = config("flow.tolerance = 1e-3");
    let once = ONCE.of(&plain);
    assert_eq!((once.seed, once.replicate), (7, 3));
    assert_eq!(once.flow.method.tolerance(), Some(1e-3));
    let tighter = Seed {
        tighter: 100.0,
        ..ONCE
    };
    assert_eq!(
        tighter.of(&plain).flow.method.tolerance(),
        Some(1e-3 / 100.0)
    );
    let default = config("");
    assert_eq!(ONCE.of(&default).flow, default.flow);
    assert_eq!(
        tighter.of(&default).flow.method,
        default.flow.method.tightened(100.0)
    );
}

#[test]
fn a_run_lasts_until_the_time_of_the_formula() {
    let mut claim = with(share("time"), "");
    assert_eq!(number(&claim, ONCE), 0.01);
    claim.check.until = Some(formula("0.0625 * kappa"));
    assert_eq!(number(&claim, ONCE), 0.125);
    for text in ["0", "0 - kappa", "validation_risk"] {
        claim.check.until = Some(formula(text));
        let Measured::Failed(reason) = measured(&claim, ONCE) else {
            panic!("{text}")
        };
        assert_eq!(
            reason,
            format!("`until = \"{text}\"` is not a positive time here")
        );
    }
}

/// A second run with one key of its own.
fn pair(key: &str, value: toml::Value) -> Option<Pair> {
    let (config, transform) = (vec![(key.to_owned(), value)], None);
    Some(Pair { config, transform })
}

#[test]
fn the_second_run_of_a_pair_has_its_keys_and_its_symmetry() {
    let mut claim = with(share("pair_alpha"), "");
    claim.check.pair = pair("network.alpha", 0.125.into());
    assert_eq!(number(&claim, ONCE), 0.125);
    // Signs flipped, the sum of the outputs' signs is the opposite.
    let mut flipped = with(
        check(kinds::inequality(
            vec![crate::claims::Axis::Neuron],
            None,
            [
                formula("0 - abs(output_sign + pair_output_sign)"),
                formula("0"),
            ],
            0.0,
            1,
        )),
        "",
    );
    let violations = |claim: &Claim| match measured(claim, ONCE) {
        Measured::Elements(found) => (found.tested, found.violations),
        other => panic!("{other:?}"),
    };
    flipped.check.pair = Some(Pair::default());
    assert_eq!(violations(&flipped), (6, 6));
    flipped.check.pair = Some(Pair {
        transform: Some(Transform::FlipSigns),
        ..Pair::default()
    });
    assert_eq!(violations(&flipped), (6, 0));
}

#[test]
fn a_pair_that_cannot_be_made_fails_the_measurement() {
    let mut claim = with(share("pair_alpha"), "");
    claim.check.pair = pair("data.samples", 100_000.into());
    claim.settings[0].config = config(
        "data = { kind = 'digits', samples = 20 }
         stop = { at = 'time', value = 0.01 }",
    );
    assert!(matches!(measured(&claim, ONCE), Measured::Failed(_)));
}

#[test]
fn a_grid_has_a_run_for_every_value() {
    let kind = kinds::optimum(
        over("network.alpha", &[0.5, 1.0, 2.0]),
        formula("alpha"),
        0.1,
    );
    let claim = with(check(kind), "");
    let mut round = Round::default();
    ask(&mut round, &claim, ONCE);
    assert_eq!(round.len(), 3);
    let mut found: Vec<f64> = made(&round)
        .into_iter()
        .flatten()
        .map(|taken| match taken.measured {
            Measured::Numbers(numbers) => numbers[0].unwrap(),
            other => panic!("{other:?}"),
        })
        .collect();
    found.sort_by(f64::total_cmp);
    assert_eq!(found, [0.5, 1.0, 2.0]);
}

#[test]
fn progress_counts_the_runs_and_their_time() {
    let claim = with(share("alpha"), "");
    let mut round = Round::default();
    for replicate in 0..3 {
        ask(&mut round, &claim, Seed { replicate, ..ONCE });
    }
    let told = Mutex::new(Vec::new());
    let tell = |progress: Progress| {
        let mut told = told.lock().unwrap();
        told.push((progress.finished, progress.total));
    };
    let workers = Workers::default().threads(1).progress(&tell);
    let taken = round.make(&workers, None).unwrap();
    assert_eq!(*told.lock().unwrap(), [(1, 3), (2, 3), (3, 3)]);
    assert!(taken.iter().flatten().all(|taken| taken.seconds > 0.0));
}

#[test]
fn an_interruption_leaves_no_measurements() {
    let claim = with(share("alpha"), "");
    let mut round = Round::default();
    ask(&mut round, &claim, ONCE);
    let interrupt = AtomicBool::new(true);
    let workers = Workers::default().interrupt(&interrupt);
    let stopped = round.make(&workers, None);
    assert!(matches!(
        stopped,
        Err(RunError::Interrupted {
            finished: 0,
            total: 1
        })
    ));
    // One that comes during the last run counts too.
    let interrupt = AtomicBool::new(false);
    let stop = |_: Progress| interrupt.store(true, Ordering::Relaxed);
    let workers = Workers::default().interrupt(&interrupt).progress(&stop);
    let stopped = round.make(&workers, None);
    assert!(matches!(
        stopped,
        Err(RunError::Interrupted {
            finished: 1,
            total: 1
        })
    ));
}

#[test]
fn what_has_no_meaning_is_said_to_every_check_that_asks() {
    let kind = |left: &str| inequality(left, "0");
    let claims = [
        with(check(kind("penalty")), ""),
        with(check(kind("penalty + 1")), ""),
    ];
    let plain = with(check(kind("1")), "");
    let mut round = Round::default();
    for claim in claims.iter().chain([&plain]) {
        ask(&mut round, claim, ONCE);
    }
    let taken = made(&round).remove(0);
    let lacking: Vec<Option<&str>> = taken.iter().map(|one| one.lacking.as_deref()).collect();
    let reason = Some("penalty has no meaning for a two-layer network");
    assert_eq!(lacking, [reason, reason, None]);
}
