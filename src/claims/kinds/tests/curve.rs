use super::*;
use crate::claims::kinds::monotone::Trend;
use crate::math::short;
use crate::statistics::{
    self, Contrast, Verdict, interior_optimum, kept_set, monotone_means, smallest_arms_found,
    smallest_found,
};

const KEYS: [f64; 4] = [0.1, 1.0, 10.0, 100.0];

/// Powers of the key with exponents -.5 + .1 k, k = -2..2, times 3, bent by `curvature`.
fn power_laws(curvature: f64) -> Vec<Vec<f64>> {
    let value = |key: f64, k: f64| {
        let u = libm::log10(key);
        3.0 * libm::exp10((-0.5 + 0.1 * k) * u + curvature * u * u)
    };
    let seeds = [-2.0, -1.0, 0.0, 1.0, 2.0];
    KEYS.map(|key| seeds.map(|k| value(key, k)).to_vec())
        .to_vec()
}

#[derive(Clone, Copy)]
struct PowerLaw {
    expected: f64,
    within: f64,
    curvature: Option<f64>,
}

fn judged(curvature: f64, law: PowerLaw) -> Outcome {
    let range = [law.expected, law.within];
    let kind = exponent(over(&KEYS), formula("a"), range, law.curvature, None);
    look(&kind, &power_laws(curvature)).unwrap()
}

fn law(expected: f64, within: f64) -> PowerLaw {
    PowerLaw {
        expected,
        within,
        curvature: None,
    }
}

fn interior(values: &[Vec<f64>]) -> Outcome {
    look(&optimum(over(&KEYS), formula("a"), 0.05), values).unwrap()
}

fn monotone(keys: &Over, values: &[Vec<f64>], rising: bool, slack: f64) -> Outcome {
    let trend = if rising {
        Trend::Increasing
    } else {
        Trend::Decreasing
    };
    let along = Along::Means(keys.clone());
    let kind = super::monotone(formula("a"), trend, along, None, slack, 1);
    look(&kind, values).unwrap()
}

#[test]
fn an_exponent_is_judged_as_statistics_judges_it() {
    let found = judged(0.0, law(-0.4, 1.0));
    let test = statistics::exponent(&KEYS, &power_laws(0.0), -0.4, 1.0, None, SHARP.level).unwrap();
    assert_eq!(found.evidence, Some(test.evidence));
    assert_eq!(found.interval, Some(test.interval));
    near(found.effect.unwrap(), -0.5);
    let shift = smallest_found(&test.slopes, 64, 0.01).unwrap();
    let shift = shift.above.max(shift.below);
    assert_eq!(
        found.power,
        Some(format!(
            "with 64 seeds an exponent {} beyond the range is found in 99%",
            short(shift, 3)
        ))
    );
    assert!(
        found.finding.starts_with("exponent -0.5 ["),
        "{}",
        found.finding
    );
    assert!(found.finding.contains("claimed is -0.4 +- 1;"));
    assert!(found.finding.contains("; curvature "));
    assert!(!found.finding.contains("no power law"));
}

/// The interval of the slope lies inside the range, beyond its upper and beyond its lower end.
#[test]
fn the_margin_of_an_exponent_is_negative_where_its_interval_is_outside() {
    let inside = judged(0.0, law(-0.4, 1.0));
    let [low, high] = inside.interval.unwrap();
    near(inside.margin.unwrap(), low + 1.4);
    near(judged(0.0, law(-0.6, 1.0)).margin.unwrap(), 0.4 - high);
    near(judged(0.0, law(-3.0, 0.5)).margin.unwrap(), {
        let [low, _] = judged(0.0, law(-3.0, 0.5)).interval.unwrap();
        -2.5 - low
    });
    near(judged(0.0, law(2.0, 0.5)).margin.unwrap(), {
        let [_, high] = judged(0.0, law(2.0, 0.5)).interval.unwrap();
        high - 1.5
    });
    // An end of the range inside the interval decides nothing.
    let undecided = judged(0.0, law(0.5, 1.0));
    assert_eq!(
        undecided.evidence.unwrap().decide(SHARP.level),
        Verdict::Inconclusive
    );
    let [low, _] = undecided.interval.unwrap();
    near(undecided.margin.unwrap(), low + 0.5);
}

