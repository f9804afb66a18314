use super::{check, claim, formula, inequality, ordering, over};
use crate::claims::case::Case;
use crate::claims::kinds::monotone::Trend;
use crate::claims::kinds::tests as kinds;
use crate::claims::kinds::tests::Along;
use crate::claims::measure::{Element, Elements, Measured, steps};
use crate::claims::runs::{Round, Taken};
use crate::claims::task::Task;
use crate::claims::{Budget, Claim, Setting, Verdict};
use crate::config::Method;
use crate::statistics::{Evidence, Looks, ordering as compare};

fn deterministic() -> Claim {
    claim("a", inequality("1", "0"), inequality("0", "1"))
}

fn statistical() -> Claim {
    claim("a", ordering("a", "b", 0.0), ordering("b", "a", 0.0))
}

fn task(claim: &Claim, pairs: usize) -> Task<'_> {
    let case = Case::of(claim, false).next().unwrap();
    Task::new(case, Budget::Full, 7, pairs, None).unwrap()
}

/// Runs that the task asks for now.
pub fn asked(task: &Task<'_>) -> usize {
    let mut round = Round::default();
    let asked: usize = task.ask(&mut round).iter().map(Vec::len).sum();
    assert_eq!(asked, round.len());
    asked
}

fn taken(measured: Measured) -> Taken {
    Taken {
        measured,
        lacking: None,
        seconds: 0.5,
    }
}

/// One element with these sides.
pub fn sides(left: f64, right: f64) -> Measured {
    Measured::Elements(steps(&[right, left], true, 0.0))
}

pub fn give(task: &mut Task<'_>, measured: Vec<Measured>) {
    let taken = measured.into_iter().map(|measured| vec![taken(measured)]);
    task.take(taken.collect());
}

#[test]
fn a_clean_deterministic_check_is_done_at_once() {
    let claim = deterministic();
    let mut task = task(&claim, 1);
    assert_eq!((asked(&task), task.seeds()), (4, 0));
    assert!(task.outcome().is_none());
    give(&mut task, vec![sides(2.0, 1.0); 4]);
    let found = task.outcome().unwrap();
    assert_eq!((found.verdict, found.count), (Verdict::Holds, 4));
    assert_eq!((asked(&task), task.seeds()), (0, 4));
    assert_eq!(task.seconds, 2.0);
    assert!(task.outcome().unwrap().evidence.is_none());
}

#[test]
fn nothing_taken_changes_nothing() {
    let claim = deterministic();
    let mut task = task(&claim, 1);
    task.take(Vec::new());
    assert!(task.outcome().is_none());
    assert_eq!(asked(&task), 4);
}

#[test]
fn a_violation_that_survives_tighter_numerics_is_one() {
    let claim = deterministic();
    let mut task = task(&claim, 1);
    give(
        &mut task,
        vec![
            sides(2.0, 1.0),
            sides(2.0, 3.0),
            sides(2.0, 1.0),
            sides(1.0, 2.0),
        ],
    );
    assert!(task.outcome().is_none());
    // Its two violating seeds, the worse one first.
    assert_eq!(asked(&task), 2);
    give(&mut task, vec![sides(1.0, 2.5), sides(2.0, 3.0)]);
    let found = task.outcome().unwrap();
    assert_eq!((found.verdict, found.count), (Verdict::Violated, 4));
    let worst = found.counterexample.clone().unwrap();
    assert_eq!((worst.seed, worst.replicate), (7, 3));
    assert_eq!((worst.left, worst.right), (1.0, 2.5));
    assert!((found.margin.unwrap() + 0.6).abs() < 1e-12);
    assert_eq!(
        found.finding,
        "2 of 4 elements fail; the violation stays at 100 times tighter numerics"
    );
    // The first runs count, and the seconds of both.
    assert_eq!((task.seeds(), asked(&task)), (4, 0));
    assert_eq!(task.seconds, 3.0);
}

#[test]
fn a_violation_that_cannot_be_run_again_is_not_decided() {
    let claim = deterministic();
    let mut task = task(&claim, 1);
    give(&mut task, vec![sides(2.0, 3.0)]);
    give(&mut task, vec![Measured::Failed("too tight".to_owned())]);
    let found = task.outcome().unwrap();
    assert_eq!(found.verdict, Verdict::Inconclusive);
    assert_eq!(
        found.finding,
        "1 of 1 elements fail at first; at 100 times tighter numerics: replicate 0 could not be \
         run: too tight"
    );
}

#[test]
fn a_violation_that_vanishes_was_numerical() {
    let claim = deterministic();
    let mut task = task(&claim, 1);
    give(&mut task, vec![sides(2.0, 3.0); 1]);
    assert_eq!(asked(&task), 1);
    give(&mut task, vec![sides(3.0, 2.0)]);
    let found = task.outcome().unwrap();
    assert_eq!(found.verdict, Verdict::Inconclusive);
    assert_eq!(
        found.finding,
        "numerical: 1 of 1 elements fail at first, none in the same seeds at 100 times tighter numerics"
    );
}

