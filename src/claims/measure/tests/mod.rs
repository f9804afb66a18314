//! What checks take from runs that are made by hand or small.

mod elements;
mod gathered;

use super::{Gathered, Measured, measure};
use crate::claims::{Along, Axis, Check, Formula, Kind, Locate, LocateHow, Over, Trend};
use crate::quantities::Run;
use crate::quantities::tests::{observed, one};

fn formula(text: &str) -> Formula {
    Formula::parse(text).unwrap()
}

/// A run with three recorded times: 0, .02 and .05.
fn recorded() -> Run {
    observed("flow.record = [0.0, 0.02, 0.05]")
}

fn measured(subject: &Run, kind: Kind) -> Measured {
    let check = Check {
        kind,
        until: None,
        pair: None,
    };
    measure(&check, &mut Gathered::new(subject, None))
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
        Kind::EqualMeans {
            left: a.clone(),
            right: b.clone(),
            within: 1.0,
        },
        Kind::Ordering {
            greater: a.clone(),
            smaller: b.clone(),
            by: 0.0,
        },
        Kind::Limit {
            over: over(),
            quantity: a.clone(),
            target: b,
            within: 1.0,
            falls_by: 0.0,
        },
    ];
    for kind in two {
        let numbers = Measured::Numbers(vec![first, second]);
        assert_eq!(measured(&subject, kind.clone()), numbers, "{kind:?}");
    }
    let one = [
        Kind::Monotone {
            quantity: a.clone(),
            trend: Trend::Increasing,
            along: Along::Means(over()),
            filter: None,
            slack: 0.0,
            at_least: 1,
        },
        Kind::Monotone {
            quantity: a.clone(),
            trend: Trend::Increasing,
            along: Along::EachSeed(over()),
            filter: None,
            slack: 0.0,
            at_least: 1,
        },
        Kind::Exponent {
            over: over(),
            quantity: a.clone(),
            expected: 1.0,
            within: 0.1,
            curvature: None,
            locate: Some(Locate {
                over: over(),
                how: LocateHow::Argmin,
                block: 1,
            }),
        },
        Kind::InteriorOptimum {
            over: over(),
            quantity: a.clone(),
            margin: 0.1,
        },
        Kind::Proportion {
            of: a,
            bound: 0.5,
            at_least: true,
        },
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
    let inequality = |slack: f64| Kind::Inequality {
        each: vec![Axis::Time],
        filter: None,
        left: formula("0.02"),
        right: formula("t"),
        slack,
        at_least: 1,
    };
    assert_eq!(tested(inequality(0.0)), (3, 1));
    assert_eq!(tested(inequality(0.04)), (3, 0));
    let equality = |absolute: f64, relative: f64| Kind::Equality {
        each: vec![Axis::Time],
        filter: Some(formula("t > 0")),
        left: formula("0.02"),
        right: formula("t"),
        absolute,
        relative,
        at_least: 1,
    };
    assert_eq!(tested(equality(0.0, 0.0)), (2, 1));
    assert_eq!(tested(equality(0.04, 0.0)), (2, 0));
    assert_eq!(tested(equality(0.0, 0.7)), (2, 0));
    assert_eq!(tested(equality(0.0, 0.5)), (2, 1));
}

#[test]
fn a_trend_along_time_has_a_direction() {
    let along_time = |trend: Trend| Kind::Monotone {
        quantity: formula("t"),
        trend,
        along: Along::Time,
        filter: None,
        slack: 0.0,
        at_least: 1,
    };
    assert_eq!(tested(along_time(Trend::Increasing)), (2, 0));
    assert_eq!(tested(along_time(Trend::Decreasing)), (2, 2));
}