#[test]
fn a_bent_curve_is_no_power_law() {
    let bent = PowerLaw {
        curvature: Some(0.05),
        ..law(-0.5, 1.5)
    };
    assert!(judged(0.3, bent).finding.ends_with(": no power law"));
    assert!(judged(0.3, bent).finding.contains("; curvature 0.3 ["));
    assert!(!judged(0.0, bent).finding.contains("no power law"));
}

#[test]
fn the_claimed_power_goes_through_the_middle_of_the_measured_curve() {
    let figure = judged(0.0, law(-0.4, 1.0)).figure.unwrap();
    assert!(figure.x_log && figure.y_log);
    assert_eq!(
        (figure.x_label.as_str(), figure.y_label.as_str()),
        ("network.alpha", "the quantity")
    );
    let [measured, claimed] = figure.series.as_slice() else {
        panic!("{:?}", figure.series)
    };
    assert!(claimed.line && !measured.line);
    assert_eq!(claimed.name, "exponent -0.4");
    let logs = |points: Vec<(f64, f64)>| -> Vec<f64> {
        points.iter().map(|&(_, y)| libm::log10(y)).collect()
    };
    let (of_claimed, of_measured) = (logs(pairs(claimed)), logs(pairs(measured)));
    let mean = |logs: &[f64]| logs.iter().sum::<f64>() / logs.len() as f64;
    near(mean(&of_claimed), mean(&of_measured));
    for step in of_claimed.windows(2) {
        near(step[1] - step[0], -0.4);
    }
    for ((&(key, value, interval), expected), values) in
        measured.points.iter().zip(KEYS).zip(power_laws(0.0))
    {
        assert_eq!(key, expected);
        near(value, values.iter().sum::<f64>() / 5.0);
        let drawn = Contrast::new(&values).unwrap().interval(0.05);
        assert_eq!(interval, drawn.ok());
    }
}

/// Means 2, 1, 1.5 and 4, each seed with its own offset.
fn valley() -> Vec<Vec<f64>> {
    let spread = [0.1, -0.05, 0.02, -0.04, 0.03, -0.06];
    [2.0, 1.0, 1.5, 4.0]
        .map(|mean| spread.map(|offset| mean * (1.0 + 0.1 * offset)).to_vec())
        .to_vec()
}

#[test]
fn an_interior_optimum_is_judged_by_its_weaker_arm() {
    let found = interior(&valley());
    let test = interior_optimum(&valley(), 0.05, SHARP.level).unwrap();
    assert_eq!(found.evidence, Some(test.evidence));
    assert_eq!(found.evidence.unwrap().decide(SHARP.level), Verdict::Holds);
    let first = test.gain_over_first;
    assert!(first.estimate < test.gain_over_last.estimate);
    assert_eq!(found.effect, Some(first.estimate));
    assert_eq!(found.interval, Some([first.low, first.high]));
    assert_eq!(found.margin, Some(first.low - 0.05));
    // Turned round the other arm is the weaker one.
    let turned: Vec<Vec<f64>> = valley().into_iter().rev().collect();
    let turned = interior(&turned);
    assert_eq!(turned.effect, Some(first.estimate));
}

#[test]
fn the_margin_of_a_curve_without_an_optimum_is_negative() {
    let rising: Vec<Vec<f64>> = [1.0, 2.0, 3.0, 4.0]
        .iter()
        .zip(valley())
        .map(|(mean, seeds)| seeds.iter().map(|x| mean + 0.1 * (x - seeds[0])).collect())
        .collect();
    let found = interior(&rising);
    let test = interior_optimum(&rising, 0.05, SHARP.level).unwrap();
    assert_eq!(
        found.evidence.unwrap().decide(SHARP.level),
        Verdict::Violated
    );
    assert_eq!(
        found.margin,
        Some(test.gain_over_first.high - 0.05),
        "{found:?}"
    );
    assert!(found.margin.unwrap() < 0.0);
    assert!(
        found
            .finding
            .contains("does not beat both ends by more than 5%")
    );
}

