//! The first time max|f| on the training points reaches a level.

use std::sync::atomic::AtomicBool;

use libm::log;

use crate::config::{Config, Record, StopAt};
use crate::data::Problem;
use crate::flow::{FlowError, State};
use crate::network::TwoLayer;
use crate::sweep::{Following, follow};

/// Parts that an interval is searched in, each time it is narrowed.
const PARTS: usize = 16;

/// How often it is narrowed: to 16^-4 of the run, over which log max|f| is a straight line.
const ROUNDS: usize = 4;

/// The state at which max|f| first reaches `level`; `None` where the run stops before.
///
/// No stop rule watches max|f|, so the run is recorded at evenly spaced times and the part in
/// which the level lies is made again from its beginning, finer each time.
pub(super) fn first_at_level(
    config: &Config,
    problem: &Problem,
    start: &TwoLayer,
    level: f64,
    interrupt: &AtomicBool,
) -> Result<Option<State>, FlowError> {
    let following = Following {
        halvings: 0,
        events: false,
        interrupt,
    };
    let mut config = config.clone();
    config.flow.record = Record::Count(PARTS + 1);
    let mut before = State {
        time: 0.0,
        network: start.clone(),
    };
    if largest_output(&before.network, problem) >= level {
        return Ok(Some(before));
    }
    let mut after = None;
    for _ in 0..ROUNDS {
        let from = before.time;
        let solution = follow(&config, problem, &before.network, following)?;
        for state in solution.states {
            let state = State {
                time: from + state.time,
                ..state
            };
            if largest_output(&state.network, problem) >= level {
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
    Ok(after.map(|after| between(before, after, problem, level)))
}

/// The later state, at the time at which the straight line through log max|f| meets the level.
fn between(before: State, after: State, problem: &Problem, level: f64) -> State {
    let [low, high] = [&before, &after].map(|state| log(largest_output(&state.network, problem)));
    let share = (log(level) - low) / (high - low);
    if !(0.0..=1.0).contains(&share) {
        return after;
    }
    State {
        time: before.time + share * (after.time - before.time),
        ..after
    }
}

/// max_i |f(x_i)|.
pub(super) fn largest_output(network: &TwoLayer, problem: &Problem) -> f64 {
    let outputs = network.predict(problem.training.points());
    outputs.iter().fold(0.0, |most: f64, f| most.max(f.abs()))
}
