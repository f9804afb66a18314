//! The sets that the crate carries, the same in every run.

use std::sync::OnceLock;

use faer::{Mat, mat};

use super::files::text;
use super::{DataError, Dataset, Image};

/// data/README.md says where they come from.
const DIGITS: &str = include_str!("../../data/digits.csv");

/// What a row of the digits is.
pub(super) const DIGITS_IMAGE: Image = Image {
    height: 8,
    width: 8,
    channels: 1,
};

/// All 1797 digits: 64 pixels of 0 to 16 a row, and the digit as label. Read once: a
/// sweep asks for them in every run.
pub(super) fn digits() -> Result<&'static Dataset, DataError> {
    static READ: OnceLock<Dataset> = OnceLock::new();
    if let Some(read) = READ.get() {
        return Ok(read);
    }
    // Names, then rows whose last number is the digit.
    let cells = text::read(DIGITS.as_bytes(), 1)?;
    let pixels = cells.width - 1;
    let number = |i, j| cells.number(cells.cell(i, j)).unwrap_or(f64::NAN);
    let points = Mat::from_fn(cells.rows(), pixels, number);
    let labels = (0..cells.rows()).map(|i| number(i, pixels)).collect();
    let digits = Dataset::new(points, labels)?;
    Ok(READ.get_or_init(|| digits))
}

/// Regression data on which small initialisation ends at a spurious stationary point (BF25): those of
/// Section 5, x = (-0.75, -0.5, 0.125) with a bias column of ones and y = (1.1, 0.1, 0.8); or, for an
/// eta, a point in the middle of each of the boxes of Assumption 3.
pub(super) fn three_points(eta: Option<f64>) -> Result<Dataset, DataError> {
    let (points, labels) = match eta {
        None => (
            mat![[-0.75, 1.0], [-0.5, 1.0], [0.125, 1.0]],
            vec![1.1, 0.1, 0.8],
        ),
        Some(eta) => {
            let half = 0.5 * eta;
            let points = mat![
                [half - 1.0, 1.0 + half],
                [0.0, 1.0],
                [1.0 - half, 1.0 + half]
            ];
            (points, vec![1.0 + half, half, 1.0 + half])
        }
    };
    Dataset::new(points, labels)
}

/// X of the sparse path, two rows of four.
pub(crate) const SPARSE_PATH_INPUTS: [[f64; 4]; 2] = [[1.0, 0.5, 0.7, 0.0], [0.5, 1.0, 0.1, 0.7]];

/// y of the sparse path.
pub(crate) const SPARSE_PATH_TARGETS: [f64; 2] = [1.0, 0.0];

/// X beta = y with two equations and four unknowns, on which a diagonal network from small alpha
/// learns a coordinate first that it gives up again (arXiv 2607.12332).
pub(super) fn sparse_path() -> Result<Dataset, DataError> {
    Dataset::new(
        Mat::from_fn(2, 4, |i, j| SPARSE_PATH_INPUTS[i][j]),
        SPARSE_PATH_TARGETS.to_vec(),
    )
}