#[test]
fn at_most_four_violating_seeds_are_made_again_the_worst_first() {
    let claim = Claim {
        settings: vec![Setting {
            seeds: crate::claims::Seeds { quick: 6, full: 6 },
            ..deterministic().settings[0].clone()
        }],
        ..deterministic()
    };
    let mut task = task(&claim, 1);
    let measured = [1.0, 6.0, 2.0, 3.0, 4.0, 5.0].map(|left| sides(left, 7.0));
    give(&mut task, measured.to_vec());
    assert_eq!(asked(&task), 4);
    // Only the fourth fails again: seeds 0, 2, 3 and 4 were asked for.
    let mut again = vec![sides(2.0, 1.0); 3];
    again.push(sides(1.0, 2.0));
    give(&mut task, again);
    let worst = task.outcome().unwrap().counterexample.clone().unwrap();
    assert_eq!(worst.replicate, 4);
}

#[test]
fn gradient_descent_is_no_approximation_and_is_not_made_again() {
    let mut claim = deterministic();
    claim.settings[0].config.flow.method = Method::descent();
    let mut task = task(&claim, 1);
    give(&mut task, vec![sides(2.0, 3.0)]);
    assert_eq!(task.outcome().unwrap().verdict, Verdict::Violated);
}

#[test]
fn a_run_that_fails_decides_nothing() {
    let claim = deterministic();
    let failed = || Measured::Failed("no draw".to_owned());
    let mut first = task(&claim, 1);
    give(&mut first, vec![sides(2.0, 1.0), failed()]);
    let found = first.outcome().unwrap();
    assert_eq!(found.verdict, Verdict::Inconclusive);
    let reason = "replicate 1 could not be run: no draw";
    assert!(found.finding.contains(reason));
    // Nor does one that fails when it is made again.
    let mut second = task(&claim, 1);
    give(&mut second, vec![sides(2.0, 3.0)]);
    give(&mut second, vec![failed()]);
    assert_eq!(second.outcome().unwrap().verdict, Verdict::Inconclusive);
}

#[test]
fn a_seed_is_followed_over_the_points_of_its_grid() {
    let kind = |trend: Trend| {
        kinds::monotone(
            formula("a"),
            trend,
            Along::EachSeed(over("network.alpha", &[0.5, 1.0, 2.0])),
            None,
            0.0,
            1,
        )
    };
    let claim = Claim {
        check: check(kind(Trend::Increasing)),
        ..deterministic()
    };
    let mut task = task(&claim, 1);
    assert_eq!(asked(&task), 12);
    let one = |value: f64| taken(Measured::Numbers(vec![Some(value)]));
    let seed = |seed: usize| {
        [0.0, 1.0, 2.0]
            .map(|x| one(10.0 * seed as f64 + x))
            .to_vec()
    };
    task.take(vec![seed(0), seed(1)]);
    let found = task.outcome().unwrap();
    assert_eq!((found.verdict, found.count), (Verdict::Holds, 4));
}

/// Every kind of check names what has no meaning, but only where it leaves the check undecided.
#[test]
fn what_is_undecided_says_which_quantity_has_no_meaning() {
    let reason = "psi has no meaning for a diagonal network";
    let lacking = |measured: Measured| {
        vec![Taken {
            lacking: Some(reason.to_owned()),
            ..taken(measured)
        }]
    };
    let claim = deterministic();
    let mut empty = task(&claim, 1);
    empty.take(vec![lacking(Measured::Elements(Elements::default())); 4]);
    assert_eq!(
        empty.outcome().unwrap().finding,
        format!("vacuous: 0 elements were selected, 1 are needed. {reason}")
    );
    let mut decided = task(&claim, 1);
    decided.take(vec![lacking(sides(2.0, 1.0)); 4]);
    assert!(!decided.outcome().unwrap().finding.contains(reason));
    let claim = statistical();
    let mut unknown = task(&claim, 1);
    for seeds in [4, 4, 8, 16, 32] {
        unknown.take(vec![
            lacking(Measured::Numbers(vec![None, Some(1.0)]));
            seeds
        ]);
    }
    let finding = &unknown.outcome().unwrap().finding;
    assert!(finding.ends_with(&format!(". {reason}")), "{finding}");
}

/// Pairs of sides with these differences.
fn differences(values: &[f64]) -> Vec<Measured> {
    values
        .iter()
        .map(|d| Measured::Numbers(vec![Some(1.0 + d), Some(1.0)]))
        .collect()
}

#[test]
fn a_clear_difference_is_decided_at_the_first_look() {
    let claim = statistical();
    let mut task = task(&claim, 1);
    assert_eq!(asked(&task), 4);
    give(&mut task, differences(&[1.0, 1.01, 0.99, 1.0]));
    let found = task.outcome().unwrap();
    assert_eq!((found.verdict, found.count), (Verdict::Holds, 4));
    assert!((found.effect.unwrap() - 1.0).abs() < 1e-12);
    assert!(found.interval.is_some() && found.power.is_some() && found.figure.is_some());
    assert!(
        found
            .finding
            .ends_with(". 4 seeds of at most 64 (look 1 of 5)")
    );
    let power = found.power.clone().unwrap();
    assert!(power.starts_with("with 64 seeds "), "{power}");
    assert_eq!((asked(&task), task.seeds()), (0, 4));
    assert!(task.outcome().unwrap().evidence.unwrap().holds < 0.005);
    assert_eq!(
        found.margin.unwrap().signum(),
        1.0,
        "the interval is that of the look's level"
    );
}

