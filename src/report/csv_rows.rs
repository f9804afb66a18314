//! What every CSV file has in common.

use serde::Serialize;

use super::ReportError;

/// The rows as CSV under a header that is there even without rows. `None` is an empty field; floats
/// are in the shortest form that reads back equal.
pub(super) fn csv_rows<Row: Serialize>(
    header: &[&str],
    rows: impl IntoIterator<Item = Row>,
) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.serialize(row)?;
    }
    Ok(writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?)
}
