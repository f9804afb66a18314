use super::*;
use crate::claims::measure::Measured;
use crate::math::short;
use crate::statistics::{self, Verdict, smallest_found};

/// Differences .5, .25, .75, .5, .25, .75, whose mean is .5.
fn sides() -> [Vec<f64>; 2] {
    [
        vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        vec![0.5, 1.75, 2.25, 3.5, 4.75, 5.25],
    ]
}

fn equal(sides: &[Vec<f64>; 2], within: f64) -> Outcome {
    look(&equal_means(formula("a"), formula("b"), within), sides).unwrap()
}

fn ordered(sides: &[Vec<f64>; 2], by: f64) -> Outcome {
    look(&super::ordering(formula("a"), formula("b"), by), sides).unwrap()
}

fn reversed() -> [Vec<f64>; 2] {
    let [left, right] = sides();
    [right, left]
}

#[test]
fn means_are_compared_as_statistics_compares_them() {
    let [left, right] = sides();
    let test = statistics::equal_means(&left, &right, 0.8, SHARP.level).unwrap();
    let found = equal(&sides(), 0.8);
    let parts = (found.evidence, found.interval, found.effect);
    near(parts.2.unwrap(), 0.5);
    assert_eq!(
        (parts.0, parts.1),
        (Some(test.evidence), Some(test.interval))
    );
    let test = statistics::ordering(&left, &right, 0.2, SHARP.level).unwrap();
    let found = ordered(&sides(), 0.2);
    assert_eq!(found.evidence, Some(test.evidence));
    assert_eq!(found.interval, Some(test.interval));
    near(found.effect.unwrap(), 0.5);
}

#[test]
fn the_margin_of_equal_means_is_the_distance_to_the_nearer_end() {
    for sides in [sides(), reversed()] {
        let found = equal(&sides, 2.0);
        let [low, high] = found.interval.unwrap();
        let [below, above] = [low + 2.0, 2.0 - high];
        assert!(below > 0.0 && above > 0.0 && below != above);
        assert_eq!(found.margin, Some(below.min(above)));
        let refuted = equal(&sides, 0.01);
        assert!(refuted.margin.unwrap() < 0.0);
    }
}

#[test]
fn the_margin_of_an_ordering_has_the_sign_of_its_verdict() {
    let holds = ordered(&sides(), 0.1);
    let [low, _] = holds.interval.unwrap();
    assert!(low > 0.1);
    assert_eq!(holds.margin, Some(low - 0.1));
    let undecided = ordered(&sides(), 0.5);
    assert_eq!(undecided.margin, Some(0.0));
    let refuted = ordered(&sides(), 2.0);
    let [_, high] = refuted.interval.unwrap();
    assert_eq!(refuted.margin, Some(high - 2.0));
    assert!(high < 2.0);
    // The interval ends at the bound: it holds.
    let at_the_end = ordered(&sides(), low);
    assert_eq!(at_the_end.margin, Some(0.0));
}

#[test]
fn power_is_that_of_the_last_look_for_one_of_two_sides() {
    let expected = smallest_found(&[0.5, 0.25, 0.75, 0.5, 0.25, 0.75], 64, 0.01).unwrap();
    let text = format!(
        "with 64 seeds a mean {} above a cut or {} below it is found in 99%",
        short(expected.above, 3),
        short(expected.below, 3)
    );
    assert_eq!(equal(&sides(), 2.0).power, Some(text));
}

#[test]
fn the_report_line_has_the_difference_and_what_is_allowed() {
    let found = equal(&sides(), 0.25);
    assert!(found.finding.starts_with("the means differ by 0.5 ["));
    assert!(found.finding.contains("], allowed is 0.25; skewness 0"));
    let found = ordered(&sides(), 0.25);
    assert!(found.finding.starts_with("greater by 0.5 ["));
    assert!(found.finding.contains("], claimed is at least 0.25;"));
}

#[test]
fn the_figure_has_a_point_for_every_seed_and_the_line_of_equality() {
    let figure = ordered(&sides(), 0.0).figure.unwrap();
    let [left, right] = sides();
    let expected: Vec<(f64, f64)> = right.into_iter().zip(left).collect();
    assert_eq!(pairs(&figure.series[0]), expected);
    assert_eq!(pairs(&figure.series[1]), [(0.5, 0.5), (6.0, 6.0)]);
    assert_eq!(figure.series.len(), 2);
    assert!(!figure.series[0].line && figure.series[1].line);
    assert!(!figure.x_log && !figure.y_log);
}

/// Forty pairs of numbers in [0, 1] that differ by .5, .45 and .55 in turn.
#[test]
fn bounded_numbers_are_also_judged_without_a_condition_on_tails() {
    let [left, right]: [Vec<f64>; 2] = [0.75, 0.25].map(|mean| {
        let off = |seed: usize| 0.025 * (seed % 3) as f64 - 0.025;
        let sign = if mean > 0.5 { 1.0 } else { -1.0 };
        (0..40).map(|seed| mean + sign * off(seed)).collect()
    });
    let values = [left, right];
    let decide = |kind: &Kind, ranges: &[[f64; 2]]| {
        let found = statistical_test(kind).bounded(&values, ranges);
        found.map(|evidence| evidence.decide(0.01))
    };
    let unit = [[0.0, 1.0]; 2];
    let ordered = |by| super::ordering(formula("a"), formula("b"), by);
    assert_eq!(decide(&ordered(0.1), &unit), Some(Verdict::Holds));
    assert_eq!(decide(&ordered(0.9), &unit), Some(Verdict::Violated));
    assert_eq!(decide(&ordered(0.49), &unit), Some(Verdict::Inconclusive));
    // A wider range makes it harder, and one without an end impossible.
    assert_eq!(
        decide(&ordered(0.1), &[[-20.0, 20.0]; 2]),
        Some(Verdict::Inconclusive)
    );
    assert_eq!(decide(&ordered(0.1), &[[0.0, f64::INFINITY]; 2]), None);
    let equal = |within| equal_means(formula("a"), formula("b"), within);
    assert_eq!(decide(&equal(0.9), &unit), Some(Verdict::Holds));
    assert_eq!(decide(&equal(0.1), &unit), Some(Verdict::Violated));
}

/// Through the formulas of a claim: a test error has a range, the steps of a run have none.
#[test]
fn what_rare_seeds_could_hide_is_said_of_means() {
    let seeds = 32;
    let measured: Vec<Vec<Measured>> = (0..seeds)
        .map(|seed| {
            vec![Measured::Numbers(vec![
                Some(0.9),
                Some(0.1 + 1e-3 * f64::from(seed)),
            ])]
        })
        .collect();
    let judge = |kind: &Kind| statistical_test(kind).judge(&measured, SHARP).unwrap();
    let errors = super::ordering(formula("test_error"), formula("training_error"), 0.1);
    let found = judge(&errors);
    near(found.unseen.unwrap(), 1.0 - libm::pow(0.01, 1.0 / 32.0));
    assert_eq!(found.tail_free.unwrap().verdict, Verdict::Holds);
    let times = super::ordering(formula("test_error"), formula("steps"), 0.1);
    let found = judge(&times);
    assert!(found.unseen.is_some() && found.tail_free.is_none());
    let found = judge(&share(formula("test_error"), 0.5, true));
    assert!(found.unseen.is_none() && found.tail_free.is_none());
}
