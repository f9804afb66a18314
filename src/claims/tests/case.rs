use super::{check, claim, formula, inequality, over};
use crate::claims::kinds::locate::{How, Locate};
use crate::claims::kinds::monotone::Trend;
use crate::claims::kinds::tests as kinds;
use crate::claims::kinds::tests::Along;
use crate::claims::{Case, Check, Claim, Kind, Over, Pair};

fn located() -> Kind {
    kinds::exponent(
        over("network.alpha", &[0.5, 2.0]),
        formula("test_error"),
        [1.0, 0.1],
        None,
        Some(Locate {
            over: over("network.width", &[2.0, 4.0, 6.0]),
            how: How::Argmin,
            block: 5,
        }),
    )
}

fn monotone(along: Along) -> Kind {
    kinds::monotone(
        formula("test_error"),
        Trend::Increasing,
        along,
        None,
        0.0,
        1,
    )
}

/// The first setting's case of a claim with this check.
fn with_case<T>(check: Check, ask: impl FnOnce(Case<'_>) -> T) -> T {
    let claim = Claim {
        check,
        ..claim("a", inequality("1", "0"), inequality("0", "1"))
    };
    let case = Case::of(&claim, false).next().unwrap();
    ask(case)
}

#[test]
fn a_claim_has_a_case_for_every_setting_and_those_of_its_control_on_request() {
    let claim = claim("a", inequality("1", "0"), inequality("0", "1"));
    let names = |controls: bool| -> Vec<(String, bool)> {
        Case::of(&claim, controls)
            .map(|case| (case.setting.name.clone(), case.control))
            .collect()
    };
    let plain = [("first".to_owned(), false), ("second".to_owned(), false)];
    assert_eq!(names(false), plain);
    assert_eq!(names(true)[..2], plain);
    assert_eq!(names(true)[2..], [("first".to_owned(), true)]);
    let cases: Vec<Case<'_>> = Case::of(&claim, true).collect();
    assert_eq!(cases[0].check, &claim.check);
    assert_eq!(cases[2].check, &claim.control.check);
    assert!(!cases[0].check.is_statistical());
}

#[test]
fn a_grid_has_the_inner_keys_within_each_outer_one() {
    with_case(check(located()), |case| {
        assert!(case.check.is_statistical());
        let legs = case.grid().unwrap();
        let places: Vec<_> = legs
            .iter()
            .map(|leg| {
                (
                    leg.config.network.alpha,
                    leg.config.network.width().unwrap(),
                )
            })
            .collect();
        let expected = [(0.5, 2), (0.5, 4), (0.5, 6), (2.0, 2), (2.0, 4), (2.0, 6)];
        assert_eq!(places, expected);
        for leg in &legs {
            assert_eq!(leg.pair, None);
        }
    });
}

#[test]
fn a_check_without_a_grid_runs_the_setting_itself() {
    with_case(check(inequality("1", "0")), |case| {
        let legs = case.grid().unwrap();
        assert_eq!(legs.len(), 1);
        assert_eq!(legs[0].config, case.setting.config);
    });
}

#[test]
fn a_pair_changes_its_keys_on_top_of_the_grid() {
    let pair = Pair {
        config: vec![("network.width".to_owned(), 9.into())],
        transform: None,
    };
    let check = Check {
        pair: Some(pair),
        ..check(monotone(Along::EachSeed(over(
            "network.alpha",
            &[0.5, 2.0],
        ))))
    };
    with_case(check, |case| {
        for (leg, alpha) in case.grid().unwrap().iter().zip([0.5, 2.0]) {
            let pair = leg.pair.as_ref().unwrap();
            assert_eq!((pair.network.alpha, pair.network.width()), (alpha, Some(9)));
            assert_ne!(leg.config.network.width(), Some(9));
        }
    });
}

#[test]
fn a_value_that_the_configuration_refuses_is_an_error() {
    for (key, value) in [("network.width", 2.5), ("network.alpha", -1.0)] {
        let kind = monotone(Along::Means(over(key, &[2.0, value])));
        with_case(check(kind), |case| assert!(case.grid().is_err(), "{key}"));
    }
    // As large as a double counts exactly, and no integer beyond.
    for value in [1e15, 1e17] {
        let kind = monotone(Along::Means(over("network.alpha", &[1.0, value])));
        with_case(check(kind), |case| {
            assert_eq!(case.grid().unwrap()[1].config.network.alpha, value);
        });
    }
}

#[test]
fn a_kind_knows_its_grids_and_its_block() {
    let keys = |kind: Kind| -> Vec<String> {
        let swept = kind.swept();
        swept.iter().map(|over: &&Over| over.key.clone()).collect()
    };
    assert_eq!(keys(located()), ["network.alpha", "network.width"]);
    match located() {
        Kind::Statistical(test) => assert_eq!(test.block(), 5),
        Kind::EveryElement(_) => panic!("an exponent is statistical"),
    }
    let swept = || over("network.alpha", &[1.0, 2.0]);
    for kind in [
        monotone(Along::Means(swept())),
        monotone(Along::EachSeed(swept())),
        kinds::optimum(swept(), formula("test_error"), 0.1),
        kinds::limit(swept(), formula("test_error"), formula("0"), [0.1, 1.0]),
    ] {
        assert_eq!(keys(kind), ["network.alpha"]);
    }
    for kind in [monotone(Along::Time), inequality("1", "0")] {
        assert!(keys(kind).is_empty());
    }
}

#[test]
fn only_means_and_shares_are_matters_of_chance() {
    let swept = || over("network.alpha", &[1.0, 2.0]);
    assert!(check(monotone(Along::Means(swept()))).is_statistical());
    assert!(check(located()).is_statistical());
    let deterministic = [
        monotone(Along::EachSeed(swept())),
        monotone(Along::Time),
        inequality("1", "0"),
    ];
    for kind in deterministic {
        assert!(!check(kind).is_statistical());
    }
}

#[test]
fn a_kind_lists_its_formulas() {
    let texts = |kind: &Kind| -> Vec<String> {
        let formulas = kind.formulas();
        formulas.iter().map(|f| f.text().to_owned()).collect()
    };
    assert_eq!(texts(&inequality("mu", "zeta")), ["mu", "zeta"]);
    assert_eq!(texts(&located()), ["test_error"]);
    let filtered = kinds::equality(
        Vec::new(),
        Some(formula("t > 1")),
        [formula("mu"), formula("zeta")],
        [0.0, 0.0],
        1,
    );
    assert_eq!(texts(&filtered), ["t > 1", "mu", "zeta"]);
    let share = kinds::share(formula("reached"), 0.5, true);
    assert_eq!(texts(&share), ["reached"]);
    let limit = kinds::limit(
        over("network.alpha", &[1.0, 2.0]),
        formula("mu"),
        formula("zeta"),
        [0.1, 1.0],
    );
    assert_eq!(texts(&limit), ["mu", "zeta"]);
}
