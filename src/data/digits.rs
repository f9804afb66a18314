//! The UCI handwritten digits that the crate carries (data/README.md).

use super::{DataError, Dataset, csv};

const DIGITS: &str = include_str!("../../data/digits.csv");

/// All 1797 digits: 64 pixels of 0 to 16 a row, and the digit as label.
pub(super) fn digits() -> Result<Dataset, DataError> {
    let (points, labels) = csv::labelled(DIGITS.as_bytes(), "label")?;
    Dataset::new(points, labels)
}