#[test]
fn a_clear_difference_the_other_way_is_a_violation() {
    let claim = statistical();
    let mut task = task(&claim, 1);
    give(&mut task, differences(&[-1.0, -1.01, -0.99, -1.0]));
    assert_eq!(task.outcome().unwrap().verdict, Verdict::Violated);
}

#[test]
fn more_verdicts_in_the_paper_ask_for_more_evidence() {
    let claim = statistical();
    let decided = |pairs: usize| {
        let mut task = task(&claim, pairs);
        give(&mut task, differences(&[1.0, 1.05, 0.95, 1.0]));
        task.outcome().is_some()
    };
    assert!(decided(1) && !decided(100_000));
}

#[test]
fn seeds_double_until_the_looks_are_used_up() {
    let claim = statistical();
    let mut task = task(&claim, 1);
    for (asked_now, seeds) in [(4, 4), (4, 8), (8, 16), (16, 32), (32, 64)] {
        assert!(task.outcome().is_none());
        assert_eq!(asked(&task), asked_now);
        let values: Vec<f64> = (0..asked_now)
            .map(|k| if k % 2 == 0 { 1.0 } else { -1.0 })
            .collect();
        give(&mut task, differences(&values));
        assert_eq!(task.seeds(), seeds);
    }
    let found = task.outcome().unwrap();
    assert_eq!((found.verdict, found.count), (Verdict::Inconclusive, 64));
    assert!(
        found
            .finding
            .ends_with(". 64 seeds of at most 64 (look 5 of 5)")
    );
    let evidence = task.outcome().unwrap().evidence.unwrap();
    assert!(evidence.holds > 0.5 && evidence.violated > 0.5);
    assert_eq!(asked(&task), 0);
}

#[test]
fn the_interval_of_a_look_has_the_looks_level() {
    let claim = statistical();
    let mut task = task(&claim, 2);
    give(&mut task, differences(&[1.0, 1.01, 0.99, 1.0]));
    let level = Looks::level(1, 2).unwrap();
    let test = compare(&[2.0, 2.01, 1.99, 2.0], &[1.0; 4], 0.0, level).unwrap();
    let [low, high] = task.outcome().unwrap().interval.unwrap();
    assert!((low - test.interval[0]).abs() < 1e-9 && (high - test.interval[1]).abs() < 1e-9);
}

#[test]
fn a_look_without_evidence_uses_up_no_level() {
    let claim = statistical();
    let mut task = task(&claim, 1);
    give(&mut task, vec![Measured::Failed("no draw".to_owned()); 4]);
    assert!(task.outcome().is_none());
    for more in [4, 8, 16, 32] {
        assert_eq!(asked(&task), more);
        give(&mut task, differences(&vec![1.0; more]));
    }
    let found = task.outcome().unwrap();
    assert_eq!(found.verdict, Verdict::Inconclusive);
    assert!(found.finding.contains("no draw"));
    assert_eq!(task.outcome().unwrap().evidence, Some(Evidence::NONE));
}

#[test]
fn only_what_is_undecided_is_upgraded() {
    let claim = statistical();
    let mut open = task(&claim, 1);
    open.upgrade(Verdict::Holds);
    assert!(open.outcome().is_none());
    for count in [4, 4, 8, 16, 32] {
        let values: Vec<f64> = (0..count)
            .map(|k| if k % 2 == 0 { 1.0 } else { -1.0 })
            .collect();
        give(&mut open, differences(&values));
    }
    open.upgrade(Verdict::Violated);
    let found = open.outcome().unwrap();
    assert_eq!(found.verdict, Verdict::Violated);
    let step = "(decided by a later step of Holm's procedure)";
    assert!(found.finding.ends_with(step));
    let mut decided = task(&claim, 1);
    give(&mut decided, differences(&[1.0, 1.01, 0.99, 1.0]));
    decided.upgrade(Verdict::Violated);
    assert_eq!(decided.outcome().unwrap().verdict, Verdict::Holds);
}

#[test]
fn a_seed_without_an_element_that_fails_is_not_made_again() {
    let claim = deterministic();
    let mut task = task(&claim, 1);
    let touching = Elements {
        tested: 1,
        worst: Some(Element {
            time: None,
            neuron: None,
            point: None,
            layer: None,
            left: 1.0,
            right: 1.0,
            margin: 0.0,
        }),
        ..Elements::default()
    };
    let none = Measured::Elements(Elements::default());
    give(
        &mut task,
        vec![Measured::Elements(touching), none, sides(1.0, 2.0)],
    );
    assert_eq!(asked(&task), 1);
}
