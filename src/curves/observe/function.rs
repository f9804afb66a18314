//! What a network of one input learns.

use std::sync::atomic::AtomicBool;

use faer::Mat;

use super::Reading;
use crate::config::{Config, Grid, Record};
use crate::network::mean_loss;
use crate::sweep::{RunError, run};

pub(super) const KEYS: &[&str] = &["time", "x"];
pub(super) const QUANTITIES: &[&str] = &["loss", "f"];

/// The mean loss at these flow times, f at the end on evenly spaced inputs (beside the bias input
/// of 1), and the training points as a line of their own.
pub(super) fn observe(
    config: &Config,
    times: &Grid,
    (inputs, count): ([f64; 2], usize),
    interrupt: &AtomicBool,
) -> Result<Vec<Reading>, RunError> {
    let mut config = config.clone();
    config.flow.record = Record::Times(times.values());
    let found = run(&config, interrupt)?;
    let data = &found.problem.training;
    let mut rows = Vec::new();
    for state in &found.solution.states {
        let outputs = state.network.predict(data.points());
        rows.push(Reading {
            keys: vec![("time", state.time)],
            values: vec![("loss", mean_loss(&outputs, data.labels(), config.loss.name))],
            ..Reading::default()
        });
    }
    let [low, high] = inputs;
    let step = (high - low) / (count.max(2) - 1) as f64;
    let points = Mat::from_fn(count, data.dimension(), |i, column| {
        if column == 0 {
            low + step * i as f64
        } else {
            1.0
        }
    });
    let outputs = found.solution.end.network.predict(points.as_ref());
    for (i, f) in outputs.into_iter().enumerate() {
        rows.push(Reading {
            keys: vec![("x", points[(i, 0)])],
            values: vec![("f", f)],
            ..Reading::default()
        });
    }
    for (i, y) in data.labels().iter().enumerate() {
        rows.push(Reading {
            line: "training points".to_string(),
            keys: vec![("x", data.points()[(i, 0)])],
            values: vec![("f", *y)],
        });
    }
    Ok(rows)
}
