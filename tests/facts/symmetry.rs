//! Fact 4: training commutes with a permutation of the neurons, a rotation of the inputs together
//! with W(0), and the joint flip (y, v) -> (-y, -v).

use faer::{Col, Mat};
use proptest::prelude::*;
use sweetspot::data::{DataError, Dataset};
use sweetspot::network::TwoLayer;
use sweetspot::random::Streams;

use crate::problem::*;

/// What a wrong premise has to exceed: a hundred thousand times what rounding leaves of the facts.
const WRONG: f64 = 1e-6;

fn train(problem: &Problem) -> TwoLayer {
    let time = 20.0 * problem.moment();
    march(&problem.start, time, |n| problem.velocity(n))
}

/// The neurons in reverse order.
fn permuted(network: &TwoLayer) -> TwoLayer {
    let h = network.width();
    TwoLayer {
        weights: Mat::from_fn(network.dimension(), h, |k, j| {
            network.weights[(k, h - 1 - j)]
        }),
        outputs: network.outputs.iter().rev().copied().collect(),
    }
}

/// A random rotation of the inputs: two reflections (in one dimension, one: x -> -x).
fn rotation(dimension: usize, seed: u64) -> Mat<f64> {
    let mut stream = Streams::new(seed).test();
    let mut reflection = || {
        let normal = Col::from_fn(dimension, |_| normal(&mut stream));
        let square = normal.squared_norm_l2();
        Mat::from_fn(dimension, dimension, |a, b| {
            f64::from(u8::from(a == b)) - 2.0 * normal[a] * normal[b] / square
        })
    };
    let first = reflection();
    if dimension == 1 {
        first
    } else {
        reflection() * first
    }
}

fn with_points(problem: &Problem, points: Mat<f64>) -> Result<Problem, DataError> {
    Ok(Problem {
        data: Dataset::new(points, problem.data.labels().to_vec())?,
        ..problem.clone()
    })
}

fn with_start(problem: &Problem, start: TwoLayer) -> Problem {
    Problem {
        start,
        ..problem.clone()
    }
}

fn flipped_outputs(network: &TwoLayer) -> TwoLayer {
    TwoLayer {
        weights: network.weights.clone(),
        outputs: network.outputs.iter().map(|v| -v).collect(),
    }
}

fn flipped_labels(problem: &Problem) -> Result<Problem, DataError> {
    let labels = problem.data.labels().iter().map(|y| -y).collect();
    Ok(Problem {
        data: Dataset::new(problem.data.points().to_owned(), labels)?,
        ..problem.clone()
    })
}

fn turned(network: &TwoLayer, rotation: &Mat<f64>) -> TwoLayer {
    TwoLayer {
        weights: rotation * &network.weights,
        outputs: network.outputs.clone(),
    }
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn neurons_have_no_order(plan in plans(INITS)) {
        let problem = plan.draw().unwrap();
        let other = train(&with_start(&problem, permuted(&problem.start)));
        let off = distance(&permuted(&train(&problem)), &other);
        prop_assert!(off < 1e-12, "{off:e}");
    }

    #[test]
    fn inputs_have_no_axes(plan in plans(INITS)) {
        let problem = plan.draw().unwrap();
        let rotation = rotation(plan.dimension, plan.seed);
        let points = problem.data.points() * rotation.transpose();
        let start = turned(&problem.start, &rotation);
        let other = train(&with_start(&with_points(&problem, points).unwrap(), start));
        let off = distance(&turned(&train(&problem), &rotation), &other);
        prop_assert!(off < 1e-11, "{off:e}");
    }

    #[test]
    fn the_two_classes_are_alike_to_the_bit(plan in plans(INITS)) {
        let problem = plan.draw().unwrap();
        let start = flipped_outputs(&problem.start);
        let other = train(&with_start(&flipped_labels(&problem).unwrap(), start));
        prop_assert_eq!(flipped_outputs(&train(&problem)), other);
    }
}

#[test]
fn half_of_a_symmetry_is_none() {
    for seed in 0..8 {
        let problem = plain(seed).unwrap();
        let end = train(&problem);
        let reordered = TwoLayer {
            weights: problem.start.weights.clone(),
            outputs: permuted(&problem.start).outputs,
        };
        let other = train(&with_start(&problem, reordered));
        assert!(
            distance(&permuted(&end), &other) > WRONG,
            "seed {seed}: outputs alone"
        );

        let rotation = rotation(3, seed);
        let points = problem.data.points() * rotation.transpose();
        let other = train(&with_points(&problem, points).unwrap());
        for expected in [&end, &turned(&end, &rotation)] {
            assert!(
                distance(expected, &other) > WRONG,
                "seed {seed}: inputs alone"
            );
        }

        let other = train(&flipped_labels(&problem).unwrap());
        for expected in [&end, &flipped_outputs(&end)] {
            assert!(
                distance(expected, &other) > WRONG,
                "seed {seed}: labels alone"
            );
        }
    }
}
