//! Which rows of a file are for what.

use std::path::PathBuf;

/// Which rows of a file train, validate and test, in the order of the points; counted from 0 at the
/// first row of data, those that are left out included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// The training points.
    pub training: Vec<usize>,
    /// The points for the validation risk.
    pub validation: Vec<usize>,
    /// The points to test on.
    pub test: Vec<usize>,
    /// The file that those are rows of, if it is another.
    pub test_file: Option<PathBuf>,
}
