//! The data of a run, drawn once for neighbours that share them.

use std::cell::RefCell;
use std::sync::Arc;

use super::RunError;
use crate::config::{Config, DataConfig, Loss, StartWeights};
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

fn check_dimension(config: &Config, problem: &Problem) -> Result<(), DataError> {
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

/// The data a worker drew last, with what the draw depends on: data, loss, seed and replicate.
/// Neighbours in a plan mostly share them, and one draw a worker bounds the memory whatever the
/// number of replicates.
#[derive(Debug, Default)]
pub(super) struct Draws(RefCell<Option<(Drawn, Arc<Problem>)>>);

type Drawn = (DataConfig, Loss, u64, u64);

impl Draws {
    pub fn problem(&self, config: &Config) -> Result<Arc<Problem>, RunError> {
        let (data, loss) = (config.data.clone(), config.loss.name);
        let asked = (data, loss, config.seed, config.replicate);
        let mut last = self.0.borrow_mut();
        if let Some((drawn, problem)) = &*last
            && *drawn == asked
        {
            check_dimension(config, problem)?;
            return Ok(problem.clone());
        }
        // The old one makes room before the next is drawn.
        *last = None;
        let problem = Arc::new(draw_problem(config)?);
        *last = Some((asked, problem.clone()));
        Ok(problem)
    }
}
