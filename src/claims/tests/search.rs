//! An expected counterexample is searched for in more seeds where the first ones have none.

use super::task::{asked, give, sides};
use super::{claim, inequality};
use crate::claims::case::Case;
use crate::claims::measure::Measured;
use crate::claims::task::Task;
use crate::claims::{Budget, Claim, Verdict};

fn expecting(verdict: Verdict) -> Claim {
    let mut claim = claim("a", inequality("1", "0"), inequality("0", "1"));
    claim.settings[0].expect = verdict;
    claim
}

/// The task of a claim's first case, or of its control's.
fn task(claim: &Claim, control: bool) -> Task<'_> {
    let mut cases = Case::of(claim, true);
    let case = cases.find(|case| case.control == control).unwrap();
    Task::new(case, Budget::Full, 7, 1, None).unwrap()
}

fn clean(seeds: usize) -> Vec<Measured> {
    vec![sides(2.0, 1.0); seeds]
}

/// So many seeds, the last of which fails.
fn failing_at_last(seeds: usize) -> Vec<Measured> {
    [clean(seeds - 1), vec![sides(1.0, 2.0)]].concat()
}

#[test]
fn a_counterexample_that_is_expected_is_searched_for_in_twice_the_seeds() {
    for control in [false, true] {
        let claim = expecting(Verdict::Violated);
        let mut task = task(&claim, control);
        assert_eq!(asked(&task), 4);
        give(&mut task, clean(4));
        assert!(task.outcome().is_none());
        assert_eq!((asked(&task), task.seeds()), (4, 4));
        give(&mut task, failing_at_last(4));
        // Its only violating seed, again.
        assert_eq!(asked(&task), 1);
        give(&mut task, vec![sides(1.0, 2.0)]);
        let found = task.outcome().unwrap();
        assert_eq!((found.verdict, found.count), (Verdict::Violated, 8));
        assert_eq!(found.counterexample.clone().unwrap().replicate, 7);
        assert_eq!((task.seeds(), asked(&task)), (8, 0));
        let words = "1 of 8 elements fail; the violation stays at 100 times tighter numerics. \
                     Found in 8 seeds, after none in 4";
        assert_eq!(found.finding, words);
    }
}

#[test]
fn the_search_ends_at_sixteen_times_the_seeds() {
    let claim = expecting(Verdict::Violated);
    let mut task = task(&claim, false);
    for more in [4, 4, 8, 16, 32] {
        assert!(task.outcome().is_none());
        assert_eq!(asked(&task), more);
        give(&mut task, clean(more));
    }
    let found = task.outcome().unwrap();
    assert_eq!((found.verdict, found.count), (Verdict::Holds, 64));
    let words = ". Searched 64 seeds in place of 4, as a counterexample was expected";
    assert!(found.finding.ends_with(words), "{}", found.finding);
}

#[test]
fn nothing_is_searched_where_no_counterexample_is_expected() {
    for expected in [Verdict::Holds, Verdict::Inconclusive] {
        let claim = expecting(expected);
        let mut task = task(&claim, false);
        give(&mut task, clean(4));
        assert_eq!((asked(&task), task.seeds()), (0, 4), "{expected:?}");
        assert!(!task.outcome().unwrap().finding.contains("Searched"));
    }
}

#[test]
fn one_found_at_once_costs_no_more_seeds() {
    let claim = expecting(Verdict::Violated);
    let mut task = task(&claim, false);
    give(&mut task, failing_at_last(4));
    give(&mut task, vec![sides(1.0, 2.0)]);
    let found = task.outcome().unwrap();
    assert_eq!((found.verdict, task.seeds()), (Verdict::Violated, 4));
    assert!(!found.finding.contains("Found in"));
}

/// One that tighter numerics undo is none, and does not come up again in a later look.
#[test]
fn a_numerical_violation_does_not_end_the_search() {
    let claim = expecting(Verdict::Violated);
    let mut task = task(&claim, false);
    give(&mut task, failing_at_last(4));
    assert_eq!(asked(&task), 1);
    give(&mut task, clean(1));
    assert!(task.outcome().is_none());
    assert_eq!(asked(&task), 4);
    give(&mut task, clean(4));
    assert_eq!(asked(&task), 8);
    give(&mut task, failing_at_last(8));
    assert_eq!(asked(&task), 1);
    give(&mut task, vec![sides(1.0, 2.0)]);
    let found = task.outcome().unwrap();
    assert_eq!(found.verdict, Verdict::Violated);
    assert_eq!(found.counterexample.clone().unwrap().replicate, 15);
}

#[test]
fn too_few_elements_are_searched_on_and_a_run_that_fails_is_not() {
    let claim = expecting(Verdict::Violated);
    let mut vacuous = task(&claim, false);
    give(
        &mut vacuous,
        vec![Measured::Elements(Default::default()); 4],
    );
    assert_eq!(asked(&vacuous), 4);
    let mut failed = task(&claim, false);
    give(&mut failed, vec![Measured::Failed("no draw".to_owned()); 4]);
    let found = failed.outcome().unwrap();
    assert_eq!(found.verdict, Verdict::Inconclusive);
    assert!(!found.finding.contains("Searched"), "{}", found.finding);
}
