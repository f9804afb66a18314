//! curve.csv: one row a grid point.

use super::ReportError;
use crate::sweep::Curve;

const COLUMNS: [&str; 16] = [
    "width",
    "samples",
    "signal",
    "learning_rate",
    "alpha",
    "runs",
    "unreached",
    "at_start",
    "test_error",
    "test_error_low",
    "test_error_high",
    "test_ties",
    "over_alignment",
    "over_fitting",
    "evaluations",
    "time",
];

/// The curves as CSV with a header, one row a point, curve after curve: the
/// curve's own keys, then the fields of [`crate::sweep::CurvePoint`] by name. What has no
/// meaning is an empty field; floats are in the shortest form that reads back equal.
///
/// # Errors
/// [`ReportError::Csv`] should the CSV library refuse a row.
pub fn curve_csv(curves: &[Curve]) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for curve in curves {
        for point in &curve.points {
            let key = (
                curve.width,
                curve.samples,
                curve.signal,
                curve.learning_rate,
            );
            writer.serialize((key, point))?;
        }
    }
    Ok(writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?)
}
