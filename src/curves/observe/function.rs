//! What a network of one input learns.

use faer::Mat;

use super::Reading;
use crate::config::{Config, Grid, Record};
use crate::network::mean_loss;
use crate::runs::{Request, RunError, Worker};

pub(super) const KEYS: &[&str] = &["time", "x"];
pub(super) const QUANTITIES: &[&str] = &["loss", "f"];

/// The mean loss at these flow times, f at the end on evenly spaced inputs (beside the bias input
/// of 1), and the training points as a line of their own.
pub(super) fn observe(
    config: &Config,
    times: &Grid,
    (inputs, count): ([f64; 2], usize),
    worker: &Worker<'_>,
) -> Result<Vec<Reading>, RunError> {
    let mut config = config.clone();
    config.flow.record = Record::Times(times.values());
    let found = Request::from(config).run_on(worker)?;
    let data = found.data();
    let mut rows = Vec::new();
    for state in found.recorded() {
        let outputs = state.network.output(data.points());
        let loss = mean_loss(&outputs, data.labels(), found.loss());
        rows.push(Reading::new("", &[("time", state.time)], &[("loss", loss)]));
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
    let outputs = found.end().network.output(points.as_ref());
    for (i, f) in outputs.into_iter().enumerate() {
        rows.push(Reading::new("", &[("x", points[(i, 0)])], &[("f", f)]));
    }
    for (i, y) in data.labels().iter().enumerate() {
        let x = data.points()[(i, 0)];
        rows.push(Reading::new("training points", &[("x", x)], &[("f", *y)]));
    }
    Ok(rows)
}
