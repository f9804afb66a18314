//! The UCI handwritten digits that the crate carries (data/README.md).

use std::sync::OnceLock;

use super::files::csv;
use super::{DataError, Dataset};

const DIGITS: &str = include_str!("../../data/digits.csv");

/// All 1797 digits: 64 pixels of 0 to 16 a row, and the digit as label. Read once: a
/// sweep asks for them in every run.
pub(super) fn digits() -> Result<&'static Dataset, DataError> {
    static READ: OnceLock<Dataset> = OnceLock::new();
    if let Some(read) = READ.get() {
        return Ok(read);
    }
    let (points, labels) = csv::labelled(DIGITS.as_bytes(), "label")?;
    let digits = Dataset::new(points, labels)?;
    Ok(READ.get_or_init(|| digits))
}