#[test]
fn the_report_line_of_an_optimum_has_both_arms_in_percent() {
    let found = interior(&valley());
    let test = interior_optimum(&valley(), 0.05, SHARP.level).unwrap();
    let arm = |gain: statistics::Gain| {
        format!(
            "{:.1}% worse [{:.1}, {:.1}]",
            gain.estimate * 100.0,
            gain.low * 100.0,
            gain.high * 100.0
        )
    };
    assert!(found.finding.starts_with(&format!(
        "the best value (1) beats both ends by more than 5%. First end {}, last end {}; search over 2 values",
        arm(test.gain_over_first),
        arm(test.gain_over_last)
    )));
    let kept = kept_set(&valley(), 0.05).unwrap();
    assert_eq!(kept, [1]);
    assert!(found.finding.contains("Cannot be told from the best: [1]"));
    let arms = smallest_arms_found(&valley(), 1, 0.05, 64, 0.02).unwrap();
    let power = format!(
        "with 64 seeds arms of {:.1}% and {:.1}% are found in 99%",
        100.0 * arms[0],
        100.0 * arms[1]
    );
    assert_eq!(found.power, Some(power));
    assert_eq!(found.figure.as_ref().unwrap().y_label, "test error");
    assert!(!found.figure.as_ref().unwrap().y_log && found.figure.as_ref().unwrap().x_log);
}

/// Means 1, 2 and 4.
fn rising() -> Vec<Vec<f64>> {
    let ones = [0.9, 1.1, 1.0, 0.8, 1.2];
    let (twos, fours) = ([2.0, 2.1, 1.9, 2.2, 1.8], [4.1, 3.9, 4.2, 4.0, 3.8]);
    [ones, twos, fours].map(Vec::from).into()
}

/// The power that the check says, of the steps from one of the keys to another.
fn power_of_step([from, to]: [usize; 2]) -> f64 {
    let pairs = rising()[to].clone().into_iter().zip(rising()[from].clone());
    let steps: Vec<f64> = pairs.map(|(after, before)| after - before).collect();
    smallest_found(&steps, 64, 0.02 / 6.0).unwrap().below
}

#[test]
fn monotone_means_are_judged_by_their_weakest_step() {
    let keys = over(&KEYS[..3]);
    let test = monotone_means(&rising(), true, 0.1, SHARP.level).unwrap();
    let found = monotone(&keys, &rising(), true, 0.1);
    assert_eq!(found.evidence, Some(test.evidence));
    assert_eq!(found.interval, Some(test.interval));
    near(found.effect.unwrap(), 1.0);
    near(found.margin.unwrap(), test.interval[0] + 0.1);
    assert!(found.margin.unwrap() > 0.0);
    assert!(
        found
            .finding
            .starts_with("the weakest of 3 steps, 0.1 to 1, is 1 ["),
        "{}",
        found.finding
    );
    assert!(found.finding.contains("allowed is -0.1"));
    let power = format!(
        "a step of {} against the trend",
        short(power_of_step([0, 1]), 3)
    );
    assert!(found.power.unwrap().contains(&power));
    assert_eq!(found.figure.as_ref().unwrap().series.len(), 1);
}

#[test]
fn a_trend_that_goes_the_other_way_has_a_negative_margin() {
    let keys = over(&KEYS[..3]);
    let found = monotone(&keys, &rising(), false, 0.1);
    let test = monotone_means(&rising(), false, 0.1, SHARP.level).unwrap();
    assert_eq!(found.evidence, Some(test.evidence));
    assert_eq!(
        found.evidence.unwrap().decide(SHARP.level),
        Verdict::Violated
    );
    near(found.margin.unwrap(), test.interval[1] + 0.1);
    near(found.effect.unwrap(), test.step.mean);
    assert!(found.effect.unwrap() < 0.0 && found.margin.unwrap() < 0.0);
    // The spread of the step is that of the claimed direction.
    let [i, j] = test.weakest;
    let power = short(power_of_step([j, i]), 3);
    assert!(found.power.unwrap().contains(&power));
}

/// `[quantity, target]` at three keys: gaps of about .5, .25 and .1.
fn approaching() -> Vec<Vec<Vec<f64>>> {
    let target = vec![1.0, 2.0, 1.0, 2.0, 1.0];
    let at = |gaps: [f64; 5]| {
        let value = target.iter().zip(gaps).map(|(t, gap)| t + gap).collect();
        vec![value, target.clone()]
    };
    vec![
        at([0.5, -0.5, 0.4, -0.6, 0.5]),
        at([0.25, -0.25, 0.2, -0.3, 0.25]),
        at([-0.125, 0.0625, 0.0625, 0.03125, 0.125]),
    ]
}

