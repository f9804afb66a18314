//! The data of a run, drawn once for neighbours that share them.

use std::cell::RefCell;
use std::sync::Arc;

use super::RunError;
use super::problem::{check_dimension, draw_problem};
use crate::config::{Config, DataConfig, Loss};
use crate::data::Problem;

/// The data a worker drew last. Neighbours in a plan mostly share them, and one draw a worker
/// bounds the memory whatever the number of replicates.
#[derive(Debug, Default)]
pub(super) struct Draws(RefCell<Option<(Drawn, Arc<Problem>)>>);

/// What a draw depends on.
#[derive(Debug, PartialEq)]
struct Drawn {
    data: DataConfig,
    loss: Loss,
    seed: u64,
    replicate: u64,
}

impl Draws {
    /// The data of a configuration's replicate.
    ///
    /// # Errors
    /// As for [`draw_problem`].
    pub fn problem(&self, config: &Config) -> Result<Arc<Problem>, RunError> {
        let asked = Drawn {
            data: config.data.clone(),
            loss: config.loss.name,
            seed: config.seed,
            replicate: config.replicate,
        };
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
