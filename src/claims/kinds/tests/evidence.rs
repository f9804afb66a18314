use super::*;
use crate::claims::kinds::monotone::Trend;
use crate::claims::kinds::tests as kinds;
use crate::claims::kinds::tests::Along;
use crate::claims::measure::Measured;
use crate::statistics::Evidence;

fn checks() -> Vec<(Kind, usize)> {
    let formula = || Formula::parse("h").unwrap();
    let over = || Over {
        key: "network.alpha".to_owned(),
        values: vec![1.0, 2.0, 4.0],
    };
    let monotone = |trend| kinds::monotone(formula(), trend, Along::Means(over()), None, 0.05, 1);
    let exponent = |curvature| kinds::exponent(over(), formula(), [-1.0, 0.2], curvature, None);
    vec![
        (kinds::equal_means(formula(), formula(), 0.3), 1),
        (kinds::ordering(formula(), formula(), 0.1), 1),
        (kinds::share(formula(), 0.4, true), 1),
        (kinds::limit(over(), formula(), formula(), [0.4, 0.1]), 3),
        (monotone(Trend::Increasing), 3),
        (monotone(Trend::Decreasing), 3),
        (kinds::optimum(over(), formula(), 0.02), 3),
        (exponent(None), 3),
        (exponent(Some(0.5)), 3),
    ]
}

/// What repetitions of the rule ask is what the verdict itself came from.
#[test]
fn every_kind_has_the_evidence_of_its_whole_look() {
    for (kind, legs) in checks() {
        let formulas = kind.formulas().len();
        let is_share = kind.description().contains("proportion");
        // Around 1/(leg + 1), and for a proportion sometimes 0.
        let value = |number: usize, seed: usize| {
            let noise = ((7 * seed + 3 * number) % 11) as f64 / 40.0;
            let zero = is_share && seed.is_multiple_of(3);
            if zero {
                0.0
            } else {
                1.0 / (number / formulas + 1) as f64 + noise
            }
        };
        let values: Vec<Vec<f64>> = (0..legs * formulas)
            .map(|number| (0..32).map(|seed| value(number, seed)).collect())
            .collect();
        let of_leg = |leg: usize, seed: usize| {
            let numbers = (leg * formulas..(leg + 1) * formulas).map(|n| Some(values[n][seed]));
            Measured::Numbers(numbers.collect())
        };
        let measured: Vec<Vec<Measured>> = (0..32)
            .map(|seed| (0..legs).map(|leg| of_leg(leg, seed)).collect())
            .collect();
        let look = Look {
            level: 0.01,
            last_seeds: 512,
            last_level: 0.01,
            pair_level: 0.01,
        };
        let test = statistical_test(&kind);
        let whole = test.judge(&measured, look).unwrap();
        let alone = test.evidence(&values, 0.01).unwrap();
        assert_eq!(Some(alone), whole.evidence, "{kind:?}");
        assert!(alone != Evidence::NONE, "{kind:?}");
    }
}
