//! The data of a run.

use crate::config::{Config, StartWeights};
use crate::data::{DataError, Problem};
use crate::random::Streams;

/// The data of a configuration's replicate.
///
/// # Errors
/// Whatever is wrong with the data, and given weights for another dimension: that of digits and
/// files is not known before they are read.
pub fn draw_problem(config: &Config) -> Result<Problem, DataError> {
    let streams = Streams::new(config.seed).replicate(config.replicate);
    let problem = Problem::draw(&config.data, config.loss.name, &streams)?;
    check_dimension(config, &problem)?;
    Ok(problem)
}

/// Refuses given weights for other data than these.
pub(super) fn check_dimension(config: &Config, problem: &Problem) -> Result<(), DataError> {
    let dimension = problem.training.dimension();
    let start = config.network.two_layer().map(|network| &network.start);
    match start {
        Some(StartWeights::Given { weights, .. }) if weights.len() != dimension => {
            Err(DataError::OtherDimension {
                lists: weights.len(),
                dimension,
            })
        }
        _ => Ok(()),
    }
}
