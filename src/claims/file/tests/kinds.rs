//! Every kind of check, with its defaults.

use super::{formula, read};
use crate::claims::{Along, Axis, Kind, Locate, LocateHow, Over, Trend};

#[test]
fn every_kind_is_read_with_its_defaults() {
    let over = |values: &[f64]| Over {
        key: "network.alpha".to_owned(),
        values: values.to_vec(),
    };
    let rows = [
        (
            "kind = \"inequality\"\nleft = \"1\"\nright = \"omega\"",
            "left = \"0\"",
            false,
            Kind::Inequality {
                each: vec![],
                filter: None,
                left: formula("1"),
                right: formula("omega"),
                slack: 0.0,
                at_least: 1,
            },
        ),
        (
            "kind = \"equality\"\neach = [\"point\", \"time\"]\nleft = \"margin\"\nright = \"bound\"",
            "left = \"0\"",
            false,
            Kind::Equality {
                each: vec![Axis::Time, Axis::Point],
                filter: None,
                left: formula("margin"),
                right: formula("bound"),
                absolute: 0.0,
                relative: 0.0,
                at_least: 1,
            },
        ),
        (
            "kind = \"equality\"\neach = [\"time\"]\nwhere = \"time > 1\"\nleft = \"time\"\n\
             right = \"bound\"\nabsolute = 0.25\nrelative = 1e-3\nat_least = 3",
            "left = \"0\"",
            false,
            Kind::Equality {
                each: vec![Axis::Time],
                filter: Some(formula("time > 1")),
                left: formula("time"),
                right: formula("bound"),
                absolute: 0.25,
                relative: 1e-3,
                at_least: 3,
            },
        ),
        (
            "kind = \"equality\"\nleft = \"omega\"\nright = \"bound\"\nwithin = 0.1",
            "left = \"0\"",
            true,
            Kind::EqualMeans {
                left: formula("omega"),
                right: formula("bound"),
                within: 0.1,
            },
        ),
        (
            "kind = \"monotone\"\nquantity = \"psi\"\ntrend = \"increasing\"\nalong = \"time\"\n\
             where = \"psi > 0\"\nslack = 0.5\nat_least = 9",
            "trend = \"decreasing\"",
            false,
            Kind::Monotone {
                quantity: formula("psi"),
                trend: Trend::Increasing,
                along: Along::Time,
                filter: Some(formula("psi > 0")),
                slack: 0.5,
                at_least: 9,
            },
        ),
        (
            "kind = \"monotone\"\nquantity = \"omega\"\ntrend = \"decreasing\"\n\
             over = { key = \"network.alpha\", values = [0.5, 1] }\nof = \"means\"",
            "trend = \"increasing\"",
            true,
            Kind::Monotone {
                quantity: formula("omega"),
                trend: Trend::Decreasing,
                along: Along::Means(over(&[0.5, 1.0])),
                filter: None,
                slack: 0.0,
                at_least: 1,
            },
        ),
        (
            "kind = \"monotone\"\nquantity = \"omega\"\ntrend = \"decreasing\"\n\
             over = { key = \"network.alpha\", values = [0.5, 1] }\nof = \"each-seed\"",
            "trend = \"increasing\"",
            false,
            Kind::Monotone {
                quantity: formula("omega"),
                trend: Trend::Decreasing,
                along: Along::EachSeed(over(&[0.5, 1.0])),
                filter: None,
                slack: 0.0,
                at_least: 1,
            },
        ),
        (
            "kind = \"exponent\"\nover = { key = \"network.alpha\", values = [1, 2] }\n\
             quantity = \"omega\"\nexpected = -2",
            "expected = -1",
            true,
            Kind::Exponent {
                over: over(&[1.0, 2.0]),
                quantity: formula("omega"),
                expected: -2.0,
                within: 0.15,
                curvature: None,
                locate: None,
            },
        ),
        (
            "kind = \"exponent\"\nover = { key = \"network.width\", values = [16, 64] }\n\
             quantity = \"test_error\"\nexpected = -0.5\nwithin = 0.2\ncurvature = 0.1\n\
             locate = { key = \"network.alpha\", values = [1, 2, 3], how = \"argmin\" }",
            "expected = -1",
            true,
            Kind::Exponent {
                over: Over {
                    key: "network.width".to_owned(),
                    values: vec![16.0, 64.0],
                },
                quantity: formula("test_error"),
                expected: -0.5,
                within: 0.2,
                curvature: Some(0.1),
                locate: Some(Locate {
                    over: over(&[1.0, 2.0, 3.0]),
                    how: LocateHow::Argmin,
                    block: 16,
                }),
            },
        ),
        (
            "kind = \"limit\"\nover = { key = \"network.alpha\", values = [0.1, 0.01] }\n\
             quantity = \"omega\"\ntarget = \"bound\"\nwithin = 0.1\nfalls_by = 2.5",
            "target = \"0\"",
            true,
            Kind::Limit {
                over: over(&[0.1, 0.01]),
                quantity: formula("omega"),
                target: formula("bound"),
                within: 0.1,
                falls_by: 2.5,
            },
        ),
        (
            "kind = \"ordering\"\ngreater = \"omega\"\nsmaller = \"test_error\"\nby = 0",
            "by = 1",
            true,
            Kind::Ordering {
                greater: formula("omega"),
                smaller: formula("test_error"),
                by: 0.0,
            },
        ),
        (
            "kind = \"interior-optimum\"\n\
             over = { key = \"network.alpha\", values = [0.01, 0.1, 1] }",
            "margin = 0.5",
            true,
            Kind::InteriorOptimum {
                over: over(&[0.01, 0.1, 1.0]),
                quantity: formula("test_error"),
                margin: 0.02,
            },
        ),
        (
            "kind = \"interior-optimum\"\nquantity = \"omega\"\nmargin = 0.1\n\
             over = { key = \"network.alpha\", values = [0.01, 0.1, 1] }",
            "margin = 0.5",
            true,
            Kind::InteriorOptimum {
                over: over(&[0.01, 0.1, 1.0]),
                quantity: formula("omega"),
                margin: 0.1,
            },
        ),
        (
            "kind = \"proportion\"\nof = \"omega > 1\"\nat_least = 0.9",
            "at_least = 0.99",
            true,
            Kind::Proportion {
                of: formula("omega > 1"),
                bound: 0.9,
                at_least: true,
            },
        ),
        (
            "kind = \"proportion\"\nof = \"omega > 1\"\nat_most = 0.25",
            "of = \"1\"",
            true,
            Kind::Proportion {
                of: formula("omega > 1"),
                bound: 0.25,
                at_least: false,
            },
        ),
    ];
    for (check, replace, statistical, expected) in rows {
        let kind = read(check, replace).check.kind;
        assert_eq!(kind.is_statistical(), statistical, "{check}");
        assert_eq!(kind, expected, "{check}");
    }
}

