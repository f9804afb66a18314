//! Which runs a sweep consists of.

use super::RunKey;
use super::halving::keys_to_halve;
use crate::config::{Config, DataKind, Method};

/// The runs of a sweep, in the order in which they are started: all grid points of
/// one replicate before the next, so that an interrupted sweep holds whole pairs.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The configuration the grid is laid over.
    pub config: Config,
    /// The runs.
    pub keys: Vec<RunKey>,
}

impl Plan {
    /// The full grid of a configuration's `[sweep]` section.
    ///
    /// ```
    /// use sweetspot::{config::Config, sweep::Plan};
    /// let plan = Plan::new(&Config::default());
    /// assert_eq!(plan.keys.len(), 13 * 32);
    /// ```
    pub fn new(config: &Config) -> Self {
        let groups = groups(config);
        let alphas = config.sweep.alphas.values();
        let mut keys = Vec::new();
        for replicate in 0..config.sweep.replicates {
            for group in &groups {
                keys.extend(alphas.iter().map(|&alpha| RunKey {
                    alpha,
                    replicate,
                    ..group.clone()
                }));
            }
        }
        Plan {
            config: config.clone(),
            keys,
        }
    }

    /// How many times as long this plan takes as another one of the same grid, judged by the
    /// number of runs, those made again at half the step (twice as long) included.
    pub fn relative_cost(&self, other: &Plan) -> f64 {
        let cost = |plan: &Plan| plan.keys.len() + 2 * keys_to_halve(plan).len();
        cost(self) as f64 / cost(other) as f64
    }

    /// The configuration of one run: what `train` is given to repeat it.
    pub fn config_of(&self, key: &RunKey) -> Config {
        let mut config = self.config.clone();
        config.replicate = key.replicate;
        config.network.alpha = key.alpha;
        config.network.width = key.width;
        config.data.samples = key.samples;
        config.data.signal = key.signal;
        config.flow.step = key.learning_rate;
        config
    }
}

/// The grid's values of everything but alpha and replicate; one curve each.
fn groups(config: &Config) -> Vec<RunKey> {
    let sweep = &config.sweep;
    let has_signal = matches!(config.data.kind, DataKind::Mixture | DataKind::Separable);
    let signal = has_signal.then(|| config.data.signal());
    let step = config
        .flow
        .step
        .filter(|_| config.flow.method == Method::Descent);
    let mut groups = Vec::new();
    for width in values(&sweep.widths, Some(config.network.width)) {
        for samples in values(&sweep.samples, config.data.samples()) {
            for signal in values(&sweep.signals, signal) {
                for learning_rate in values(&sweep.learning_rates, step) {
                    groups.push(RunKey {
                        alpha: config.network.alpha,
                        width: width.unwrap_or(config.network.width),
                        samples,
                        signal,
                        learning_rate,
                        replicate: 0,
                    });
                }
            }
        }
    }
    groups
}

/// The swept values of a key, or its single configured one.
fn values<T: Copy>(swept: &[T], configured: Option<T>) -> Vec<Option<T>> {
    if swept.is_empty() {
        vec![configured]
    } else {
        swept.iter().copied().map(Some).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_swept_key_multiplies_the_grid() {
        let mut config = Config::default();
        config.sweep.replicates = 2;
        config.sweep.widths = vec![8, 16];
        config.sweep.signals = vec![1.0, 2.0, 3.0];
        let plan = Plan::new(&config);
        assert_eq!(plan.keys.len(), 13 * 2 * 2 * 3);
        for (i, key) in plan.keys.iter().enumerate() {
            assert!(!plan.keys[..i].contains(key), "{key:?} is there twice");
        }
    }

    #[test]
    fn the_runs_of_one_replicate_share_its_streams() {
        let plan = Plan::new(&Config::default());
        for key in &plan.keys {
            let config = plan.config_of(key);
            assert_eq!(config.replicate, key.replicate);
            assert_eq!(config.seed, plan.config.seed);
            assert_eq!(config.network.alpha, key.alpha);
        }
    }
}
