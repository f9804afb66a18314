//! Claim files: what is read, and what is refused where.

mod refused;

use std::path::Path;

use toml::Value;

use crate::claims::{
    Along, Axis, Claim, ClaimError, Expectation, Formula, Kind, KnownQuantity, Locate, LocateHow,
    Over, Seeds, Transform, Trend,
};
use crate::config::Init;

/// Quantities of every combination of axes that is needed.
const KNOWN: &[KnownQuantity<'_>] = &[
    quantity("phase_end", &[], true),
    quantity("bound", &[], true),
    quantity("test_error", &[], false),
    quantity("omega", &[], false),
    quantity("time", &[Axis::Time], false),
    quantity("training_risk", &[Axis::Time], false),
    quantity("psi", &[Axis::Time, Axis::Neuron], false),
    quantity("margin", &[Axis::Time, Axis::Point], false),
];

const fn quantity<'a>(name: &'a str, axes: &'a [Axis], before: bool) -> KnownQuantity<'a> {
    KnownQuantity { name, axes, before }
}

/// A claim whose `[check]` holds these lines, with a control that replaces these keys.
fn text(check: &str, replace: &str, seeds: &str) -> String {
    format!(
        "title = \"A title\"\n\
         source = \"A paper, Theorem 1\"\n\
         statement = \"a >= b\"\n\
         question = [2, 1]\n\
         [check]\n\
         {check}\n\
         [control]\n\
         why = \"wrong\"\n\
         replace = {{ {replace} }}\n\
         settings = [\"second\"]\n\
         [setting.second]\n\
         expect = \"holds\"\n\
         seeds = {seeds}\n\
         config = {{ data.kind = \"separable\", network.alpha = 1e-8 }}\n\
         [setting.first]\n\
         expect = \"violated\"\n\
         seeds = {seeds}\n\
         [setting.first.config.network]\n\
         init = \"antisymmetric\"\n"
    )
}

fn parse(text: &str) -> Result<Claim, ClaimError> {
    Claim::parse(text, Path::new("folder/a-claim.toml"), "paper", KNOWN)
}

fn read(check: &str, replace: &str) -> Claim {
    parse(&text(check, replace, "{ quick = 32, full = 64 }"))
        .unwrap_or_else(|error| panic!("{error}"))
}

fn formula(text: &str) -> Formula {
    Formula::parse(text).unwrap()
}

const INEQUALITY: &str = "kind = \"inequality\"\n\
     each = [\"neuron\", \"time\"]\n\
     where = \"(time <= phase_end) * psi\"\n\
     left = \"psi\"\n\
     right = \"0.5 * bound\"\n\
     slack = 1e-12\n\
     at_least = 100\n\
     until = \"2 * phase_end\"";

