//! The network's error on unseen points, ties as half.

mod angles;
mod estimate;
mod lines;
mod rows;

pub(crate) use angles::{density as angle_density, mass as angle_mass};
pub use estimate::ErrorEstimate;

use crate::data::{Dataset, Problem, TestSet};
use crate::network::TwoLayer;

/// The test error of a network on the problem's test set: for the mixture in two dimensions
/// exact by quadrature over the angle, in more by exact integration along random
/// lines, for data from files by counting rows. `None` without a test set, and where its
/// labels are no classes.
pub fn test_error(network: &TwoLayer, problem: &Problem) -> Option<ErrorEstimate> {
    match (&problem.test, &problem.law) {
        (TestSet::Lines(_), Some(law)) if law.dimension == 2 => Some(angles::error(network, law)),
        (TestSet::Lines(lines), Some(law)) => Some(lines::error(network, law, lines.as_ref())),
        (TestSet::Rows(rows), _) if has_classes(rows.labels()) => Some(rows::error(network, rows)),
        _ => None,
    }
}

/// Whether labels name two classes, -1 and +1, and are not the targets of a regression.
pub(super) fn has_classes(labels: &[f64]) -> bool {
    labels.iter().all(|y| y.abs() == 1.0)
}

/// Share of points with y f < 0, ties as half.
pub fn training_error(network: &TwoLayer, data: &Dataset) -> f64 {
    rows::error(network, data).error
}
