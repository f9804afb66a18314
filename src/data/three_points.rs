//! The three points of Boursier and Flammarion 2025 (BF25).

use faer::mat;

use super::{DataError, Dataset};

/// x = (-0.75, -0.5, 0.125) with a bias column of ones, y = (1.1, 0.1, 0.8): regression
/// data on which small initialisation ends at a spurious stationary point (BF25).
pub(super) fn three_points() -> Result<Dataset, DataError> {
    Dataset::new(
        mat![[-0.75, 1.0], [-0.5, 1.0], [0.125, 1.0]],
        vec![1.1, 0.1, 0.8],
    )
}
