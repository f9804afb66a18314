//! Diagonal networks: penalties, distances to predicted limits, saddles passed on the way.

use super::measures::diagonal;
use super::{DiagonalRun, Moment, Quantity};
use crate::data::{SPARSE_PATH_INPUTS, SPARSE_PATH_TARGETS};
use crate::network::Diagonal;
use crate::observables::{closest_approach, coefficient_distance, l1_norm};
use crate::theory::diagonal::{SPARSE_PATH_VISITED, euclidean_minimiser, minimiser, penalty};

const VISITS: &str = "Smallest distance of a recorded beta to a saddle that the path visits at alpha -> 0, on the \
                      data sparse-path.";

pub(super) const QUANTITIES: &[Quantity] = &[
    diagonal::run("penalty", "Q_alpha(beta) at the end.", |run| {
        Some(penalty(&end(run), alpha(run)))
    })
    .from("WGL20"),
    diagonal::run(
        "least_penalty",
        "Smallest Q_alpha among the interpolators.",
        |run| Some(penalty(&predicted(run)?, alpha(run))),
    )
    .from("WGL20"),
    diagonal::run(
        "minimiser_distance",
        "Distance of beta at the end to the interpolator of smallest Q_alpha.",
        |run| Some(coefficient_distance(&end(run), &predicted(run)?)),
    )
    .from("WGL20"),
    diagonal::run(
        "l2_distance",
        "Distance of beta at the end to the interpolator of smallest l2 norm.",
        |run| Some(coefficient_distance(&end(run), &euclidean(run)?)),
    )
    .from("WGL20"),
    diagonal::run("l1_norm", "l1 norm of beta at the end.", |run| {
        Some(l1_norm(&end(run)))
    })
    .from("WGL20"),
    diagonal::run(
        "l1_distance",
        "Distance of beta at the end to the interpolator of smallest l1 norm (data sparse-path).",
        |run| Some(coefficient_distance(&end(run), visited(run, 2)?)),
    )
    .from("arXiv 2607.12332"),
    diagonal::run("visit_1", VISITS, |run| nearest(run, 0)).from("arXiv 2607.12332"),
    diagonal::run("visit_2", VISITS, |run| nearest(run, 1)).from("arXiv 2607.12332"),
    diagonal::run("visit_3", VISITS, |run| nearest(run, 2)).from("arXiv 2607.12332"),
];

/// Empty for another kind, which no state of a diagonal network's run is.
fn beta(moment: &Moment<'_>) -> Vec<f64> {
    let network = moment.network.downcast();
    network.map_or_else(Vec::new, Diagonal::beta)
}

fn end(run: &DiagonalRun<'_>) -> Vec<f64> {
    beta(&run.end())
}

fn alpha(run: &DiagonalRun<'_>) -> f64 {
    run.start.alpha()
}

fn predicted(run: &DiagonalRun<'_>) -> Option<Vec<f64>> {
    let data = &run.problem.training;
    minimiser(data.points(), data.labels(), alpha(run)).ok()
}

fn euclidean(run: &DiagonalRun<'_>) -> Option<Vec<f64>> {
    let data = &run.problem.training;
    euclidean_minimiser(data.points(), data.labels()).ok()
}

/// A saddle of the small case; `None` on other data.
fn visited(run: &DiagonalRun<'_>, index: usize) -> Option<&'static [f64]> {
    let data = &run.problem.training;
    let points = data.points();
    let (x, y) = (SPARSE_PATH_INPUTS, SPARSE_PATH_TARGETS);
    let same_inputs = points.shape() == (x.len(), x[0].len())
        && (0..x.len()).all(|i| points.row(i).iter().eq(&x[i]));
    (same_inputs && data.labels() == y).then(|| &SPARSE_PATH_VISITED[index][..])
}

fn nearest(run: &DiagonalRun<'_>, index: usize) -> Option<f64> {
    let saddle = visited(run, index)?;
    closest_approach(run.recorded().iter().map(beta), saddle)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::find;
    use crate::config::{Config, Override};
    use crate::data::Dataset;
    use crate::quantities::Run;
    use crate::runs::{Request, Workers};

    fn run(settings: &[&str]) -> Run {
        let every = [
            "network.kind=diagonal",
            "loss.name=squared",
            "stop.at=time",
            "stop.value=1e12",
        ];
        let overrides: Vec<Override> = every
            .iter()
            .chain(settings)
            .map(|text| Override::set(text).unwrap())
            .collect();
        let config = Config::load(None, &overrides).unwrap();
        Request::from(config).run(&Workers::default()).unwrap()
    }

    fn one(run: &Run, name: &str) -> Option<f64> {
        let values = find(name).unwrap().evaluate(run).ok()?;
        assert_eq!((values.axes.len(), values.elements.len()), (0, 1));
        Some(values.elements[0])
    }

    #[test]
    fn a_small_alpha_ends_at_the_smallest_l1_norm_by_way_of_the_saddles() {
        let run = run(&[
            "data.kind=sparse-path",
            "network.alpha=1e-50",
            "flow.record=[0.0, 1e12]",
        ]);
        let l1 = 10.0 / 7.0 + 10.0 / 49.0;
        assert!((one(&run, "l1_norm").unwrap() - l1).abs() < 1e-6);
        for name in ["l1_distance", "minimiser_distance", "visit_3"] {
            assert!(one(&run, name).unwrap() < 1e-6, "{name}");
        }
        // At the start beta is 0.
        assert!((one(&run, "visit_1").unwrap() - 0.8).abs() < 1e-6);
        assert!(one(&run, "l2_distance").unwrap() > 0.1);
    }

    #[test]
    fn a_large_alpha_ends_at_the_smallest_l2_norm() {
        let run = run(&["data.kind=sparse-regression", "network.alpha=1e3"]);
        assert!(one(&run, "l2_distance").unwrap() < 1e-9);
        let (found, least) = (
            one(&run, "penalty").unwrap(),
            one(&run, "least_penalty").unwrap(),
        );
        assert!((found / least - 1.0).abs() < 1e-9 && found > 0.0);
        assert_eq!(one(&run, "l1_distance"), None);
        assert_eq!(one(&run, "visit_1"), None);
    }

    #[test]
    fn other_inputs_or_other_labels_have_no_known_saddles() {
        let small = run(&[
            "data.kind=sparse-path",
            "network.alpha=1e-3",
            "flow.record=[0.0]",
        ]);
        assert!(one(&small, "visit_1").is_some());
        let data = small.problem.training.clone();
        let other = |points: faer::Mat<f64>, labels: Vec<f64>| {
            let mut run = small.clone();
            Arc::make_mut(&mut run.problem).training = Dataset::new(points, labels).unwrap();
            one(&run, "visit_1")
        };
        let (points, labels) = (data.points().to_owned(), data.labels().to_vec());
        assert!(other(points.clone(), labels.clone()).is_some());
        assert_eq!(other(points.clone(), vec![0.5; labels.len()]), None);
        let mut moved = points.clone();
        moved[(1, 0)] += 0.5;
        assert_eq!(other(moved, labels), None);
        let fewer = points.subrows(0, 1).to_owned();
        assert_eq!(other(fewer, vec![data.labels()[0]]), None);
    }
}
