//! The steps of calibrated descent, found once for all replicates and shares.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::RunError;
use super::memory::check_run;
use super::problem::draw_problem;
use crate::config::{Config, Record, SweepConfig};
use crate::data::Problem;
use crate::flow::fastest_step;
use crate::network::Networks;

/// What is known, by configuration. Whoever asks first looks, the others wait.
#[derive(Clone, Debug, Default)]
pub(super) struct Calibrations(Arc<Mutex<BTreeMap<String, Arc<Place>>>>);

/// Where a step is, once it has been looked for.
type Place = OnceLock<Result<f64, Arc<RunError>>>;

impl Calibrations {
    /// Gives a configuration whose rate is calibrated its step: that of replicate 0, so that all
    /// replicates of a curve are trained alike. On data in memory that is their own.
    ///
    /// # Errors
    /// Whatever is wrong with the data or the setting; no step that trains.
    pub fn resolve(
        &self,
        config: &mut Config,
        given: Option<&Arc<Problem>>,
        (networks, interrupt): (&Networks, &AtomicBool),
    ) -> Result<(), RunError> {
        let Some(share) = config.calibrated_share() else {
            return Ok(());
        };
        let mut asked = Config {
            replicate: 0,
            sweep: SweepConfig::default(),
            ..config.clone()
        };
        // Every share is one of the same step.
        asked.flow.method = asked.flow.method.with_step(None);
        asked.flow.record = Record::default();
        let key = key(&asked, given)?;
        let place = {
            // A panic elsewhere leaves the map as it was.
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.entry(key).or_default().clone()
        };
        let found = place.get_or_init(|| look(asked, given, networks, interrupt).map_err(Arc::new));
        let step = share * found.clone()?;
        config.flow.method = config.flow.method.with_step(Some(step));
        Ok(())
    }
}

/// What the step depends on. Data in memory live as long as the runs that share them.
fn key(config: &Config, given: Option<&Arc<Problem>>) -> Result<String, RunError> {
    let place = given.map(Arc::as_ptr);
    match serde_json::to_string(config) {
        Ok(text) => Ok(format!("{text} {place:?}")),
        Err(error) => Err(RunError::NoKey {
            reason: error.to_string(),
        }),
    }
}

fn look(
    config: Config,
    given: Option<&Arc<Problem>>,
    networks: &Networks,
    interrupt: &AtomicBool,
) -> Result<f64, RunError> {
    let problem = match given {
        Some(problem) => problem.clone(),
        None => Arc::new(draw_problem(&config)?),
    };
    check_run(&config, &problem)?;
    let start = networks.start(&config, &problem)?;
    Ok(fastest_step(&config, &problem, &*start, interrupt)?)
}
