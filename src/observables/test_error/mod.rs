//! The network's error on unseen points, ties as fair guesses.

mod angles;
mod lines;
mod regression;
mod rows;

pub(crate) use angles::{density as angle_density, mass as angle_mass};
pub use regression::{mean_square_on_rows, test_r2};
use rows::has_answers;
pub use rows::{ErrorEstimate, error_on_rows};

use crate::data::{Problem, TestSet};
use crate::faults::{Fault, planted};
use crate::network::Network;

/// The test error of a network on the problem's test set: for the mixture in two dimensions
/// exact by quadrature over the angle, in more by exact integration along random
/// lines, for data from files by counting rows, and for the targets of a regression the mean square
/// of f - y. `None` without a test set, and on the mixture for a network that is no two-layer ReLU
/// network.
pub fn test_error(network: &dyn Network, problem: &Problem) -> Option<ErrorEstimate> {
    match (&problem.test, &problem.law) {
        (TestSet::Lines(lines), Some(law)) => {
            let network = network.as_two_layer()?;
            Some(match law.dimension {
                2 => angles::error(&network, law),
                _ => lines::error(&network, law, lines.as_ref()),
            })
        }
        (TestSet::Rows(rows), _) if has_answers(network, problem, rows.labels()) => {
            let own = planted(Fault::TestedOnTraining);
            let rows = if own { &problem.training } else { rows };
            Some(error_on_rows(&network.output(rows.points()), rows.labels()))
        }
        (TestSet::Rows(rows), _) if problem.outputs == 1 && network.outputs() == 1 => Some(
            mean_square_on_rows(&network.output(rows.points()), rows.labels()),
        ),
        _ => None,
    }
}
