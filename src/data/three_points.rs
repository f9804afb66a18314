//! The three points of Boursier and Flammarion 2025 (BF25).

use faer::mat;

use super::{DataError, Dataset};
use crate::config::Loss;

/// x = (-0.75, -0.5, 0.125) with a bias column of ones, y = (1.1, 0.1, 0.8): regression
/// data on which small initialisation ends at a spurious stationary point (BF25).
pub(super) fn three_points(loss: Loss) -> Result<Dataset, DataError> {
    if loss.is_classification() {
        return Err(DataError::RegressionLabels);
    }
    Dataset::new(
        mat![[-0.75, 1.0], [-0.5, 1.0], [0.125, 1.0]],
        vec![1.1, 0.1, 0.8],
    )
}
