//! Two equations in four unknowns (arXiv 2607.12332).

use faer::Mat;

use super::{DataError, Dataset};

/// X, two rows of four.
pub(crate) const SPARSE_PATH_INPUTS: [[f64; 4]; 2] = [[1.0, 0.5, 0.7, 0.0], [0.5, 1.0, 0.1, 0.7]];

/// y.
pub(crate) const SPARSE_PATH_TARGETS: [f64; 2] = [1.0, 0.0];

/// X beta = y with two equations and four unknowns, on which a diagonal network from small alpha
/// learns a coordinate first that it gives up again (arXiv 2607.12332).
pub(super) fn sparse_path() -> Result<Dataset, DataError> {
    Dataset::new(
        Mat::from_fn(2, 4, |i, j| SPARSE_PATH_INPUTS[i][j]),
        SPARSE_PATH_TARGETS.to_vec(),
    )
}
