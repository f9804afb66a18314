use super::super::elements::{compare, follow};
use super::super::{Comparison, Element, Elements, Gathered, steps};
use super::{formula, recorded};
use crate::quantities::Axis;
use crate::quantities::tests::{all, near, observed};

const EXACT: Comparison = Comparison::AtLeast { slack: 0.0 };

#[test]
fn at_least_is_relative_to_the_larger_side() {
    near(EXACT.margin(4.0, 3.0), 0.25);
    near(EXACT.margin(3.0, 4.0), -0.25);
    near(EXACT.margin(-3.0, -4.0), 0.25);
    near(EXACT.margin(1.0, -4.0), 1.25);
    for equal in [0.0, 2.0, -5.0] {
        assert_eq!(EXACT.margin(equal, equal), 0.0);
    }
}

#[test]
fn a_difference_within_the_slack_does_not_count() {
    let half = Comparison::AtLeast { slack: 0.5 };
    assert_eq!(half.margin(3.75, 4.0), 0.0);
    assert_eq!(half.margin(3.5, 4.0), 0.0);
    near(half.margin(3.0, 4.0), -0.25);
    // A gap in the claimed direction is not the slack's concern.
    near(half.margin(4.0, 3.75), 0.0625);
}

#[test]
fn equality_is_the_share_of_the_tolerance_that_is_left() {
    let both = |absolute: f64, relative: f64| Comparison::Equal { absolute, relative };
    near(both(0.5, 0.0).margin(3.0, 3.125), 0.75);
    near(both(0.5, 0.0).margin(3.125, 3.0), 0.75);
    near(both(0.0, 0.25).margin(3.0, 4.0), 0.0);
    near(both(0.5, 0.25).margin(3.0, -4.0), 1.0 - 7.0 / 1.5);
    near(both(0.5, 0.0).margin(3.0, 4.0), -1.0);
    // Without a tolerance only equal numbers are equal.
    assert_eq!(both(0.0, 0.0).margin(2.0, 2.0), 1.0);
    near(both(0.0, 0.0).margin(3.0, 4.0), -0.25);
    assert_eq!(both(0.0, 0.5).margin(0.0, 0.0), 1.0);
}

#[test]
fn steps_go_from_each_value_to_the_next() {
    let rising = steps(&[1.0, 3.0, 2.0, 2.5], true, 0.0);
    assert_eq!((rising.tested, rising.violations), (3, 1));
    let worst = rising.worst.unwrap();
    assert_eq!((worst.left, worst.right), (2.0, 3.0));
    near(worst.margin, -1.0 / 3.0);
    assert_eq!((worst.time, worst.neuron, worst.point), (None, None, None));
    let falling = steps(&[1.0, 3.0, 2.0, 2.5], false, 0.0);
    assert_eq!((falling.tested, falling.violations), (3, 2));
    let worst = falling.worst.unwrap();
    assert_eq!((worst.left, worst.right), (1.0, 3.0));
    assert_eq!(steps(&[3.0, 2.5], true, 0.5).violations, 0);
    assert_eq!(steps(&[3.0], true, 0.0), Elements::default());
}

#[test]
fn a_step_that_is_not_finite_is_no_test() {
    for value in [f64::NAN, f64::INFINITY] {
        for curve in [[1.0, value], [value, 1.0]] {
            let found = steps(&curve, true, 0.0);
            assert_eq!((found.tested, found.worst), (0, None));
            assert!(found.undefined.is_some());
        }
    }
}

#[test]
fn a_side_that_is_not_finite_says_which_part_is_not() {
    let run = recorded();
    let mut gathered = Gathered::new(&run, None);
    let sides = [&formula("ln(t)"), &formula("-100")];
    let found = compare(&mut gathered, &[Axis::Time], None, sides, EXACT).unwrap();
    let (element, why) = *found.undefined.unwrap();
    assert_eq!((element.time, found.tested), (Some(0.0), 2));
    assert!(
        why.unwrap()
            .starts_with("`ln(t)` is -inf: ln has no finite value for 0.0")
    );
    let found = follow(&mut gathered, None, &formula("1 / t"), false, 0.0).unwrap();
    let (_, why) = *found.undefined.unwrap();
    assert!(why.unwrap().starts_with("`1 / t` is inf"));
}

fn one(left: f64, right: f64) -> Elements {
    steps(&[right, left], true, 0.0)
}

#[test]
fn joining_adds_counts_and_keeps_the_worst() {
    let mut all = Elements::default();
    for (left, right) in [(4.0, 3.0), (2.0, 3.0), (3.0, 2.0), (4.0, 5.0)] {
        all.merge(&one(left, right));
    }
    assert_eq!((all.tested, all.violations), (4, 2));
    assert_eq!(all.worst.unwrap().left, 2.0);
    // Of equal ones the first.
    let element = |neuron: usize| Element {
        time: None,
        neuron: Some(neuron),
        point: None,
        layer: None,
        left: 1.0,
        right: 2.0,
        margin: -0.5,
    };
    let with = |neuron: usize| Elements {
        worst: Some(element(neuron)),
        ..Elements::default()
    };
    let mut joined = with(1);
    joined.merge(&with(2));
    assert_eq!(joined.worst.unwrap().neuron, Some(1));
}

