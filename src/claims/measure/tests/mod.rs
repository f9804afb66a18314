//! What checks take from runs that are made by hand or small.

mod elements;
mod gathered;

use super::{Gathered, Measured};
use crate::claims::kinds::locate::{How, Locate};
use crate::claims::kinds::monotone::Trend;
use crate::claims::kinds::tests as kinds;
use crate::claims::kinds::tests::Along;
use crate::claims::{Formula, Kind, Over};
use crate::quantities::tests::{observed, one};
use crate::quantities::{Axis, Run};

fn formula(text: &str) -> Formula {
    Formula::parse(text).unwrap()
}

/// A run with three recorded times: 0, .02 and .05.
fn recorded() -> Run {
    observed("flow.record = [0.0, 0.02, 0.05]")
}

fn measured(run: &Run, kind: Kind) -> Measured {
    kind.measure(&mut Gathered::new(run, None))
}

fn over() -> Over {
    Over {
        key: "network.alpha".to_owned(),
        values: vec![0.1, 1.0],
    }
}

#[test]
fn numbers_come_in_the_order_of_the_formulas() {
    let run = observed("");
    let [first, second] = ["test_error", "steps"].map(|name| Some(one(&run, name)));
    assert_ne!(first, second);
    let subject = run;
    let [a, b] = ["test_error", "steps"].map(formula);
    let two = [
        kinds::equal_means(a.clone(), b.clone(), 1.0),
        kinds::ordering(a.clone(), b.clone(), 0.0),
        kinds::limit(over(), a.clone(), b, [1.0, 0.0]),
    ];
    for kind in two {
        let numbers = Measured::Numbers(vec![first, second]);
        assert_eq!(measured(&subject, kind.clone()), numbers, "{kind:?}");
    }
    let one = [
        kinds::monotone(
            a.clone(),
            Trend::Increasing,
            Along::Means(over()),
            None,
            0.0,
            1,
        ),
        kinds::monotone(
            a.clone(),
            Trend::Increasing,
            Along::EachSeed(over()),
            None,
            0.0,
            1,
        ),
        kinds::exponent(
            over(),
            a.clone(),
            [1.0, 0.1],
            None,
            Some(Locate {
                over: over(),
                how: How::Argmin,
                block: 1,
            }),
        ),
        kinds::optimum(over(), a.clone(), 0.1),
        kinds::share(a, 0.5, true),
    ];
    for kind in one {
        let numbers = Measured::Numbers(vec![first]);
        assert_eq!(measured(&subject, kind.clone()), numbers, "{kind:?}");
    }
}

fn tested(kind: Kind) -> (u64, u64) {
    match measured(&recorded(), kind) {
        Measured::Elements(elements) => (elements.tested, elements.violations),
        other => panic!("{other:?}"),
    }
}

/// Times 0, .02 and .05 against .02.
#[test]
fn sides_are_compared_with_the_slack_and_the_tolerances_of_the_check() {
    let inequality = |slack: f64| {
        kinds::inequality(
            vec![Axis::Time],
            None,
            [formula("0.02"), formula("t")],
            slack,
            1,
        )
    };
    assert_eq!(tested(inequality(0.0)), (3, 1));
    assert_eq!(tested(inequality(0.04)), (3, 0));
    let equality = |absolute: f64, relative: f64| {
        kinds::equality(
            vec![Axis::Time],
            Some(formula("t > 0")),
            [formula("0.02"), formula("t")],
            [absolute, relative],
            1,
        )
    };
    assert_eq!(tested(equality(0.0, 0.0)), (2, 1));
    assert_eq!(tested(equality(0.04, 0.0)), (2, 0));
    assert_eq!(tested(equality(0.0, 0.7)), (2, 0));
    assert_eq!(tested(equality(0.0, 0.5)), (2, 1));
}

#[test]
fn a_trend_along_time_has_a_direction() {
    let along_time = |trend: Trend| kinds::monotone(formula("t"), trend, Along::Time, None, 0.0, 1);
    assert_eq!(tested(along_time(Trend::Increasing)), (2, 0));
    assert_eq!(tested(along_time(Trend::Decreasing)), (2, 2));
}

#[test]
fn what_was_measured_is_read_again_to_the_last_bit() {
    let mut elements = super::steps(&[0.1 + 0.2, f64::NAN, -0.0, 1.0, 1e300], true, 0.0);
    elements.sample = vec![[f64::INFINITY, f64::NEG_INFINITY], [1.0 / 3.0, -0.0]];
    for measured in [
        Measured::Elements(elements),
        Measured::Numbers(vec![Some(5e-324), None, Some(1.0)]),
        Measured::Failed("no draw".to_owned()),
    ] {
        let text = serde_json::to_string(&measured).unwrap();
        let again: Measured = serde_json::from_str(&text).unwrap();
        // Debug prints every digit, and says that NaN is NaN, which `==` denies.
        assert_eq!(format!("{again:?}"), format!("{measured:?}"));
    }
}
