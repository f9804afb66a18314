use crate::claims::judge::look::Undecided;
use crate::claims::kinds::kind::Kind;
use crate::claims::kinds::locate::{How, Locate};
use crate::claims::kinds::monotone::Trend;
use crate::claims::kinds::tests::Along;
use crate::claims::kinds::tests::{self as kinds, SHARP, formula, near, over, statistical_test};
use crate::claims::measure::{Elements, Measured};
use crate::claims::outcome::Outcome;
use crate::statistics::{self, Verdict, interior_optimum, ordering, proportion};

fn numbers(values: &[f64]) -> Measured {
    Measured::Numbers(values.iter().copied().map(Some).collect())
}

/// `curve[leg][seed]` as it is measured: by seed, then by leg.
fn by_seed(curve: &[Vec<f64>]) -> Vec<Vec<Measured>> {
    (0..curve[0].len())
        .map(|seed| curve.iter().map(|leg| numbers(&[leg[seed]])).collect())
        .collect()
}

fn judged(kind: Kind, measured: &[Vec<Measured>]) -> Result<Outcome, Undecided> {
    statistical_test(&kind).judge(measured, SHARP)
}

const GREATER: [f64; 5] = [1.0, 2.0, 3.0, 4.0, 5.5];
const SMALLER: [f64; 5] = [0.5, 1.75, 2.25, 3.5, 4.75];

fn two_sides() -> Vec<Vec<Measured>> {
    GREATER
        .iter()
        .zip(SMALLER)
        .map(|(&a, b)| vec![numbers(&[a, b])])
        .collect()
}

/// Means 3, 1 and 4.
fn valley() -> Vec<Vec<f64>> {
    let (threes, ones) = ([3.0, 3.1, 2.9, 3.0, 3.05], [1.0, 1.1, 0.9, 1.05, 1.0]);
    [threes, ones, [4.0, 4.1, 3.9, 4.0, 4.2]]
        .map(Vec::from)
        .into()
}

#[test]
fn the_first_formula_is_the_greater_side() {
    let kind = kinds::ordering(formula("a"), formula("b"), 0.1);
    let found = judged(kind, &two_sides()).unwrap();
    let test = ordering(&GREATER, &SMALLER, 0.1, SHARP.level).unwrap();
    assert_eq!(found.evidence, Some(test.evidence));
    near(found.effect.unwrap(), test.difference.mean);
    assert_eq!(found.count, 5);
    let kind = kinds::equal_means(formula("a"), formula("b"), 2.0);
    let found = judged(kind, &two_sides()).unwrap();
    let test = statistics::equal_means(&GREATER, &SMALLER, 2.0, SHARP.level).unwrap();
    assert_eq!(found.evidence, Some(test.evidence));
}

#[test]
fn shares_count_the_seeds() {
    let values: Vec<Vec<Measured>> = [1.0, 0.0, 1.0, 1.0].map(|x| vec![numbers(&[x])]).to_vec();
    for at_least in [true, false] {
        let kind = kinds::share(formula("a"), 0.5, at_least);
        let found = judged(kind, &values).unwrap();
        let test = proportion(3, 4, 0.5, at_least, SHARP.level).unwrap();
        assert_eq!(found.evidence, Some(test.evidence));
        assert_eq!(found.count, 4);
    }
}

#[test]
fn a_curve_has_a_leg_for_every_key() {
    let optimum = kinds::optimum(over(&[0.1, 1.0, 10.0]), formula("a"), 0.05);
    let found = judged(optimum, &by_seed(&valley())).unwrap();
    let test = interior_optimum(&valley(), 0.05, SHARP.level).unwrap();
    assert_eq!(found.evidence, Some(test.evidence));
    assert_eq!(found.count, 15);

    for (trend, rising) in [(Trend::Increasing, true), (Trend::Decreasing, false)] {
        let kind = kinds::monotone(
            formula("a"),
            trend,
            Along::Means(over(&[0.1, 1.0, 10.0])),
            None,
            0.01,
            1,
        );
        let found = judged(kind, &by_seed(&valley())).unwrap();
        let test = statistics::monotone_means(&valley(), rising, 0.01, SHARP.level).unwrap();
        assert_eq!(found.evidence, Some(test.evidence));
    }

    let kind = kinds::exponent(
        over(&[0.1, 1.0, 10.0]),
        formula("a"),
        [0.1, 0.3],
        Some(0.2),
        None,
    );
    let found = judged(kind, &by_seed(&valley())).unwrap();
    let keys = [0.1, 1.0, 10.0];
    let test = statistics::exponent(&keys, &valley(), 0.1, 0.3, Some(0.2), SHARP.level).unwrap();
    assert_eq!(found.evidence, Some(test.evidence));
    assert!(found.finding.ends_with("no power law"));
}

