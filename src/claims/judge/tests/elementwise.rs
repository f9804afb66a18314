use crate::claims::judge::elementwise::{self, ElementsOfSeed};
use crate::claims::kinds::kind::{EveryElement, Kind};
use crate::claims::kinds::monotone::Trend;
use crate::claims::kinds::tests::Along;
use crate::claims::kinds::tests::{self as kinds, formula, near, over, pairs};
use crate::claims::measure::{Comparison, Element, Elements, Measured};
use crate::claims::outcome::Outcome;
use crate::claims::{Axis, Verdict};

fn test(kind: &Kind) -> &dyn EveryElement {
    match kind {
        Kind::EveryElement(test) => &**test,
        Kind::Statistical(_) => panic!("{kind:?}"),
    }
}

fn elementwise(kind: &Kind, master: u64, seeds: &[ElementsOfSeed]) -> Outcome {
    elementwise::elementwise(test(kind), master, seeds)
}

fn inequality(at_least: u64) -> Kind {
    kinds::inequality(
        vec![Axis::Time, Axis::Neuron],
        None,
        [formula("bound"), formula("norm")],
        0.0,
        at_least,
    )
}

fn equality() -> Kind {
    kinds::equality(
        Vec::new(),
        None,
        [formula("a"), formula("b")],
        [0.5, 0.0],
        1,
    )
}

fn monotone(along: Along, trend: Trend) -> Kind {
    kinds::monotone(formula("loss"), trend, along, None, 0.0, 2)
}

fn element(left: f64, right: f64, comparison: Comparison) -> Element {
    Element {
        time: Some(0.25),
        neuron: Some(3),
        point: None,
        layer: None,
        left,
        right,
        margin: comparison.margin(left, right),
    }
}

/// A seed with one element a pair, the worst of which is the first.
fn seed(replicate: u64, sides: &[[f64; 2]]) -> ElementsOfSeed {
    let comparison = Comparison::AtLeast { slack: 0.0 };
    let [left, right] = sides[0];
    let violations = sides.iter().filter(|[left, right]| left < right).count();
    ElementsOfSeed {
        replicate,
        elements: Elements {
            tested: sides.len() as u64,
            violations: violations as u64,
            worst: Some(element(left, right, comparison)),
            sample: sides.to_vec(),
            ..Elements::default()
        },
    }
}

fn clean(replicate: u64) -> ElementsOfSeed {
    seed(replicate, &[[4.0, 3.0], [9.0, 1.0]])
}

#[test]
fn clean_seeds_hold_with_the_margin_of_the_nearest_to_failing() {
    let seeds = [clean(0), seed(1, &[[5.0, 4.5]]), clean(2)];
    let found = elementwise(&inequality(1), 7, &seeds);
    assert_eq!((found.verdict, found.count), (Verdict::Holds, 5));
    near(found.margin.unwrap(), 0.1);
    assert_eq!(found.counterexample, None);
    assert_eq!(
        found.finding,
        "all 5 elements; nearest to failing in replicate 1, time 0.25, neuron 3: 5 against 4.5"
    );
    assert_eq!(
        found.power.unwrap(),
        "a side moved by 0.1 of its size would have failed"
    );
}

#[test]
fn one_element_of_one_seed_violates_and_the_worst_is_the_counterexample() {
    let seeds = [
        clean(0),
        seed(4, &[[2.0, 3.0], [5.0, 1.0]]),
        seed(6, &[[1.0, 2.0]]),
        seed(8, &[[2.0, 3.0]]),
    ];
    let found = elementwise(&inequality(1), 7, &seeds);
    assert_eq!((found.verdict, found.count), (Verdict::Violated, 6));
    near(found.margin.unwrap(), -0.5);
    let worst = found.counterexample.unwrap();
    assert_eq!((worst.seed, worst.replicate), (7, 6));
    assert_eq!((worst.left, worst.right), (1.0, 2.0));
    assert_eq!(
        (worst.time, worst.neuron, worst.point),
        (Some(0.25), Some(3), None)
    );
    assert_eq!(found.finding, "3 of 6 elements fail");
    // A violation needs no number of elements.
    let few = elementwise(&inequality(100), 7, &seeds[1..2]);
    assert_eq!(few.verdict, Verdict::Violated);
}

#[test]
fn equal_sides_hold() {
    let found = elementwise(&inequality(1), 0, &[seed(0, &[[2.0, 2.0]])]);
    assert_eq!((found.verdict, found.margin), (Verdict::Holds, Some(0.0)));
}

#[test]
fn too_few_elements_are_vacuous() {
    let seeds = [clean(0), clean(1)];
    let verdict = |least: u64| elementwise(&inequality(least), 0, &seeds).verdict;
    assert_eq!(verdict(4), Verdict::Holds);
    assert_eq!(verdict(5), Verdict::Inconclusive);
    let none = ElementsOfSeed {
        replicate: 0,
        elements: Elements::default(),
    };
    let found = elementwise(&inequality(1), 0, &[none]);
    assert_eq!(found.verdict, Verdict::Inconclusive);
    assert_eq!(
        found.finding,
        "vacuous: 0 elements were selected, 1 are needed"
    );
}

