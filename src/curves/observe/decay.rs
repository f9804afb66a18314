//! How the loss goes to zero.

use libm::log;

use super::Reading;
use crate::config::{Config, Grid, Record};
use crate::network::mean_loss;
use crate::quantities::Moment;
use crate::runs::{Request, RunError, Worker};
use crate::theory::{decay_constant, max_margin_vector};

pub(super) const KEYS: &[&str] = &["time"];
pub(super) const QUANTITIES: &[&str] = &["decay", "gap"];

/// `t L log(1/L)` over `(|w*_+| + |w*_-|)/2`, L the sum loss, at these flow times, and how far it is
/// from 1.
pub(super) fn observe(
    config: &Config,
    times: &Grid,
    worker: &Worker<'_>,
) -> Result<Vec<Reading>, RunError> {
    let mut config = config.clone();
    config.flow.record = Record::Times(times.values());
    let found = Request::from(config).run_on(worker)?;
    let (data, loss) = (found.data(), found.loss());
    let [Ok(positive), Ok(negative)] = [true, false].map(|class| max_margin_vector(data, class))
    else {
        return Ok(Vec::new());
    };
    let constant = decay_constant(positive.length, negative.length);
    let row = |state: Moment<'_>| {
        let outputs = state.network.output(data.points());
        let mean = mean_loss(&outputs, data.labels(), loss);
        let sum = data.samples() as f64 * mean;
        let ratio = -state.time * sum * log(sum) / constant;
        let values = [("decay", ratio), ("gap", (1.0 - ratio).abs())];
        Reading::new("", &[("time", state.time)], &values)
    };
    Ok(found.recorded().into_iter().map(row).collect())
}