#[test]
fn a_limit_has_a_quantity_and_its_target_in_every_run() {
    let curve = [
        [2.0, 2.2, 1.9, 2.1],
        [1.5, 1.4, 1.6, 1.5],
        [1.01, 1.02, 0.99, 1.01],
    ];
    let measured: Vec<Vec<Measured>> = (0..4)
        .map(|seed| curve.iter().map(|leg| numbers(&[leg[seed], 1.0])).collect())
        .collect();
    let kind = kinds::limit(
        over(&[1.0, 10.0, 100.0]),
        formula("a"),
        formula("b"),
        [0.3, 1.0],
    );
    let found = judged(kind, &measured).unwrap();
    let one = vec![1.0; 4];
    let test =
        statistics::limit([&curve[0], &one], [&curve[2], &one], 0.3, 1.0, SHARP.level).unwrap();
    assert_eq!(found.evidence, Some(test.evidence));
}

/// The smallest of the inner grid moves with the outer key, place = key/100.
#[test]
fn places_on_the_inner_grid_are_found_for_every_outer_key_and_block() {
    let inner = [0.01, 0.1, 1.0];
    let outer = [1.0, 10.0, 100.0];
    let mut curve = Vec::new();
    for (at, _) in outer.iter().enumerate() {
        for (k, _) in inner.iter().enumerate() {
            let lowest = if k == at { 0.0 } else { 1.0 };
            // Single seeds have other minima, the means of two do not.
            let offsets = [0.9, -0.9, 0.1, -0.1].map(|o| if k == 1 { o } else { 0.0 });
            curve.push(offsets.map(|o| lowest + o).to_vec());
        }
    }
    let kind = |how: How| {
        kinds::exponent(
            over(&outer),
            formula("a"),
            [1.0, 0.1],
            None,
            Some(Locate {
                over: over(&inner),
                how,
                block: 2,
            }),
        )
    };
    let found = judged(kind(How::Argmin), &by_seed(&curve)).unwrap();
    near(found.effect.unwrap(), 1.0);
    assert_eq!(found.evidence.unwrap().decide(SHARP.level), Verdict::Holds);
    assert_eq!(found.count, 36);
    // At the last outer key the curve lies above the level wherever the key is not the largest.
    for leg in &mut curve[6..] {
        *leg = vec![1.0; 4];
    }
    let failed = judged(kind(How::Crossing(0.5)), &by_seed(&curve)).unwrap_err();
    assert!(
        failed
            .to_string()
            .contains("2 of 2 blocks have no such place"),
        "{failed}"
    );
    assert!(
        failed.to_string().contains("point 2 of the outer grid"),
        "{failed}"
    );
}

#[test]
fn draws_outside_the_premise_do_not_count() {
    let kind = || kinds::share(formula("a"), 0.5, true);
    let kept: Vec<Vec<Measured>> = [1.0, 0.0, 1.0, 1.0].map(|x| vec![numbers(&[x])]).to_vec();
    let mut all = kept.clone();
    all.insert(1, vec![Measured::OutsideThePremise]);
    let (found, alone) = (
        judged(kind(), &all).unwrap(),
        judged(kind(), &kept).unwrap(),
    );
    assert_eq!(
        (found.evidence, found.effect, found.count, found.unseen),
        (alone.evidence, alone.effect, alone.count, alone.unseen)
    );
    assert!(
        found.finding.contains("the premise fails in 1 of 5 draws"),
        "{}",
        found.finding
    );
    // At one value of a swept key is enough.
    let mut swept = two_sides();
    swept[1].push(Measured::OutsideThePremise);
    assert_eq!(numbers_of(&swept), swept.len() - 1);
    all.extend(vec![vec![Measured::OutsideThePremise]; 4]);
    let refused = judged(kind(), &all).unwrap_err().to_string();
    assert!(
        refused.contains("the premise fails in 5 of 9 draws"),
        "{refused}"
    );
}

fn numbers_of(measured: &[Vec<Measured>]) -> usize {
    crate::claims::judge::look::numbers(measured).unwrap()[0].len()
}

#[test]
fn nothing_is_said_about_runs_that_failed_or_were_not_measured() {
    let kind = || kinds::share(formula("a"), 0.5, true);
    let one = || vec![numbers(&[1.0])];
    let failed = vec![Measured::Failed("no separable draw".to_owned())];
    assert_eq!(
        judged(kind(), &[one(), failed]).unwrap_err().to_string(),
        "replicate 1 could not be run: no separable draw"
    );
    let elements = vec![Measured::Elements(Elements::default())];
    assert!(judged(kind(), &[one(), elements]).is_err());
}
