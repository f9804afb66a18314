//! The symmetries of training, applied to data and start together.

use faer::{Mat, MatRef};
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};
use serde::{Deserialize, Serialize};

use super::RunError;
use crate::data::{DataError, Dataset, Mixture, Problem, TestSet};
use crate::network::{Diagonal, Network, TwoLayer};

/// A symmetry applied to the data and the initial weights of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transform {
    /// The neurons in another order.
    PermuteNeurons,
    /// Points and weights turned by a random rotation.
    Rotate,
    /// `(y, v) -> (-y, -v)`.
    FlipSigns,
}

impl Transform {
    /// The word of a claim's file.
    pub fn name(self) -> &'static str {
        match self {
            Transform::PermuteNeurons => "permute-neurons",
            Transform::Rotate => "rotate",
            Transform::FlipSigns => "flip-signs",
        }
    }
}

/// A problem and a start that train alike up to the symmetry: f on the training points is the
/// same at every time, under [`Transform::FlipSigns`] its opposite.
///
/// Rotated points follow no known law, which has its signal along the first axis: it is dropped, and
/// test lines with it. `stream` draws the order or the rotation.
///
/// # Errors
/// A rotated point that overflows; a symmetry that this kind of network does not have.
pub(super) fn transformed(
    transform: Transform,
    problem: &Problem,
    start: &dyn Network,
    stream: &mut impl Rng,
) -> Result<(Problem, Box<dyn Network>), RunError> {
    let two_layer = start.downcast::<TwoLayer>();
    let diagonal = start.downcast::<Diagonal>();
    Ok(match (transform, two_layer, diagonal) {
        (Transform::PermuteNeurons, Some(start), _) => {
            let order = permutation(start.width(), stream);
            (problem.clone(), Box::new(permuted(start, &order)))
        }
        (Transform::Rotate, Some(start), _) => {
            let rotation = rotation(start.dimension(), stream);
            let mut network = start.clone();
            network.weights = &rotation * &start.weights;
            (rotated(problem, rotation.as_ref())?, Box::new(network))
        }
        // u = v = alpha 1 in every basis.
        (Transform::Rotate, _, Some(start)) => {
            let rotated = rotated(problem, rotation(start.dimension(), stream).as_ref())?;
            (rotated, Box::new(start.clone()))
        }
        (Transform::FlipSigns, Some(start), _) => {
            let mut network = start.clone();
            network.outputs.iter_mut().for_each(|v| *v = -*v);
            (flipped(problem)?, Box::new(network))
        }
        // u and v change places.
        (Transform::FlipSigns, _, Some(start)) => {
            let growth = start.growth().iter().map(|growth| -growth);
            (flipped(problem)?, Box::new(start.grown(growth.collect())))
        }
        _ => {
            return Err(RunError::NoMeaning {
                what: format!("the symmetry {}", transform.name()),
                kind: start.kind().to_owned(),
            });
        }
    })
}

/// A uniform random order (Fisher and Yates).
fn permutation(count: usize, stream: &mut impl Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        order.swap(last, stream.random_range(0..=last));
    }
    order
}

fn permuted(network: &TwoLayer, order: &[usize]) -> TwoLayer {
    let weight = |k, j: usize| network.weights[(k, order[j])];
    TwoLayer {
        weights: Mat::from_fn(network.dimension(), order.len(), weight),
        outputs: order.iter().map(|&j| network.outputs[j]).collect(),
    }
}

/// A random orthogonal map, d x d: as many reflections as dimensions, each in a random direction.
fn rotation(dimension: usize, stream: &mut impl Rng) -> Mat<f64> {
    let mut map = Mat::<f64>::identity(dimension, dimension);
    for _ in 0..dimension {
        let normal = (0..dimension).map(|_| StandardNormal.sample(stream));
        let normal: Vec<f64> = normal.collect();
        let square: f64 = normal.iter().map(|z| z * z).sum();
        for k in 0..dimension {
            let along: f64 = map.col(k).iter().zip(&normal).map(|(m, z)| m * z).sum();
            for (m, z) in map.col_mut(k).iter_mut().zip(&normal) {
                *m -= 2.0 * along / square * z;
            }
        }
    }
    map
}