#[test]
fn a_limit_is_judged_at_the_last_key_against_the_first() {
    let keys = over(&KEYS[..3]);
    let values = approaching();
    let judge = |within: f64| {
        let kind = limit(keys.clone(), formula("a"), formula("b"), [within, 0.5]);
        look(&kind, &values.concat()).unwrap()
    };
    let test = |within: f64| {
        statistics::limit(
            [&values[0][0], &values[0][1]],
            [&values[2][0], &values[2][1]],
            within,
            0.5,
            SHARP.level,
        )
        .unwrap()
    };
    let found = judge(0.5);
    assert_eq!(found.evidence, Some(test(0.5).evidence));
    assert_eq!(found.interval, Some(test(0.5).gap_interval));
    near(found.effect.unwrap(), 0.08125);
    near(found.margin.unwrap(), 0.5 - test(0.5).gap_interval[1]);
    assert!(found.margin.unwrap() > 0.0);
    let refuted = judge(0.001);
    near(refuted.margin.unwrap(), 0.001 - test(0.001).gap_interval[0]);
    assert!(refuted.margin.unwrap() < 0.0);
    let gaps = [0.125, 0.0625, 0.0625, 0.03125, 0.125];
    let power = smallest_found(&gaps, 64, 0.01).unwrap();
    assert!(
        found
            .power
            .unwrap()
            .contains(&format!("a mean gap {} beyond", short(power.above, 3)))
    );
    // The figure shows the gap at every key.
    let drawn = pairs(&found.figure.as_ref().unwrap().series[0]);
    for (drawn, (key, gap)) in drawn.iter().zip([(0.1, 0.5), (1.0, 0.25), (10.0, 0.08125)]) {
        near(drawn.0, key);
        near(drawn.1, gap);
    }
}

#[test]
fn a_key_that_is_zero_is_drawn_on_a_plain_axis() {
    let keys = over(&[0.0, 1.0, 2.0]);
    let found = monotone(&keys, &rising(), true, 0.0);
    assert!(!found.figure.as_ref().unwrap().x_log);
}

/// Three values in [0, 1], each .3 above the one before: both the curve and its optimum.
#[test]
fn curves_of_bounded_numbers_are_also_judged_without_a_condition_on_tails() {
    let curve = |means: [f64; 3]| means.map(|mean| vec![mean; 60]).to_vec();
    let decide = |kind: &Kind, values: &[Vec<f64>]| {
        let found = statistical_test(kind).bounded(values, &[[0.0, 1.0]]);
        found.unwrap().decide(0.01)
    };
    let rising = |slack| {
        let along = Along::Means(over(&[1.0, 2.0, 3.0]));
        super::monotone(formula("a"), Trend::Increasing, along, None, slack, 1)
    };
    assert_eq!(
        decide(&rising(0.05), &curve([0.1, 0.4, 0.7])),
        Verdict::Holds
    );
    assert_eq!(
        decide(&rising(0.05), &curve([0.1, 0.7, 0.4])),
        Verdict::Violated
    );
    assert_eq!(
        decide(&rising(0.05), &curve([0.1, 0.7, 0.65])),
        Verdict::Inconclusive
    );
    let valley = optimum(over(&[1.0, 2.0, 3.0]), formula("a"), 0.05);
    assert_eq!(decide(&valley, &curve([0.7, 0.1, 0.4])), Verdict::Holds);
    assert_eq!(decide(&valley, &curve([0.1, 0.7, 0.4])), Verdict::Violated);
    let outside = statistical_test(&valley).bounded(&curve([0.7, 1.1, 0.4]), &[[0.0, 1.0]]);
    assert_eq!(outside, None);
}

#[test]
fn a_gain_over_no_error_at_all_is_said_in_words() {
    let noise =
        |mean: f64| -> Vec<f64> { (0..32).map(|s| mean + 1e-3 * f64::from(s % 5)).collect() };
    let values = [noise(0.1), vec![0.0; 32], noise(0.2)];
    let found = look(
        &optimum(over(&[1.0, 2.0, 3.0]), formula("a"), 0.05),
        &values,
    )
    .unwrap();
    let said = "First end infinitely worse (the best error is 0) [infinite, infinite], last end \
                infinitely worse (the best error is 0) [infinite, infinite]";
    assert!(found.finding.contains(said), "{}", found.finding);
    assert_eq!(found.interval, Some([f64::INFINITY; 2]));
}