#[test]
fn a_place_is_located_in_three_ways() {
    for (how, expected) in [
        ("\"argmin\"", LocateHow::Argmin),
        ("\"fitted-minimum\"", LocateHow::FittedMinimum),
        ("{ crossing = 0.5 }", LocateHow::Crossing(0.5)),
    ] {
        let check = format!(
            "kind = \"exponent\"\nover = {{ key = \"network.width\", values = [16, 64] }}\n\
             quantity = \"test_error\"\nexpected = -0.5\n\
             locate = {{ key = \"network.alpha\", values = [1, 2, 3], how = {how}, block = 8 }}"
        );
        match read(&check, "expected = 0").check.kind {
            Kind::Exponent {
                locate: Some(locate),
                ..
            } => assert_eq!((locate.how, locate.block), (expected, 8)),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_kind_knows_its_formulas() {
    let over = "over = { key = \"network.alpha\", values = [1, 2, 3] }";
    for (check, replace, expected) in [
        (
            "kind = \"inequality\"\neach = [\"time\"]\nwhere = \"time\"\nleft = \"1\"\nright = \"bound\"".to_owned(),
            "left = \"0\"",
            vec!["time", "1", "bound"],
        ),
        (
            "kind = \"equality\"\nleft = \"1\"\nright = \"bound\"\nrelative = 1".to_owned(),
            "left = \"0\"",
            vec!["1", "bound"],
        ),
        (
            "kind = \"equality\"\nleft = \"1\"\nright = \"bound\"\nwithin = 1".to_owned(),
            "left = \"0\"",
            vec!["1", "bound"],
        ),
        (
            "kind = \"monotone\"\nalong = \"time\"\nwhere = \"time > 1\"\nquantity = \"time\"\n\
             trend = \"increasing\"".to_owned(),
            "slack = 1",
            vec!["time > 1", "time"],
        ),
        (
            format!("kind = \"exponent\"\n{over}\nquantity = \"omega\"\nexpected = 1"),
            "expected = 2",
            vec!["omega"],
        ),
        (
            format!("kind = \"limit\"\n{over}\nquantity = \"omega\"\ntarget = \"1\"\nwithin = 1\nfalls_by = 1"),
            "within = 2",
            vec!["omega", "1"],
        ),
        (
            "kind = \"ordering\"\ngreater = \"omega\"\nsmaller = \"1\"\nby = 1".to_owned(),
            "by = 2",
            vec!["omega", "1"],
        ),
        (
            format!("kind = \"interior-optimum\"\n{over}"),
            "margin = 2",
            vec!["test_error"],
        ),
        (
            "kind = \"proportion\"\nof = \"omega\"\nat_most = 0.5".to_owned(),
            "at_most = 0.25",
            vec!["omega"],
        ),
    ] {
        let kind = read(&check, replace).check.kind;
        let texts: Vec<&str> = kind.formulas().iter().map(|formula| formula.text()).collect();
        assert_eq!(texts, expected, "{check}");
    }
}