#[test]
fn a_claim_is_read_with_all_its_parts() {
    let claim = parse(&text(
        INEQUALITY,
        "right = \"2 * bound\", config = { network.alpha = 2 }",
        "{ quick = 0, full = 7 }",
    ))
    .unwrap();
    assert_eq!(
        (claim.id.as_str(), claim.paper.as_str()),
        ("paper/a-claim", "paper")
    );
    assert_eq!(claim.title, "A title");
    assert_eq!(claim.source, "A paper, Theorem 1");
    assert_eq!(claim.statement, "a >= b");
    assert_eq!(claim.questions, [1, 2]);
    assert_eq!(claim.check.until, Some(formula("2 * phase_end")));
    assert_eq!(claim.check.pair, None);
    let kind = |right| Kind::Inequality {
        each: vec![Axis::Time, Axis::Neuron],
        filter: Some(formula("(time <= phase_end) * psi")),
        left: formula("psi"),
        right: formula(right),
        slack: 1e-12,
        at_least: 100,
    };
    assert_eq!(claim.check.kind, kind("0.5 * bound"));

    let [second, first] = claim.settings.as_slice() else {
        panic!("{:?}", claim.settings);
    };
    assert_eq!(
        (second.name.as_str(), first.name.as_str()),
        ("second", "first")
    );
    assert_eq!(second.expect, Expectation::Holds);
    assert_eq!(first.expect, Expectation::Violated);
    assert_eq!(second.seeds, Seeds { quick: 0, full: 7 });
    assert_eq!(second.config.network.alpha, 1e-8);
    assert_eq!(second.config.network.init, Init::Balanced);
    assert_eq!(first.config.network.init, Init::Antisymmetric);

    assert_eq!(claim.control.why, "wrong");
    assert_eq!(claim.control.check.kind, kind("2 * bound"));
    assert_eq!(claim.control.check.until, claim.check.until);
    let [control] = claim.control.settings.as_slice() else {
        panic!("{:?}", claim.control.settings);
    };
    assert_eq!(control.name, "second");
    assert_eq!(control.expect, Expectation::Violated);
    assert_eq!(control.seeds, second.seeds);
    assert_eq!(control.config.network.alpha, 2.0);
    assert_eq!(control.config.data, second.config.data);
}

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
            "kind = \"limit\"\nover = { key = \"network.alpha\", values = [0.01, 0.1] }\n\
             quantity = \"omega\"\ntarget = \"bound\"\nwithin = 0.1\nfalls_by = 2.5",
            "target = \"0\"",
            true,
            Kind::Limit {
                over: over(&[0.01, 0.1]),
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
fn a_pair_changes_keys_or_turns_the_problem() {
    let check = "kind = \"equality\"\nleft = \"omega\"\nright = \"pair_omega - pair_bound\"\n\
                 pair = { config = { network = { width = 8, alpha = 2 }, seed.x = 1 } }";
    let seeds = "{ quick = 1, full = 1 }";
    let check = check.replace(", seed.x = 1", "");
    let claim = parse(&text(&check, "relative = 1", seeds)).unwrap();
    let pair = claim.check.pair.unwrap();
    assert_eq!(pair.transform, None);
    assert_eq!(
        pair.config,
        [
            ("network.alpha".to_owned(), Value::Integer(2)),
            ("network.width".to_owned(), Value::Integer(8))
        ]
    );
    for (name, transform) in [
        ("permute-neurons", Transform::PermuteNeurons),
        ("rotate", Transform::Rotate),
        ("flip-signs", Transform::FlipSigns),
    ] {
        let check = format!(
            "kind = \"equality\"\nleft = \"omega\"\nright = \"pair_omega\"\n\
             pair = {{ transform = \"{name}\" }}"
        );
        let claim = parse(&text(&check, "relative = 1", seeds)).unwrap();
        let pair = claim.check.pair.unwrap();
        assert_eq!((pair.transform, pair.config), (Some(transform), vec![]));
    }
}

#[test]
fn swept_keys_change_a_configuration_by_the_type_they_have() {
    let over = |key: &str| Over {
        key: key.to_owned(),
        values: vec![],
    };
    let config = crate::config::Config::default();
    let wide = over("network.width").at(&config, 128.0).unwrap();
    assert_eq!(wide.network.width, 128);
    let scaled = over("network.alpha").at(&config, 2.0).unwrap();
    assert_eq!(scaled.network.alpha, 2.0);
    assert!(over("network.width").at(&config, 1.5).is_err());
    assert!(over("network.width").at(&config, 0.0).is_err());
}

#[test]
fn a_control_may_be_another_kind_of_run_only() {
    let replace = "config = { network.init = \"antisymmetric\" }";
    let claim = read(INEQUALITY, replace);
    assert_eq!(claim.control.check, claim.check);
    let setting = &claim.control.settings[0];
    assert_eq!(setting.config.network.init, Init::Antisymmetric);
    assert_eq!(setting.config.network.alpha, 1e-8);
}

#[test]
fn questions_are_numbers_or_lists_or_missing() {
    for (written, expected) in [
        ("question = 3\n", Some(vec![3])),
        ("question = [2, 5]\n", Some(vec![2, 5])),
        ("", Some(vec![])),
        ("question = 0\n", None),
        ("question = -1\n", None),
        ("question = [1, 1]\n", None),
        ("question = \"1\"\n", None),
        ("question = 4294967296\n", None),
    ] {
        let text = text(INEQUALITY, "left = \"0\"", "{ quick = 1, full = 1 }");
        let claim = parse(&text.replace("question = [2, 1]\n", written));
        assert_eq!(
            claim.ok().map(|claim| claim.questions),
            expected,
            "{written}"
        );
    }
}
