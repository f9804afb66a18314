//! The course of one run: rows by time, by neuron and by input.

use faer::Mat;

use super::setting::{Reading, Setting, elements, number};
use crate::config::{Config, Grid, Record};
use crate::flow::EventKind;
use crate::quantities::Run;
use crate::runs::{Request, RunError, Worker};

/// Rows of the risk and of max|f| by time; of psi_j by neuron and time, apart for each sign of v_j
/// (a neuron at rest at w = 0 has none); of every event's time; and of the phases' boundaries: the
/// end of the alignment phase T(alpha), the time max|f| is `level`, the stop.
pub(super) fn neurons(
    config: &Config,
    level: f64,
    worker: &Worker<'_>,
) -> Result<Vec<Reading>, RunError> {
    let found = Request::from(config.clone()).run_on(worker)?;
    let times = elements(&found, "t")?;
    let risks = elements(&found, "training_risk_at")?;
    let sizes = elements(&found, "largest_output_at")?;
    let mut rows = Vec::new();
    for ((time, risk), size) in times.iter().zip(risks).zip(sizes) {
        let values = [("risk", risk), ("largest_output", size)];
        rows.push(Reading::new("network", &[("time", *time)], &values));
    }
    let psi = elements(&found, "psi")?;
    let signs = elements(&found, "output_sign")?;
    for (positive, line) in [(true, "v > 0"), (false, "v < 0")] {
        let neurons = signs.iter().enumerate();
        for (j, _) in neurons.filter(|(_, sign)| (**sign > 0.0) == positive) {
            for (time, psi) in times.iter().zip(psi.chunks(signs.len())) {
                let keys = [("number", (j + 1) as f64), ("time", *time)];
                rows.push(Reading::new(line, &keys, &[("psi", psi[j])]));
            }
        }
    }
    let events = found.solution.iter().flat_map(|solution| &solution.events);
    let crossings = events.filter(|event| event.kind != EventKind::SignChange);
    for (number, event) in crossings.enumerate() {
        let number = [("number", (number + 1) as f64)];
        rows.push(Reading::new("event", &number, &[("at", event.time)]));
    }
    let mut whole = config.clone();
    whole.flow.record = Record::default();
    let setting = Setting::of(&whole, worker)?;
    let escaped = setting.first_at_level(level, false)?;
    let boundaries = [
        ("alignment ends", setting.phase_end()?.unwrap_or(f64::NAN)),
        ("escape", escaped.map_or(f64::NAN, |state| state.time)),
        ("stop", found.end().time),
    ];
    rows.extend(boundaries.map(|(line, time)| Reading::new(line, &[], &[("at", time)])));
    Ok(rows)
}

/// Rows of the mean loss and of the largest change of neighbouring layers' difference of squared
/// norms, by recorded time.
pub(super) fn layers(config: &Config, worker: &Worker<'_>) -> Result<Vec<Reading>, RunError> {
    let found = Request::from(config.clone()).run_on(worker)?;
    let of = |name| elements(&found, name);
    let (risks, drifts) = (of("training_risk_at")?, of("layer_drift_at")?);
    let rows = of("t")?.into_iter().zip(risks).zip(drifts);
    let row = |((time, risk), drift)| {
        let values = [("training_risk", risk), ("layer_drift", drift)];
        Reading::new("", &[("time", time)], &values)
    };
    Ok(rows.map(row).collect())
}

/// `t L log(1/L)` over `(|w*_+| + |w*_-|)/2`, L the sum loss, at these flow times, and how far it is
/// from 1.
pub(super) fn decay(
    config: &Config,
    times: &Grid,
    worker: &Worker<'_>,
) -> Result<Vec<Reading>, RunError> {
    let found = recorded(config, times, worker)?;
    let constant = number(&found, "decay_constant")?;
    let times = elements(&found, "t")?.into_iter();
    let products = elements(&found, "t_sum_loss_log_at")?;
    let row = |(time, product): (f64, f64)| {
        let ratio = product / constant;
        let values = [("decay", ratio), ("gap", (1.0 - ratio).abs())];
        Reading::new("", &[("time", time)], &values)
    };
    Ok(times.zip(products).map(row).collect())
}

/// The mean loss at these flow times, f at the end on evenly spaced inputs (beside the bias input
/// of 1), and the training points as a line of their own.
pub(super) fn function(
    config: &Config,
    times: &Grid,
    (inputs, count): ([f64; 2], usize),
    worker: &Worker<'_>,
) -> Result<Vec<Reading>, RunError> {
    let found = recorded(config, times, worker)?;
    let data = found.data();
    let mut rows = Vec::new();
    let times = elements(&found, "t")?.into_iter();
    for (time, loss) in times.zip(elements(&found, "training_risk_at")?) {
        rows.push(Reading::new("", &[("time", time)], &[("loss", loss)]));
    }
    let [low, high] = inputs;
    let step = (high - low) / (count.max(2) - 1) as f64;
    let points = Mat::from_fn(count, data.dimension(), |i, column| match column {
        0 => low + step * i as f64,
        _ => 1.0,
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

fn recorded(config: &Config, times: &Grid, worker: &Worker<'_>) -> Result<Run, RunError> {
    let mut config = config.clone();
    config.flow.record = Record::Times(times.values());
    Request::from(config).run_on(worker)
}
