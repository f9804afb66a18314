//! A setting that is followed more than once, what the table says of its runs, and the rows that an
//! observation gives.

use libm::log;
use serde::{Deserialize, Serialize};

use crate::config::{Config, Record, StopAt};
use crate::flow::State;
use crate::network::Network;
use crate::quantities::{NoMeaning, Run, find};
use crate::runs::{Request, RunError, Worker, any_float};

/// Parts that an interval is searched in, each time it is narrowed.
const PARTS: usize = 16;

/// How often it is narrowed: to 16^-4 of the run, over which log max|f| is a straight line.
const ROUNDS: usize = 4;

/// One row of an observation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::curves) struct Reading {
    /// What the row belongs to beside the run's series; empty for the run itself.
    pub line: String,
    /// The row's keys.
    #[serde(with = "any_float::named")]
    pub keys: Vec<(String, f64)>,
    /// Its quantities; NaN where one has no meaning.
    #[serde(with = "any_float::named")]
    pub values: Vec<(String, f64)>,
}

impl Reading {
    /// A row of a line, from its keys and quantities.
    pub fn new(line: &str, keys: &[(&str, f64)], values: &[(&str, f64)]) -> Self {
        let owned = |pairs: &[(&str, f64)]| {
            let pairs = pairs.iter().map(|(name, x)| ((*name).to_owned(), *x));
            pairs.collect()
        };
        Reading {
            line: line.to_owned(),
            keys: owned(keys),
            values: owned(values),
        }
    }
}

/// A run before training, and the thread that makes it.
pub(super) struct Setting<'a> {
    pub before: Run,
    worker: &'a Worker<'a>,
}

impl<'a> Setting<'a> {
    pub fn of(config: &Config, worker: &'a Worker<'a>) -> Result<Self, RunError> {
        let problem = worker.problem(config)?;
        let start = worker.networks().start(config, &problem)?;
        let before = Run::before(config.clone(), problem, start);
        Ok(Setting { before, worker })
    }

    /// A number of the table before training.
    pub fn number(&self, name: &str) -> Result<f64, RunError> {
        number(&self.before, name)
    }

    /// T(alpha), where the bounds until then are theorems.
    pub fn phase_end(&self) -> Result<Option<f64>, RunError> {
        let end = self.number("phase_end")?;
        Ok((self.number("phase_premises")? == 1.0).then_some(end))
    }

    /// The run from the start to a time.
    pub fn until(&self, time: f64, record: Record) -> Result<Run, RunError> {
        let mut config = self.before.config.clone();
        (config.stop.at, config.stop.value) = (StopAt::Time, time);
        config.flow.record = record;
        self.follow(config, self.before.start.clone())
    }

    /// The run of a configuration from a network of its own, on the same data.
    fn follow(&self, config: Config, start: Box<dyn Network>) -> Result<Run, RunError> {
        let request = Request {
            problem: Some(self.before.problem.clone()),
            start: Some(start),
            ..Request::from(config)
        };
        request.run_on(self.worker)
    }

    /// A state by itself: a run that begins with it.
    pub fn at(&self, network: Box<dyn Network>) -> Run {
        let (config, problem) = (self.before.config.clone(), self.before.problem.clone());
        Run::before(config, problem, network)
    }

