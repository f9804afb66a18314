//! The terminal's table.

use sweetspot::report::curve_table;
use sweetspot::sweep::{Curve, UTest, Verdict};

use crate::fixtures::{antisymmetric, balanced, curve, point, u_test};

fn lines_fit(table: &str) {
    for line in table.lines() {
        assert!(line.chars().count() <= 80, "too long: {line}");
    }
}

#[test]
fn an_interior_optimum() {
    let mut curve = balanced();
    for (point, unreached) in curve.points.iter_mut().rev().zip([32, 12, 7, 2]) {
        point.unreached = unreached;
        point.test_ties = Some(0.00123);
        point.evaluations = 1_000_000.0;
        curve.unreached += unreached;
    }
    let table = curve_table(&curve);
    lines_fit(&table);
    insta::assert_snapshot!(table);
}

#[test]
fn no_interior_optimum() {
    let mut curve = antisymmetric();
    curve.u_test = Some(UTest {
        gain_over_smallest: 0.14,
        gain_over_largest: -0.015,
        gain_over_largest_interval: [-0.021, 0.009],
        ..u_test(Verdict::Violated, 1e-3)
    });
    insta::assert_snapshot!(curve_table(&curve));
}

#[test]
fn undecided_with_few_replicates() {
    let mut curve = curve(&[0.0004, 0.00021, 0.0005], &[1]);
    for point in &mut curve.points {
        point.runs = 4;
        point.at_start = 1;
    }
    curve.u_test = Some(UTest {
        replicates: 4,
        ..u_test(Verdict::Inconclusive, 0.2)
    });
    let table = curve_table(&curve);
    lines_fit(&table);
    insta::assert_snapshot!(table);
}

#[test]
fn without_test_errors() {
    let curve = Curve {
        points: vec![point(1e-8, None), point(1.0, None)],
        optimum: None,
        u_test: None,
        ..balanced()
    };
    insta::assert_snapshot!(curve_table(&curve));
}

#[test]
fn every_row_is_marked_by_the_kept_set() {
    let table = curve_table(&antisymmetric());
    let marks: String = table
        .lines()
        .skip(1)
        .take(13)
        .map(|line| &line[..1])
        .collect();
    assert_eq!(marks, "      +*+    ");
}
