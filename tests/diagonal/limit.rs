//! WGL20, Theorem 1: the flow ends at the solution of X beta = y with the least Q_alpha.

use sweetspot::flow::StopReason;
use sweetspot::observables::{coefficient_distance, l1_norm};
use sweetspot::theory::diagonal::{SPARSE_PATH_VISITED, euclidean_minimiser, minimiser, penalty};

use crate::problem::{limit, sparse_path, sparse_regression};

/// Exponent of alpha in |beta - beta_l2| at large alpha, beta the flow's limit: q''(z) is
/// 1/2 - z^2/16, so the penalty differs from the l2 norm by a relative alpha^-4 (WGL20).
const EUCLIDEAN_GAP_EXPONENT: f64 = -4.0;

#[test]
fn the_flow_ends_at_the_minimiser_for_every_alpha() {
    let data = [
        sparse_path(),
        sparse_regression(6, 14, 1),
        sparse_regression(12, 20, 2),
    ];
    for data in data {
        for exponent in -12..=6 {
            let alpha = libm::exp10(0.5 * f64::from(exponent));
            let run = limit(&data, alpha);
            assert_eq!(run.stopped, StopReason::Reached);
            let beta = run.end.network.beta();
            let expected = minimiser(data.points(), data.labels(), alpha).unwrap();
            let distance = coefficient_distance(&beta, &expected);
            assert!(distance < 1e-9, "alpha {alpha}: {distance}");
            let excess = penalty(&beta, alpha) / penalty(&expected, alpha) - 1.0;
            assert!(excess.abs() < 1e-9, "alpha {alpha}: {excess}");
            assert!(run.cost.evaluations < 3000, "alpha {alpha}: {:?}", run.cost);
        }
    }
}

#[test]
fn scales_nobody_could_store_as_squares_end_there_too() {
    let data = sparse_path();
    for alpha in [1e-300, 1e-200, 1e-100] {
        let beta = limit(&data, alpha).end.network.beta();
        let distance = coefficient_distance(&beta, &SPARSE_PATH_VISITED[2]);
        assert!(distance < 1e-12, "alpha {alpha}: {distance}");
    }
    let flat = euclidean_minimiser(data.points(), data.labels()).unwrap();
    for alpha in [1e20, 1e150] {
        let beta = limit(&data, alpha).end.network.beta();
        let distance = coefficient_distance(&beta, &flat);
        assert!(distance < 1e-13, "alpha {alpha}: {distance}");
    }
}

#[test]
fn small_alpha_finds_the_sparse_truth_and_large_alpha_the_least_l2_norm() {
    let data = sparse_regression(20, 40, 3);
    let flat = euclidean_minimiser(data.points(), data.labels()).unwrap();
    let sparse = limit(&data, 1e-12).end.network.beta();
    assert!(
        (l1_norm(&sparse) - 3.0).abs() < 1e-3,
        "{}",
        l1_norm(&sparse)
    );
    for (j, beta) in sparse.iter().enumerate() {
        let size = if j < 3 { 1.0 } else { 0.0 };
        assert!((beta.abs() - size).abs() < 1e-3, "{j}: {beta}");
    }
    assert!(l1_norm(&flat) > 3.5);
    let mut before = f64::INFINITY;
    for alpha in [100.0, 10.0, 1.0, 0.1, 1e-2, 1e-4] {
        let norm = l1_norm(&limit(&data, alpha).end.network.beta());
        assert!(norm < before, "alpha {alpha}: {norm}");
        before = norm;
    }
}

#[test]
fn the_distance_to_the_l2_solution_falls_with_the_fourth_power() {
    let data = sparse_regression(6, 14, 5);
    let flat = euclidean_minimiser(data.points(), data.labels()).unwrap();
    let gap = |alpha| coefficient_distance(&limit(&data, alpha).end.network.beta(), &flat);
    for alpha in [4.0, 8.0, 16.0] {
        let exponent = libm::log2(gap(2.0 * alpha) / gap(alpha));
        let error = exponent - EUCLIDEAN_GAP_EXPONENT;
        assert!(error.abs() < 0.05, "alpha {alpha}: {exponent}");
    }
}
