//! events.csv: one row an event of the exact flow.

use super::ReportError;
use crate::flow::{Event, EventKind};

/// The events in time order as CSV: `time` (flow time of the sum loss), `neuron` and `kink`
/// (counted from 0; a kink is named by the first training point on its hyperplane) and
/// `kind` (activate, deactivate, slide, release, sign_change; `kink` is empty for the last).
///
/// # Errors
/// [`ReportError::Csv`] should the CSV library refuse a row.
pub fn events_csv(events: &[Event]) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["time", "neuron", "kink", "kind"])?;
    for event in events {
        let kink = match event.kind {
            EventKind::SignChange => None,
            _ => Some(event.kink),
        };
        writer.serialize((event.time, event.neuron, kink, event.kind))?;
    }
    Ok(writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?)
}