/// 1 - .01^(1/4) = .684 and 1 - .01^(1/10) = .369.
#[test]
fn clean_seeds_exclude_a_share_from_four_on() {
    let text = |count: u64| -> String {
        let seeds: Vec<ElementsOfSeed> = (0..count).map(clean).collect();
        elementwise(&inequality(1), 0, &seeds).finding
    };
    assert!(!text(3).contains("seeds without a violation"));
    assert!(
        text(4).ends_with(". 4 seeds without a violation: at most 68% of seeds have one (99%)")
    );
    assert!(text(10).contains("at most 37%"));
}

#[test]
fn the_power_of_an_equality_is_the_tolerance_that_would_have_failed() {
    let comparison = Comparison::Equal {
        absolute: 0.5,
        relative: 0.0,
    };
    let mut one = seed(0, &[[3.0, 3.125]]);
    one.elements.worst = Some(Element {
        time: None,
        neuron: None,
        point: Some(2),
        ..element(3.0, 3.125, comparison)
    });
    let found = elementwise(&equality(), 0, &[one]);
    assert_eq!((found.verdict, found.margin), (Verdict::Holds, Some(0.75)));
    assert_eq!(
        found.power.unwrap(),
        "a tolerance 0.25 times as wide would have failed"
    );
    assert!(found.finding.contains("in replicate 0, point 2: "));
}

#[test]
fn legs_of_a_seed_are_joined() {
    let legs = [
        Measured::Elements(clean(0).elements),
        Measured::Elements(seed(0, &[[2.0, 3.0]]).elements),
    ];
    let joined = ElementsOfSeed::of(test(&inequality(1)), 5, &legs).unwrap();
    assert_eq!(joined.replicate, 5);
    let elements = joined.elements;
    assert_eq!((elements.tested, elements.violations), (3, 1));
    assert_eq!(elements.worst.unwrap().left, 2.0);
    let failed = [legs[0].clone(), Measured::Failed("no draw".to_owned())];
    assert_eq!(
        ElementsOfSeed::of(test(&inequality(1)), 5, &failed)
            .unwrap_err()
            .to_string(),
        "replicate 5 could not be run: no draw"
    );
}

/// A curve over three keys, one number a leg.
#[test]
fn a_curve_of_one_seed_is_followed_along_the_key() {
    let legs = [3.0, 1.0, 2.0].map(|x| Measured::Numbers(vec![Some(x)]));
    let along = || Along::EachSeed(over(&[1.0, 2.0, 3.0]));
    for (trend, worst) in [
        (Trend::Increasing, [1.0, 3.0]),
        (Trend::Decreasing, [1.0, 2.0]),
    ] {
        let check = monotone(along(), trend);
        let elements = ElementsOfSeed::of(test(&check), 0, &legs).unwrap().elements;
        assert_eq!((elements.tested, elements.violations), (2, 1));
        let found = elements.worst.unwrap();
        assert_eq!([found.left, found.right], worst);
    }
}

fn judged(check: &Kind, sides: &[[f64; 2]]) -> Outcome {
    elementwise(check, 0, &[seed(0, sides)])
}

#[test]
fn the_figure_has_the_left_side_over_the_right_and_the_line_of_equality() {
    let sides = [[4.0, 3.0], [9.0, 1.0], [8.0, 5.0]];
    let figure = judged(&inequality(1), &sides).figure.unwrap();
    assert_eq!(
        (figure.x_label.as_str(), figure.y_label.as_str()),
        ("norm", "bound")
    );
    assert!(figure.x_log && figure.y_log);
    let [measured, equal] = figure.series.as_slice() else {
        panic!("{:?}", figure.series)
    };
    assert_eq!(pairs(measured), [(3.0, 4.0), (1.0, 9.0), (5.0, 8.0)]);
    assert_eq!(pairs(equal), [(1.0, 1.0), (5.0, 5.0)]);
    assert!(equal.line && !measured.line);
    let figure = judged(&equality(), &sides).figure.unwrap();
    assert_eq!(
        (figure.x_label.as_str(), figure.y_label.as_str()),
        ("b", "a")
    );
}

#[test]
fn a_side_that_is_not_positive_is_drawn_on_plain_axes() {
    for sides in [[1.0, 0.0], [0.0, -1.0], [2.0, -1.0]] {
        let figure = judged(&inequality(1), &[[3.0, 2.0], sides]).figure.unwrap();
        assert!(!figure.x_log && !figure.y_log, "{sides:?}");
    }
}

#[test]
fn a_step_against_the_trend_lies_below_the_line() {
    let labels = |trend: Trend| {
        let figure = judged(&monotone(Along::Time, trend), &[[2.0, 1.0], [3.0, 2.0]]).figure;
        let figure = figure.unwrap();
        (figure.y_label, figure.x_label)
    };
    let (after, before) = ("loss after a step".to_owned(), "loss before it".to_owned());
    assert_eq!(labels(Trend::Increasing), (after.clone(), before.clone()));
    assert_eq!(labels(Trend::Decreasing), (before, after));
}

#[test]
fn a_long_sample_is_thinned() {
    let count = |samples: usize| {
        let sides = vec![[2.0, 1.0]; samples];
        let figure = judged(&inequality(1), &sides).figure.unwrap();
        figure.series[0].points.len()
    };
    assert_eq!((count(400), count(401), count(1000)), (400, 201, 334));
}
