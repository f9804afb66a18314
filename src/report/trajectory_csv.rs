//! trajectory.csv: one row a recorded state.

use super::ReportError;
use super::csv_rows::csv_rows;
use crate::observables::TrajectoryPoint;

const COLUMNS: [&str; 12] = [
    "time",
    "training_risk",
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
/// fields of [`TrajectoryPoint`] by name, `None` an empty field, floats in the
/// shortest form that reads back equal.
///
/// # Errors
/// [`ReportError::Csv`] should the CSV library refuse a row.
pub fn trajectory_csv(rows: &[TrajectoryPoint]) -> Result<Vec<u8>, ReportError> {
    csv_rows(&COLUMNS, rows)
}
