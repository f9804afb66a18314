//! trajectory.csv: one row a recorded state.

use super::ReportError;
use super::csv_rows::csv_rows;
use crate::quantities::{Run, TRAJECTORY, trajectory};

/// The recorded states as CSV with a header that is there even without rows: the columns of
/// [`TRAJECTORY`], an empty field for what has no meaning, floats in the shortest form that reads
/// back equal.
///
/// # Errors
/// [`ReportError::Csv`] should the CSV library refuse a row.
pub fn trajectory_csv(run: &Run) -> Result<Vec<u8>, ReportError> {
    csv_rows(&TRAJECTORY, trajectory(run))
}
