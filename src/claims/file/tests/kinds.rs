//! Every kind of check, with its defaults.

use super::{formula, read};
use crate::claims::kinds::locate::{How, Locate};
use crate::claims::kinds::monotone::Trend;
use crate::claims::kinds::tests as kinds;
use crate::claims::kinds::tests::Along;
use crate::claims::{Axis, Over};

#[test]
fn every_kind_is_read_with_its_defaults() {
    let over = |values: &[f64]| Over {
        key: "network.alpha".to_owned(),
        values: values.to_vec(),
    };
    let falling = |along| kinds::monotone(formula("omega"), Trend::Decreasing, along, None, 0.0, 1);
    let rows = [
        (
            "kind = \"inequality\"\nleft = \"1\"\nright = \"omega\"",
            "left = \"0\"",
            false,
            kinds::inequality(vec![], None, [formula("1"), formula("omega")], 0.0, 1),
        ),
        (
            "kind = \"equality\"\neach = [\"point\", \"time\"]\nleft = \"output\"\nright = \"kappa\"",
            "left = \"0\"",
            false,
            kinds::equality(
                vec![Axis::Time, Axis::Point],
                None,
                [formula("output"), formula("kappa")],
                [0.0, 0.0],
                1,
            ),
        ),
        (
            "kind = \"equality\"\neach = [\"time\"]\nwhere = \"t > 1\"\nleft = \"t\"\n\
             right = \"kappa\"\nabsolute = 0.25\nrelative = 1e-3\nat_least = 3",
            "left = \"0\"",
            false,
            kinds::equality(
                vec![Axis::Time],
                Some(formula("t > 1")),
                [formula("t"), formula("kappa")],
                [0.25, 1e-3],
                3,
            ),
        ),
        (
            "kind = \"equality\"\nleft = \"omega\"\nright = \"kappa\"\nwithin = 0.1",
            "left = \"0\"",
            true,
            kinds::equal_means(formula("omega"), formula("kappa"), 0.1),
        ),
        (
            "kind = \"monotone\"\nquantity = \"psi\"\ntrend = \"increasing\"\nalong = \"time\"\n\
             where = \"psi > 0\"\nslack = 0.5\nat_least = 9",
            "trend = \"decreasing\"",
            false,
            kinds::monotone(
                formula("psi"),
                Trend::Increasing,
                Along::Time,
                Some(formula("psi > 0")),
                0.5,
                9,
            ),
        ),
        (
            "kind = \"monotone\"\nquantity = \"omega\"\ntrend = \"decreasing\"\n\
             over = { key = \"network.alpha\", values = [0.5, 1] }\nof = \"means\"",
            "trend = \"increasing\"",
            true,
            falling(Along::Means(over(&[0.5, 1.0]))),
        ),
        (
            "kind = \"monotone\"\nquantity = \"omega\"\ntrend = \"decreasing\"\n\
             over = { key = \"network.alpha\", values = [0.5, 1] }\nof = \"each-seed\"",
            "trend = \"increasing\"",
            false,
            falling(Along::EachSeed(over(&[0.5, 1.0]))),
        ),
        (
            "kind = \"exponent\"\nover = { key = \"network.alpha\", values = [1, 2] }\n\
             quantity = \"omega\"\nexpected = -2",
            "expected = -1",
            true,
            kinds::exponent(
                over(&[1.0, 2.0]),
                formula("omega"),
                [-2.0, 0.15],
                None,
                None,
            ),
        ),
        (
            "kind = \"exponent\"\nover = { key = \"network.width\", values = [16, 64] }\n\
             quantity = \"test_error\"\nexpected = -0.5\nwithin = 0.2\ncurvature = 0.1\n\
             locate = { key = \"network.alpha\", values = [1, 2, 3], how = \"argmin\" }",
            "expected = -1",
            true,
            kinds::exponent(
                Over {
                    key: "network.width".to_owned(),
                    values: vec![16.0, 64.0],
                },
                formula("test_error"),
                [-0.5, 0.2],
                Some(0.1),
                Some(Locate {
                    over: over(&[1.0, 2.0, 3.0]),
                    how: How::Argmin,
                    block: 16,
                }),
            ),
        ),
        (
            "kind = \"limit\"\nover = { key = \"network.alpha\", values = [0.1, 0.01] }\n\
             quantity = \"omega\"\ntarget = \"kappa\"\nwithin = 0.1\nfalls_by = 2.5",
            "target = \"0\"",
            true,
            kinds::limit(
                over(&[0.1, 0.01]),
                formula("omega"),
                formula("kappa"),
                [0.1, 2.5],
            ),
        ),
        (
            "kind = \"ordering\"\ngreater = \"omega\"\nsmaller = \"test_error\"\nby = 0",
            "by = 1",
            true,
            kinds::ordering(formula("omega"), formula("test_error"), 0.0),
        ),
        (
            "kind = \"interior-optimum\"\n\
             over = { key = \"network.alpha\", values = [0.01, 0.1, 1] }",
            "margin = 0.5",
            true,
            kinds::optimum(over(&[0.01, 0.1, 1.0]), formula("test_error"), 0.02),
        ),
        (
            "kind = \"interior-optimum\"\nquantity = \"omega\"\nmargin = 0.1\n\
             over = { key = \"network.alpha\", values = [0.01, 0.1, 1] }",
            "margin = 0.5",
            true,
            kinds::optimum(over(&[0.01, 0.1, 1.0]), formula("omega"), 0.1),
        ),
        (
            "kind = \"proportion\"\nof = \"omega > 1\"\nat_least = 0.9",
            "at_least = 0.99",
            true,
            kinds::share(formula("omega > 1"), 0.9, true),
        ),
        (
            "kind = \"proportion\"\nof = \"omega > 1\"\nat_most = 0.25",
            "of = \"1\"",
            true,
            kinds::share(formula("omega > 1"), 0.25, false),
        ),
    ];
    let mut described = std::collections::BTreeSet::new();
    let count = rows.len();
    for (check, replace, statistical, expected) in rows {
        let found = read(check, replace).check;
        assert_eq!(found.is_statistical(), statistical, "{check}");
        assert_eq!(found.kind, expected, "{check}");
        described.insert(expected.description());
    }
    assert_eq!(described.len(), count, "no two checks say the same");
}

