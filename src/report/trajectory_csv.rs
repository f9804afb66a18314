//! trajectory.csv: one row a recorded state.

use serde::Serialize;

use super::ReportError;

/// What is reported of a run at one recorded time. A quantity without a meaning
/// for the data is `None`; [`crate::observables::Summary`] defines them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrajectoryRow {
    /// Flow time of the sum loss.
    pub time: f64,
    /// Mean training loss.
    pub risk: f64,
    /// Share of training points with y f < 0, ties as half.
    pub training_error: Option<f64>,
    /// P(y f < 0) + P(f = 0)/2 on the test set.
    pub test_error: Option<f64>,
    /// P(f = 0) on the test set.
    pub test_ties: Option<f64>,
    /// Psi, the cosine of the effective predictor to x_+.
    pub effective_psi: Option<f64>,
    /// arccos Psi, radians.
    pub omega: Option<f64>,
    /// OA, the part of the excess error that every direction in the cone has.
    pub over_alignment: Option<f64>,
    /// OF, the rest of the excess error.
    pub over_fitting: Option<f64>,
    /// |W|_F^2 / |W|_2^2.
    pub stable_rank: Option<f64>,
    /// |theta - theta(0)| / |theta(0)|.
    pub relative_weight_change: Option<f64>,
    /// min_i y_i f_i / |theta|^2.
    pub normalized_margin: Option<f64>,
}

const COLUMNS: [&str; 12] = [
    "time",
    "risk",
    "training_error",
    "test_error",
    "test_ties",
    "effective_psi",
    "omega",
    "over_alignment",
    "over_fitting",
    "stable_rank",
    "relative_weight_change",
    "normalized_margin",
];

/// The rows as CSV with a header that is there even without rows: columns are the
/// fields of [`TrajectoryRow`] by name, `None` an empty field, floats in the
/// shortest form that reads back equal.
///
/// # Errors
/// [`ReportError::Csv`] should the CSV library refuse a row.
pub fn trajectory_csv(rows: &[TrajectoryRow]) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for row in rows {
        writer.serialize(row)?;
    }
    Ok(writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?)
}
