use super::*;
use crate::claims::kinds::locate::{How, Locate};

/// The place on the inner grid 1, 4, 16, ... of a curve of one seed.
fn place(how: How, curve: &[f64]) -> Option<f64> {
    let keys: Vec<f64> = (0..curve.len() as i32)
        .map(|k| libm::exp2(2.0 * f64::from(k)))
        .collect();
    let locate = Locate {
        over: over(&keys),
        how,
        block: 1,
    };
    let curves: Vec<Vec<f64>> = curve.iter().map(|&x| vec![x]).collect();
    locate.places(&curves)[0]
}

#[test]
fn a_crossing_of_values_that_are_not_positive_is_linear_in_them() {
    let crossing = |level: f64, curve: &[f64]| place(How::Crossing(level), curve).unwrap();
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
    let crossing = |level: f64, curve: &[f64]| place(How::Crossing(level), curve).unwrap();
    near(crossing(2.0, &[1.0, 4.0]), 2.0);
    near(crossing(2.0, &[4.0, 1.0]), 2.0);
    near(crossing(2.0, &[1.0, 16.0]), libm::exp2(2.0 * 0.25));
    // A value at the level counts as above it.
    near(crossing(1.0, &[0.5, 1.0]), 4.0);
    assert_eq!(place(How::Crossing(1.0), &[1.0, 2.0]), None);
}

/// Values of (k - 1.2)^2 at k = 0, 1, ... where 4^k is the key.
#[test]
fn a_minimum_near_the_edge_takes_the_neighbours_there_are() {
    let parabola = |centre: f64, count: i32| -> Vec<f64> {
        let square = |k: i32| (f64::from(k) - centre) * (f64::from(k) - centre);
        (0..count).map(square).collect()
    };
    for (centre, count) in [(1.2, 3), (1.2, 6), (4.3, 6), (2.5, 4)] {
        let found = place(How::FittedMinimum, &parabola(centre, count)).unwrap();
        let expected = libm::exp2(2.0 * centre);
        assert!((found / expected - 1.0).abs() < 1e-12, "{found} {expected}");
    }
    // Far from the minimum the curve is no parabola, and does not count: two neighbours a side.
    let mut bent = parabola(3.25, 8);
    (bent[0], bent[7]) = (1e3, 1e6);
    let found = place(How::FittedMinimum, &bent).unwrap();
    assert!((found / libm::exp2(2.0 * 3.25) - 1.0).abs() < 1e-12);
    // Two points have no parabola, and its vertex must not lie beyond them.
    assert_eq!(place(How::FittedMinimum, &[1.0, 2.0]), None);
    assert_eq!(place(How::FittedMinimum, &parabola(-0.5, 5)), None);
}

#[test]
fn of_equal_smallest_values_the_first_counts() {
    assert_eq!(place(How::Argmin, &[2.0, 1.0, 1.0]), Some(4.0));
}

fn located(how: How, block: usize) -> Locate {
    Locate {
        over: Over {
            key: "network.alpha".to_owned(),
            values: vec![0.01, 0.1, 1.0, 10.0, 100.0],
        },
        how,
        block,
    }
}

#[test]
fn the_vertex_lies_between_grid_points() {
    let locate = located(How::FittedMinimum, 1);
    let curve = |vertex: f64| -> Vec<Vec<f64>> {
        let of = |x: &f64| {
            vec![1.0 + (libm::log(*x) - libm::log(vertex)) * (libm::log(*x) - libm::log(vertex))]
        };
        locate.over.values.iter().map(of).collect()
    };
    let found = locate.places(&curve(0.7))[0].unwrap();
    assert!((found - 0.7).abs() < 1e-12);
    let rising: Vec<Vec<f64>> = [1.0, 2.0, 3.0, 4.0, 5.0].map(|y| vec![y]).to_vec();
    assert_eq!(locate.places(&rising), [None]);
    let falling: Vec<Vec<f64>> = [5.0, 4.0, 3.0, 2.0, 1.0].map(|y| vec![y]).to_vec();
    assert_eq!(locate.places(&falling), [None]);
}

#[test]
fn blocks_average_their_seeds_and_drop_an_incomplete_one() {
    let locate = located(How::Argmin, 2);
    let curves = [
        vec![1.0, 5.0, 1.0, 1.0, 0.0],
        vec![2.0, 2.0, 9.0, 9.0, 9.0],
        vec![3.0, 3.0, 9.0, 9.0, 9.0],
        vec![3.0, 3.0, 9.0, 9.0, 9.0],
        vec![3.0, 3.0, 9.0, 9.0, 9.0],
    ];
    assert_eq!(locate.places(&curves), [Some(0.1), Some(0.01)]);
}

#[test]
fn a_crossing_is_interpolated_in_the_logs() {
    let locate = located(How::Crossing(0.2), 1);
    let power = |x: &f64| vec![2.0 * x * x];
    let curves: Vec<Vec<f64>> = locate.over.values.iter().map(power).collect();
    let found = locate.places(&curves)[0].unwrap();
    assert!((found - 0.1_f64.sqrt()).abs() < 1e-12);
    let never: Vec<Vec<f64>> = vec![vec![1.0]; 5];
    assert_eq!(locate.places(&never), [None]);
}