#[test]
fn a_place_is_located_in_three_ways() {
    for (how, expected) in [
        ("\"argmin\"", How::Argmin),
        ("\"fitted-minimum\"", How::FittedMinimum),
        ("{ crossing = 0.5 }", How::Crossing(0.5)),
    ] {
        let check = format!(
            "kind = \"exponent\"\nover = {{ key = \"network.width\", values = [16, 64] }}\n\
             quantity = \"test_error\"\nexpected = -0.5\n\
             locate = {{ key = \"network.alpha\", values = [1, 2, 3], how = {how}, block = 8 }}"
        );
        let located = Locate {
            over: Over {
                key: "network.alpha".to_owned(),
                values: vec![1.0, 2.0, 3.0],
            },
            how: expected,
            block: 8,
        };
        let over = Over {
            key: "network.width".to_owned(),
            values: vec![16.0, 64.0],
        };
        let quantity = formula("test_error");
        let expected = kinds::exponent(over, quantity, [-0.5, 0.15], None, Some(located));
        assert_eq!(read(&check, "expected = 0").check.kind, expected);
    }
}

#[test]
fn a_kind_knows_its_formulas() {
    let over = "over = { key = \"network.alpha\", values = [1, 2, 3] }";
    for (check, replace, expected) in [
        (
            "kind = \"inequality\"\neach = [\"time\"]\nwhere = \"t\"\nleft = \"1\"\nright = \"kappa\"".to_owned(),
            "left = \"0\"",
            vec!["t", "1", "kappa"],
        ),
        (
            "kind = \"equality\"\nleft = \"1\"\nright = \"kappa\"\nrelative = 1".to_owned(),
            "left = \"0\"",
            vec!["1", "kappa"],
        ),
        (
            "kind = \"equality\"\nleft = \"1\"\nright = \"kappa\"\nwithin = 1".to_owned(),
            "left = \"0\"",
            vec!["1", "kappa"],
        ),
        (
            "kind = \"monotone\"\nalong = \"time\"\nwhere = \"t > 1\"\nquantity = \"t\"\n\
             trend = \"increasing\"".to_owned(),
            "slack = 1",
            vec!["t > 1", "t"],
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
