//! events.csv: one row an event of the exact flow.

use super::ReportError;
use super::csv_rows::csv_rows;
use crate::flow::{Event, EventKind};

/// The events in time order as CSV: `time` (flow time of the sum loss), `neuron` and `kink`
/// (counted from 0; a kink is named by the first training point on its hyperplane) and
/// `kind` (activate, deactivate, slide, release, sign_change; `kink` is empty for the last).
///
/// # Errors
/// [`ReportError::Csv`] should the CSV library refuse a row.
pub fn events_csv(events: &[Event]) -> Result<Vec<u8>, ReportError> {
    let rows = events.iter().map(|event| {
        let kink = match event.kind {
            EventKind::SignChange => None,
            _ => Some(event.kink),
        };
        (event.time, event.neuron, kink, event.kind)
    });
    csv_rows(&["time", "neuron", "kink", "kind"], rows)
}