    /// The state at which max|f| first reaches a level; `None` where the run stops before. Only
    /// points with y > 0 count where `positive` says so.
    ///
    /// The run is recorded at evenly spaced times, and the part in which the level lies is made
    /// again from its beginning, finer each time: no stop rule watches the positive points alone.
    pub fn first_at_level(
        &self,
        level: f64,
        positive: bool,
    ) -> Result<Option<State<Box<dyn Network>>>, RunError> {
        let size = |state: &State<Box<dyn Network>>| self.size(&*state.network, positive);
        let mut config = self.before.config.clone();
        config.flow.record = Record::Count(PARTS + 1);
        let mut before = State {
            time: 0.0,
            network: self.before.start.clone(),
        };
        if size(&before) >= level {
            return Ok(Some(before));
        }
        let mut after = None;
        for _ in 0..ROUNDS {
            let from = before.time;
            let found = self.follow(config.clone(), before.network.clone())?;
            for state in found.solution.into_iter().flat_map(|found| found.states) {
                let time = from + state.time;
                let state = State { time, ..state };
                if size(&state) >= level {
                    after = Some(state);
                    break;
                }
                before = state;
            }
            let Some(after) = &after else {
                return Ok(None);
            };
            config.stop.at = StopAt::Time;
            config.stop.value = after.time - before.time;
            if config.stop.value <= 0.0 {
                break;
            }
        }
        Ok(after.map(|after| {
            // The straight line through log max|f| meets the level at this share of the part.
            let [low, high] = [&before, &after].map(|state| log(size(state)));
            let share = (log(level) - low) / (high - low);
            match (0.0..=1.0).contains(&share) {
                true => State {
                    time: before.time + share * (after.time - before.time),
                    ..after
                },
                false => after,
            }
        }))
    }

    /// max_i |f(x_i)|.
    fn size(&self, network: &dyn Network, positive: bool) -> f64 {
        let data = self.before.data();
        let outputs = network.output(data.points());
        let counted = outputs.iter().zip(data.labels());
        let counted = counted.filter(|(_, y)| !positive || **y > 0.0);
        counted.fold(0.0, |most: f64, (f, _)| most.max(f.abs()))
    }
}

/// The elements of a quantity of the table; none where it is not defined for the run.
pub(super) fn elements(run: &Run, name: &str) -> Result<Vec<f64>, RunError> {
    match find(name).map(|quantity| quantity.evaluate(run)) {
        Some(Ok(values)) => Ok(values.elements),
        Some(Err(NoMeaning::Network { quantity, network })) => Err(RunError::NoMeaning {
            what: quantity.to_owned(),
            kind: network,
        }),
        _ => Ok(Vec::new()),
    }
}

/// A number of the table; NaN where it is not defined for the run.
pub(super) fn number(run: &Run, name: &str) -> Result<f64, RunError> {
    Ok(elements(run, name)?.first().copied().unwrap_or(f64::NAN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{MixtureConfig, SeparableConfig};
    use crate::runs::Workers;

    fn config(alpha: f64) -> Config {
        let mut config = Config {
            data: SeparableConfig {
                mixture: MixtureConfig {
                    samples: 10,
                    dimension: 8,
                    ..Default::default()
                },
                ..Default::default()
            }
            .into(),
            ..Config::default()
        };
        config.network.set_width(12);
        config.network.alpha = alpha;
        config
    }

    fn time_at_level(alpha: f64, level: f64) -> Option<f64> {
        let (config, workers) = (config(alpha), Workers::default());
        let worker = workers.worker();
        let setting = Setting::of(&config, &worker).unwrap();
        let found = setting.first_at_level(level, false).unwrap();
        found.map(|state| state.time)
    }

    #[test]
    fn a_run_to_the_time_found_is_at_the_level() {
        for alpha in [1e-60, 1e-3] {
            let time = time_at_level(alpha, 0.1).unwrap();
            let (config, workers) = (config(alpha), Workers::default());
            let worker = workers.worker();
            let setting = Setting::of(&config, &worker).unwrap();
            let run = setting.until(time, Record::default()).unwrap();
            let reached = setting.size(run.end().network, false);
            // The rest is the flow's own tolerance.
            assert!((reached / 0.1 - 1.0).abs() < 1e-3, "{alpha}: {reached}");
            assert!(setting.size(run.end().network, true) <= reached);
        }
    }

    #[test]
    fn a_level_that_is_never_reached_has_no_time_and_one_at_the_start_is_at_once() {
        assert!(time_at_level(1e-3, 1e6).is_none());
        assert_eq!(time_at_level(1.0, 1e-6), Some(0.0));
    }
}
