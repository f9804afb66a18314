use super::super::blocks::places;
use super::{near, over};
use crate::claims::{Locate, LocateHow};

/// The place on the inner grid 1, 4, 16, ... of a curve of one seed.
fn place(how: LocateHow, curve: &[f64]) -> Option<f64> {
    let keys: Vec<f64> = (0..curve.len() as i32)
        .map(|k| libm::exp2(2.0 * f64::from(k)))
        .collect();
    let locate = Locate {
        over: over(&keys),
        how,
        block: 1,
    };
    let curves: Vec<Vec<f64>> = curve.iter().map(|&x| vec![x]).collect();
    places(&locate, &curves)[0]
}

#[test]
fn a_crossing_of_values_that_are_not_positive_is_linear_in_them() {
    let crossing = |level: f64, curve: &[f64]| place(LocateHow::Crossing(level), curve).unwrap();
    near(crossing(1.0, &[-1.0, 3.0]), 2.0);
    near(crossing(1.0, &[3.0, -1.0]), 2.0);
    near(crossing(0.0, &[-1.0, 1.0]), 2.0);
    near(crossing(-1.0, &[0.0, -2.0]), 2.0);
    near(crossing(1.0, &[0.0, 2.0]), 2.0);
    near(crossing(1.0, &[2.0, 0.0]), 2.0);
    // A quarter of the way in the values is a quarter of the way in the logs.
    near(crossing(0.0, &[-1.0, 3.0]), libm::exp2(2.0 * 0.25));
    // Of several crossings the first.
    near(crossing(0.0, &[5.0, 1.0, -1.0, 1.0]), 8.0);
}

#[test]
fn a_crossing_of_positive_values_is_linear_in_their_logs() {
    let crossing = |level: f64, curve: &[f64]| place(LocateHow::Crossing(level), curve).unwrap();
    near(crossing(2.0, &[1.0, 4.0]), 2.0);
    near(crossing(2.0, &[4.0, 1.0]), 2.0);
    near(crossing(2.0, &[1.0, 16.0]), libm::exp2(2.0 * 0.25));
    // A value at the level counts as above it.
    near(crossing(1.0, &[0.5, 1.0]), 4.0);
    assert_eq!(place(LocateHow::Crossing(1.0), &[1.0, 2.0]), None);
}

/// Values of (k - 1.2)^2 at k = 0, 1, ... where 4^k is the key.
#[test]
fn a_minimum_near_the_edge_takes_the_neighbours_there_are() {
    let parabola = |centre: f64, count: i32| -> Vec<f64> {
        let square = |k: i32| (f64::from(k) - centre) * (f64::from(k) - centre);
        (0..count).map(square).collect()
    };
    for (centre, count) in [(1.2, 3), (1.2, 6), (4.3, 6), (2.5, 4)] {
        let found = place(LocateHow::FittedMinimum, &parabola(centre, count)).unwrap();
        let expected = libm::exp2(2.0 * centre);
        assert!((found / expected - 1.0).abs() < 1e-12, "{found} {expected}");
    }
    // Far from the minimum the curve is no parabola, and does not count: two neighbours a side.
    let mut bent = parabola(3.25, 8);
    (bent[0], bent[7]) = (1e3, 1e6);
    let found = place(LocateHow::FittedMinimum, &bent).unwrap();
    assert!((found / libm::exp2(2.0 * 3.25) - 1.0).abs() < 1e-12);
    // Two points have no parabola, and its vertex must not lie beyond them.
    assert_eq!(place(LocateHow::FittedMinimum, &[1.0, 2.0]), None);
    assert_eq!(place(LocateHow::FittedMinimum, &parabola(-0.5, 5)), None);
}

#[test]
fn of_equal_smallest_values_the_first_counts() {
    assert_eq!(place(LocateHow::Argmin, &[2.0, 1.0, 1.0]), Some(4.0));
}
