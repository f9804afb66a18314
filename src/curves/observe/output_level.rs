//! The first time max|f| on the training points reaches a level.

use libm::log;

use super::setting::Setting;
use crate::config::{Record, StopAt};
use crate::data::Problem;
use crate::flow::State;
use crate::network::TwoLayer;
use crate::runs::RunError;

/// Parts that an interval is searched in, each time it is narrowed.
const PARTS: usize = 16;

/// How often it is narrowed: to 16^-4 of the run, over which log max|f| is a straight line.
const ROUNDS: usize = 4;

/// The state at which max|f|, as `size` takes it, first reaches `level`; `None` where the run stops before.
///
/// No stop rule watches max|f|, so the run is recorded at evenly spaced times and the part in
/// which the level lies is made again from its beginning, finer each time.
pub(super) fn first_at_level(
    setting: &Setting<'_>,
    (size, level): (Size, f64),
) -> Result<Option<State>, RunError> {
    let largest_output = |network: &TwoLayer| size.of(network, &setting.problem);
    let mut config = setting.config.clone();
    config.flow.record = Record::Count(PARTS + 1);
    let mut before = State {
        time: 0.0,
        network: setting.start.clone(),
    };
    if largest_output(&before.network) >= level {
        return Ok(Some(before));
    }
    let mut after = None;
    for _ in 0..ROUNDS {
        let from = before.time;
        let solution = setting.follow(&config, &before.network, 0)?;
        for state in solution.states {
            let state = State {
                time: from + state.time,
                ..state
            };
            if largest_output(&state.network) >= level {
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
        let sizes = [&before, &after].map(|state| largest_output(&state.network));
        between(before, after, sizes, level)
    }))
}

/// The later state, at the time at which the straight line through log max|f| meets the level.
fn between(before: State, after: State, sizes: [f64; 2], level: f64) -> State {
    let [low, high] = sizes.map(log);
    let share = (log(level) - low) / (high - low);
    if !(0.0..=1.0).contains(&share) {
        return after;
    }
    State {
        time: before.time + share * (after.time - before.time),
        ..after
    }
}

/// Over which points max|f| is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// All training points.
    All,
    /// Those with y > 0.
    Positive,
}

impl Size {
    /// max_i |f(x_i)|.
    pub fn of(self, network: &TwoLayer, problem: &Problem) -> f64 {
        let data = &problem.training;
        let outputs = network.predict(data.points());
        let counted = outputs.iter().zip(data.labels());
        counted
            .filter(|(_, y)| self == Size::All || **y > 0.0)
            .fold(0.0, |most: f64, (f, _)| most.max(f.abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, MixtureConfig, SeparableConfig};
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

    fn at_level(alpha: f64, level: f64) -> Option<State> {
        let (config, workers) = (config(alpha), Workers::default());
        let worker = workers.worker();
        let setting = Setting::of(&config, &worker).unwrap();
        first_at_level(&setting, (Size::All, level)).unwrap()
    }

    #[test]
    fn a_run_to_the_time_found_is_at_the_level() {
        for alpha in [1e-60, 1e-3] {
            let time = at_level(alpha, 0.1).unwrap().time;
            let (config, workers) = (config(alpha), Workers::default());
            let worker = workers.worker();
            let setting = Setting::of(&config, &worker).unwrap();
            let end = setting.until(time).unwrap().end;
            let reached = Size::All.of(&end.network, &setting.problem);
            // The rest is the flow's own tolerance.
            assert!((reached / 0.1 - 1.0).abs() < 1e-3, "{alpha}: {reached}");
            assert!(Size::Positive.of(&end.network, &setting.problem) <= reached);
        }
    }

    #[test]
    fn a_level_that_is_never_reached_has_no_time_and_one_at_the_start_is_at_once() {
        assert!(at_level(1e-3, 1e6).is_none());
        assert_eq!(at_level(1.0, 1e-6).unwrap().time, 0.0);
    }
}