fn rotated(problem: &Problem, rotation: MatRef<'_, f64>) -> Result<Problem, DataError> {
    let turn = |data: &Dataset| {
        let points = data.points() * rotation.transpose();
        Dataset::new(points, data.labels().to_vec())
    };
    // A turned image is none.
    Ok(Problem {
        image: None,
        ..with_sets(problem, turn, None)?
    })
}

fn flipped(problem: &Problem) -> Result<Problem, DataError> {
    let flip = |data: &Dataset| {
        let labels = data.labels().iter().map(|y| -y).collect();
        Dataset::new(data.points().to_owned(), labels)
    };
    // x = kappa y s + sigma z of the label -y.
    let law = problem.law.map(|law| Mixture {
        signal: -law.signal,
        ..law
    });
    with_sets(problem, flip, law)
}

/// The problem with every set changed, under another law; lines need one.
fn with_sets(
    problem: &Problem,
    change: impl Fn(&Dataset) -> Result<Dataset, DataError>,
    law: Option<Mixture>,
) -> Result<Problem, DataError> {
    Ok(Problem {
        training: change(&problem.training)?,
        validation: problem.validation.as_ref().map(&change).transpose()?,
        test: match &problem.test {
            TestSet::Rows(rows) => TestSet::Rows(change(rows)?),
            TestSet::Lines(lines) if law.is_some() => TestSet::Lines(lines.clone()),
            _ => TestSet::None,
        },
        law,
        draw: problem.draw.clone(),
        outputs: problem.outputs,
        image: problem.image,
        table: problem.table.clone(),
        preparation: problem.preparation.clone(),
        split: problem.split.clone(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::Config;
    use crate::observables::test_error;
    use crate::random::Streams;
    use crate::runs::{Request, Workers, draw_problem};

    const ALL: [Transform; 3] = [
        Transform::PermuteNeurons,
        Transform::Rotate,
        Transform::FlipSigns,
    ];

    fn config(keys: &str) -> Config {
        toml::from_str(keys).unwrap()
    }

    fn drawn(config: &Config) -> (Problem, TwoLayer) {
        let problem = draw_problem(config).unwrap();
        let start = TwoLayer::start(config, &problem);
        (problem, start)
    }

    fn applied(transform: Transform, config: &Config) -> (Problem, TwoLayer) {
        let (problem, start) = drawn(config);
        let mut stream = Streams::new(5).checks();
        let (problem, start) = transformed(transform, &problem, &start, &mut stream).unwrap();
        (problem, start.downcast::<TwoLayer>().unwrap().clone())
    }

    #[test]
    fn training_commutes_with_each_symmetry() {
        let config = config(
            "network.width = 8
             data.samples = 8
             data.dimension = 3
             data.test_lines = 10
             stop = { at = 'time', value = 0.2 }",
        );
        let (problem, start) = drawn(&config);
        let outputs = |problem: &Problem, start: &TwoLayer| {
            let request = Request {
                problem: Some(Arc::new(problem.clone())),
                start: Some(Box::new(start.clone())),
                ..Request::from(config.clone())
            };
            let run = request.run(&Workers::default()).unwrap();
            run.end().network.output(problem.training.points())
        };
        let f = outputs(&problem, &start);
        for transform in ALL {
            let (other, changed) = applied(transform, &config);
            assert_ne!((&other, &changed), (&problem, &start), "{transform:?}");
            let sign = if transform == Transform::FlipSigns {
                -1.0
            } else {
                1.0
            };
            let g = outputs(&other, &changed);
            for (f, g) in f.iter().zip(&g) {
                assert!((f - sign * g).abs() < 1e-6, "{transform:?}: {f} {g}");
            }
        }
    }

    #[test]
    fn a_permutation_moves_whole_neurons() {
        let config = config("network.width = 30");
        let (_, start) = drawn(&config);
        let (_, other) = applied(Transform::PermuteNeurons, &config);
        let mut seen = [false; 30];
        for (j, v) in other.outputs.iter().enumerate() {
            let from = start.outputs.iter().position(|u| u == v).unwrap();
            assert_eq!(start.weights.col(from), other.weights.col(j));
            seen[from] = true;
        }
        assert!(seen.iter().all(|seen| *seen));
    }

    #[test]
    fn every_order_is_as_likely() {
        let mut stream = Streams::new(1).checks();
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..6000 {
            *counts.entry(permutation(3, &mut stream)).or_insert(0) += 1;
        }
        // Six orders, 1000 +- 29 each.
        assert_eq!(counts.len(), 6);
        assert!(
            counts.values().all(|count| (850..1150).contains(count)),
            "{counts:?}"
        );
    }

    #[test]
    fn a_rotation_keeps_lengths_and_moves_every_axis() {
        for dimension in [1, 2, 7] {
            let map = rotation(dimension, &mut Streams::new(2).checks());
            let product = &map * map.transpose();
            for a in 0..dimension {
                for b in 0..dimension {
                    let expected = f64::from(u8::from(a == b));
                    assert!((product[(a, b)] - expected).abs() < 1e-14);
                }
                assert!(map[(a, a)] < 0.999, "{map:?}");
            }
        }
    }

    #[test]
    fn test_sets_follow_the_symmetry_or_are_dropped() {
        let mixture = config("data.test_lines = 50\n data.validation_samples = 3");
        let (problem, start) = drawn(&mixture);
        let (flipped, other) = applied(Transform::FlipSigns, &mixture);
        let error =
            |network: &TwoLayer, problem: &Problem| test_error(network, problem).unwrap().error;
        assert!((error(&start, &problem) - error(&other, &flipped)).abs() < 1e-12);
        assert!((error(&start, &flipped) + error(&start, &problem) - 1.0).abs() < 1e-12);
        let labels = |problem: &Problem| problem.validation.as_ref().unwrap().labels().to_vec();
        let opposite: Vec<f64> = labels(&problem).iter().map(|y| -y).collect();
        assert_eq!(labels(&flipped), opposite);
        let (turned, _) = applied(Transform::Rotate, &mixture);
        assert_eq!((turned.law, turned.test), (None, TestSet::None));
        assert_eq!(turned.training.labels(), problem.training.labels());

        let digits = config("data.kind = 'digits'\n data.samples = 20");
        let (problem, start) = drawn(&digits);
        for transform in ALL {
            let (other, network) = applied(transform, &digits);
            let gap = error(&start, &problem) - error(&network, &other);
            assert!(gap.abs() < 1e-12, "{transform:?}: {gap}");
        }
    }

    /// Its start looks alike in every basis, and its coordinates are no neurons.
    #[test]
    fn a_diagonal_network_has_two_of_them() {
        let config = config("data.samples = 4\n data.dimension = 3");
        let problem = draw_problem(&config).unwrap();
        let start = Diagonal::new(0.5, 3).grown(vec![0.25, -1.0, 0.0]);
        let of =
            |transform| transformed(transform, &problem, &start, &mut Streams::new(5).checks());
        let (turned, same) = of(Transform::Rotate).unwrap();
        assert_ne!(turned.training.points(), problem.training.points());
        assert_eq!(same.downcast::<Diagonal>(), Some(&start));
        let (opposite, swapped) = of(Transform::FlipSigns).unwrap();
        let swapped = swapped.downcast::<Diagonal>().unwrap();
        assert_eq!((swapped.u(), swapped.v()), (start.v(), start.u()));
        assert_eq!(opposite.training.labels()[0], -problem.training.labels()[0]);
        let refused = of(Transform::PermuteNeurons).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the symmetry permute-neurons has no meaning for a diagonal network"
        );
    }
}
