//! The network's error on unseen points, ties as fair guesses.

mod angles;
mod lines;
mod rows;

pub(crate) use angles::{density as angle_density, mass as angle_mass};
pub use rows::{ErrorEstimate, error_on_rows};

use crate::data::{Problem, TestSet};
use crate::faults::{Fault, planted};
use crate::network::Network;

/// The test error of a network on the problem's test set: for the mixture in two dimensions
/// exact by quadrature over the angle, in more by exact integration along random
/// lines, for data from files by counting rows. `None` without a test set, where its labels are no
/// classes, and on the mixture for a network that is no two-layer ReLU network.
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
        _ => None,
    }
}

/// Whether the network answers labels that are classes, and not the targets of a regression: with
/// one output -1 and +1, or with as many outputs as there are classes.
fn has_answers(network: &dyn Network, problem: &Problem, labels: &[f64]) -> bool {
    match problem.outputs {
        1 => network.outputs() == 1 && labels.iter().all(|y| y.abs() == 1.0),
        classes => network.outputs() == classes,
    }
}
