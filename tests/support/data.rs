//! Small data sets that flows have trouble with.

use faer::{Mat, mat};
use sweetspot::data::Dataset;

/// Data on which per-point rules go wrong: duplicates, multiples, opposites, zero rows,
/// one point, one dimension, integer coordinates.
pub fn degenerate() -> Vec<(&'static str, Dataset)> {
    let set = |points: Mat<f64>, labels: &[f64]| Dataset::new(points, labels.to_vec()).unwrap();
    vec![
        ("one point", set(mat![[1.0, -2.0]], &[1.0])),
        (
            "one dimension",
            set(mat![[1.0], [-2.0], [0.5]], &[1.0, 1.0, -1.0]),
        ),
        ("one number", set(mat![[2.0]], &[-1.0])),
        (
            "a point at zero",
            set(mat![[0.0, 0.0], [1.0, 0.5], [-0.3, 1.0]], &[1.0, 1.0, -1.0]),
        ),
        (
            "only zeros",
            set(mat![[0.0, 0.0], [0.0, 0.0]], &[1.0, -1.0]),
        ),
        (
            "duplicates",
            set(mat![[1.0, 0.2], [1.0, 0.2], [-0.5, 1.0]], &[1.0, 1.0, -1.0]),
        ),
        (
            "contradiction",
            set(mat![[1.0, 0.2], [1.0, 0.2]], &[1.0, -1.0]),
        ),
        (
            "collinear",
            set(
                mat![[1.0, 0.2], [0.3, 0.06], [2.0, 0.4], [0.1, 1.0]],
                &[1.0, -1.0, 1.0, 1.0],
            ),
        ),
        (
            "opposite",
            set(
                mat![[1.0, 0.2], [-1.0, -0.2], [0.4, -1.0]],
                &[1.0, -1.0, 1.0],
            ),
        ),
        (
            "integers",
            set(
                mat![[1.0, 1.0], [1.0, -1.0], [2.0, 0.0], [-1.0, 2.0]],
                &[1.0, -1.0, 1.0, 1.0],
            ),
        ),
        (
            "wide",
            set(
                mat![[1.0, 0.0, 2.0, -1.0], [0.5, 1.0, -1.0, 0.0]],
                &[1.0, -1.0],
            ),
        ),
    ]
}

/// BF25's three points with a constant second input.
pub fn three_points() -> Dataset {
    let points = mat![[-0.75, 1.0], [-0.5, 1.0], [0.125, 1.0]];
    Dataset::new(points, vec![1.1, 0.1, 0.8]).unwrap()
}
