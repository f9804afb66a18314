//! One run in full: risk, directions, events.

use super::Reading;
use super::output_level::{Size, first_at_level};
use super::setting::{Setting, solution, two_layer};
use crate::config::{Config, Record};
use crate::flow::EventKind;
use crate::network::mean_loss;
use crate::observables::neuron_psi;
use crate::runs::{Request, RunError, Worker};
use crate::theory::AlignmentPhase;

pub(super) const KEYS: &[&str] = &["number", "time"];
pub(super) const QUANTITIES: &[&str] = &["risk", "largest_output", "psi", "at"];

/// Rows of the risk and of max|f| by time; of psi_j by neuron and time, apart for each sign of v_j
/// (a neuron at rest at w = 0 has none); of every event's time; and of the phases' boundaries: the
/// end of the alignment phase T(alpha), the time max|f| is `level`, the stop.
pub(super) fn observe(
    config: &Config,
    level: f64,
    worker: &Worker<'_>,
) -> Result<Vec<Reading>, RunError> {
    let found = Request::from(config.clone()).run_on(worker)?;
    let (problem, loss) = (&found.problem, config.loss.name);
    let (data, start, found) = (found.data(), two_layer(&*found.start)?, solution(&found)?);
    let mut rows = Vec::new();
    for state in &found.states {
        let outputs = state.network.predict(data.points());
        let values = [
            ("risk", mean_loss(&outputs, data.labels(), loss)),
            ("largest_output", Size::All.of(&state.network, problem)),
        ];
        rows.push(Reading::new("network", &[("time", state.time)], &values));
    }
    for (positive, line) in [(true, "v > 0"), (false, "v < 0")] {
        let outputs = start.outputs.iter().enumerate();
        for (j, _) in outputs.filter(|(_, v)| (**v > 0.0) == positive) {
            for state in &found.states {
                let keys = [("number", (j + 1) as f64), ("time", state.time)];
                let psi = neuron_psi(&state.network, data)[j];
                rows.push(Reading::new(line, &keys, &[("psi", psi)]));
            }
        }
    }
    let crossings = found.events.iter();
    let crossings = crossings.filter(|event| event.kind != EventKind::SignChange);
    for (number, event) in crossings.enumerate() {
        let number = [("number", (number + 1) as f64)];
        rows.push(Reading::new("event", &number, &[("at", event.time)]));
    }
    let mut whole = config.clone();
    whole.flow.record = Record::default();
    let setting = Setting::of(&whole, worker)?;
    let escaped = first_at_level(&setting, (Size::All, level))?;
    let phase = AlignmentPhase::of(data, start, config.network.alpha, loss);
    let boundaries = [
        (
            "alignment ends",
            phase.map_or(f64::NAN, |phase| phase.end()),
        ),
        ("escape", escaped.map_or(f64::NAN, |state| state.time)),
        ("stop", found.end.time),
    ];
    rows.extend(boundaries.map(|(line, time)| Reading::new(line, &[], &[("at", time)])));
    Ok(rows)
}
