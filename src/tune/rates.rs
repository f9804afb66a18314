//! The step of every c: found at a few of them, and interpolated.
//!
//! The largest step that trains is a power of c on either side of 1 (c^(-2/L) below, about c^-2
//! above), so that its logarithm is nearly piecewise linear in log c, and a search at every c would
//! cost more than the runs that it is for.

use super::jobs::StepSearch;
use super::plan::Setup;
use super::spent::Spent;
use super::targets::with_unit_targets;
use crate::config::{Config, DescentConfig, Method};
use crate::runs::{Request, RunError, Store, Workers};

/// log2 of the c at which a step is searched for.
const SEARCHED: [i32; 4] = [-14, -6, 0, 4];

/// A step is this share of the largest one that trains.
pub const SHARE: f64 = 0.25;

/// Passes over the data within which a step has to train.
const EPOCHS: u64 = 30;

/// The first step that is tried at c = 1, as a learning rate of the mean loss.
const FIRST: f64 = 0.25;

/// The steps that were found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rates {
    /// c and the largest step there, by rising c; those at which nothing trains are left out.
    found: Vec<(f64, f64)>,
}

impl Rates {
    /// Finds them.
    ///
    /// # Errors
    /// As for [`Workers::perform`].
    pub fn search(
        setup: &Setup,
        spent: &mut Spent,
        workers: &Workers<'_>,
        store: Option<&Store>,
    ) -> Result<Rates, RunError> {
        let places = SEARCHED.map(|k| libm::exp2(f64::from(k)));
        let configs = places.map(|c| setup.at(c));
        let steps = largest_steps(setup, &configs, spent, workers, store)?;
        let found = places.into_iter().zip(steps);
        let found = found.filter_map(|(c, step)| Some((c, step?))).collect();
        Ok(Rates { found })
    }

    /// The step at c, a share of the largest; `None` where nothing trains at all, or c lies beyond
    /// those that do.
    pub fn step(&self, c: f64) -> Option<f64> {
        let log = |(c, step): &(f64, f64)| (libm::log2(*c), libm::log2(*step));
        let at = libm::log2(c);
        let points: Vec<(f64, f64)> = self.found.iter().map(log).collect();
        let after = points.iter().position(|(x, _)| *x >= at)?;
        let (x, y) = points[after];
        let log_step = match after {
            0 if x == at => y,
            0 => return None,
            _ => {
                let (before, low) = points[after - 1];
                low + (y - low) * (at - before) / (x - before)
            }
        };
        Some(SHARE * libm::exp2(log_step))
    }
}

/// The largest step of each configuration; `None` where none trains.
///
/// # Errors
/// As for [`Workers::perform`].
pub(super) fn largest_steps(
    setup: &Setup,
    configs: &[Config],
    spent: &mut Spent,
    workers: &Workers<'_>,
    store: Option<&Store>,
) -> Result<Vec<Option<f64>>, RunError> {
    let jobs = configs.iter().map(|config| job(setup, config));
    let jobs: Vec<StepSearch> = jobs.collect::<Result<_, _>>()?;
    let made = workers.perform(&jobs, store)?.into_iter();
    let steps = made.map(|found| {
        let found = found?;
        spent.add_search(found.seconds);
        Ok(found.step)
    });
    steps.collect()
}

/// The search for a configuration's step: on a split that nothing else uses, and from a guess that
/// depends on c as the largest step does.
fn job(setup: &Setup, config: &Config) -> Result<StepSearch, RunError> {
    let mut config = config.clone();
    config.replicate = super::plan::FRESH - 1;
    config.flow.method = config.flow.method.with_step(None);
    let batch = config.flow.method.batch_size().unwrap_or(setup.rows[0]);
    let epoch = setup.rows[0].div_ceil(batch) as u64;
    config.stop.max_steps = config.stop.max_steps.min(EPOCHS * epoch);
    let c = 1.0 / config.network.output_divisor();
    let power = if c < 1.0 {
        -2.0 / setup.depth as f64
    } else {
        -2.0
    };
    let unit = with_unit_targets(&config)?;
    Ok(StepSearch {
        guess: FIRST / setup.rows[0] as f64 * libm::pow(c, power),
        request: Request {
            problem: unit.map(|(problem, _)| problem),
            ..Request::from(config)
        },
    })
}

/// The configuration with its step given.
pub(super) fn with_step(config: &Config, step: f64) -> Config {
    let mut config = config.clone();
    if let Some(descent) = config.flow.method.descending().copied() {
        config.flow.method = Method::Descent(DescentConfig {
            step: Some(step),
            rate: Default::default(),
            ..descent
        });
    }
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_those_found_the_step_is_a_power_of_c() {
        let found = [(1.0 / 64.0, 16.0), (1.0, 4.0), (4.0, 0.25)].to_vec();
        let rates = Rates { found };
        for (c, step) in [
            (1.0 / 64.0, 16.0),
            (1.0 / 8.0, 8.0),
            (1.0, 4.0),
            (2.0, 1.0),
            (4.0, 0.25),
        ] {
            let expected = SHARE * step;
            let found = rates.step(c).unwrap();
            assert!((found / expected - 1.0).abs() < 1e-12, "{c}: {found}");
        }
        assert_eq!(rates.step(1.0 / 128.0), None);
        assert_eq!(rates.step(8.0), None);
    }
}