/// Compares `left` with `right` for every time and neuron of a run with three times.
fn compared(left: &str, right: &str, filter: Option<&str>) -> Elements {
    let subject = recorded();
    let mut gathered = Gathered::new(&subject, None);
    let filter = filter.map(formula);
    compare(
        &mut gathered,
        &[Axis::Time, Axis::Neuron],
        filter.as_ref(),
        [&formula(left), &formula(right)],
        EXACT,
    )
    .unwrap_or_default()
}

#[test]
fn every_time_and_neuron_is_compared_and_the_worst_is_named() {
    let run = observed("flow.record = [0.0, 0.02, 0.05]");
    let psi = all(&run, "psi");
    let width = run.length(Axis::Neuron);
    let (at, largest) = (0..psi.len())
        .map(|k| (k, psi[k]))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap();
    let found = compared("-1", "psi", None);
    assert_eq!(found.tested, psi.len() as u64);
    assert_eq!(
        found.violations,
        psi.iter().filter(|x| **x > -1.0).count() as u64
    );
    let worst = found.worst.unwrap();
    assert_eq!((worst.left, worst.right), (-1.0, largest));
    assert_eq!(worst.time, Some([0.0, 0.02, 0.05][at / width]));
    assert_eq!((worst.neuron, worst.point), (Some(at % width), None));
    let pairs: Vec<[f64; 2]> = psi.iter().map(|&psi| [-1.0, psi]).collect();
    assert_eq!(found.sample, pairs);
}

#[test]
fn only_selected_elements_count_and_nan_selects_none() {
    let run = observed("flow.record = [0.0, 0.02, 0.05]");
    let width = run.length(Axis::Neuron) as u64;
    assert_eq!(compared("1", "psi", Some("t > 0.01")).tested, 2 * width);
    assert_eq!(compared("1", "psi", Some("0")).tested, 0);
    // The entry time of a neuron that never enters is NaN.
    let entered = all(&run, "entered").iter().filter(|x| **x != 0.0).count() as u64;
    assert!(entered < width);
    let positive = all(&run, "entry_time").iter().filter(|t| **t > 0.0).count() as u64;
    assert_eq!(
        compared("1", "psi", Some("entry_time")).tested,
        3 * positive
    );
}

#[test]
fn a_quantity_without_a_meaning_gives_no_elements() {
    assert_eq!(compared("1", "validation_risk", None), Elements::default());
    let filtered = compared("1", "psi", Some("validation_risk"));
    assert_eq!(filtered, Elements::default());
}

#[test]
fn a_run_keeps_some_pairs_for_the_figure_evenly_spaced() {
    let kept = |times: usize| {
        let keys = format!("flow.record = {times}");
        let subject = observed(&keys);
        let mut gathered = Gathered::new(&subject, None);
        let sides = [&formula("t"), &formula("0")];
        let found = compare(&mut gathered, &[Axis::Time], None, sides, EXACT).unwrap_or_default();
        assert_eq!(found.tested, times as u64);
        found.sample.len()
    };
    assert_eq!((kept(24), kept(25), kept(60)), (24, 13, 20));
}

fn followed(quantity: &str, filter: Option<&str>, rising: bool) -> Elements {
    let subject = recorded();
    let mut gathered = Gathered::new(&subject, None);
    let filter = filter.map(formula);
    follow(
        &mut gathered,
        filter.as_ref(),
        &formula(quantity),
        rising,
        0.0,
    )
    .unwrap_or_default()
}

#[test]
fn time_is_followed_step_by_step() {
    let found = followed("t", None, true);
    assert_eq!((found.tested, found.violations), (2, 0));
    assert_eq!(found.sample, [[0.02, 0.0], [0.05, 0.02]]);
    let found = followed("t", None, false);
    assert_eq!((found.tested, found.violations), (2, 2));
    assert_eq!(found.sample, [[0.0, 0.02], [0.02, 0.05]]);
    let worst = found.worst.unwrap();
    assert_eq!(
        (worst.time, worst.left, worst.right),
        (Some(0.02), 0.0, 0.02)
    );
}

#[test]
fn both_ends_of_a_step_have_to_be_selected() {
    assert_eq!(followed("t", Some("t > 0.01"), true).sample, [[0.05, 0.02]]);
    assert_eq!(followed("t", Some("t < 0.03"), true).sample, [[0.02, 0.0]]);
    assert_eq!(followed("t", Some("t == 0.02"), true).tested, 0);
    assert_eq!(
        followed("t", Some("validation_risk"), true),
        Elements::default()
    );
}

#[test]
fn every_neuron_is_followed_by_itself() {
    let run = observed("flow.record = [0.0, 0.02, 0.05]");
    let (psi, width) = (all(&run, "psi"), run.length(Axis::Neuron));
    let expected: Vec<[f64; 2]> = (width..3 * width)
        .map(|k| [psi[k], psi[k - width]])
        .collect();
    let found = followed("psi", None, true);
    assert_eq!(found.tested, 2 * width as u64);
    assert_eq!(found.sample, expected);
    let worst = (width..3 * width)
        .min_by(|&a, &b| {
            let margin = |k: usize| EXACT.margin(psi[k], psi[k - width]);
            margin(a).total_cmp(&margin(b))
        })
        .unwrap();
    let found = found.worst.unwrap();
    assert_eq!(found.neuron, Some(worst % width));
    assert_eq!(found.time, Some([0.0, 0.02, 0.05][worst / width]));
}

#[test]
fn a_quantity_without_time_is_constant_along_it() {
    let found = followed("mu", None, true);
    assert_eq!((found.tested, found.violations), (2, 0));
    assert_eq!(found.worst.unwrap().margin, 0.0);
}
