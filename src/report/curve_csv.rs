//! curve.csv: one row a grid point.

use super::ReportError;
use super::csv_rows::csv_rows;
use crate::runs::USUAL;
use crate::sweep::Curve;

/// The columns after the keys and the axis.
const MEASURED: [&str; 11] = [
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
/// curve's own keys, its axis, then the fields of [`crate::sweep::CurvePoint`] by name. What has no
/// meaning is an empty field; floats are in the shortest form that reads back equal.
///
/// # Errors
/// [`ReportError::Csv`] should the CSV library refuse a row.
pub fn curve_csv(curves: &[Curve]) -> Result<Vec<u8>, ReportError> {
    let usual = USUAL.iter().filter(|name| **name != "alpha");
    let (mut names, mut axis): (Vec<&str>, _) = (usual.copied().collect(), "alpha");
    if let Some(curve) = curves.first() {
        names = curve.keys.iter().map(|(name, _)| name.as_str()).collect();
        axis = &curve.axis;
    }
    let rows = curves.iter().flat_map(|curve| {
        let keys: Vec<_> = curve.keys.iter().map(|(_, value)| value).collect();
        let points = curve.points.iter();
        points.map(move |point| (keys.clone(), point))
    });
    csv_rows(&[&names[..], &[axis], &MEASURED].concat(), rows)
}
