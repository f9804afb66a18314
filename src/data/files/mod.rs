//! Files of the user's own: the format by the name, the labels by the configuration.

mod array;
mod bytes;
pub(super) mod csv;
pub mod npy;
mod whole;

use std::path::Path;

use faer::Mat;

use super::dataset::check_labels;
use super::error::list;
use super::{DataError, Dataset, Image};
use crate::config::FileConfig;
use array::{Array, parse_idx};
use bytes::{file_name, read_bytes, within};
pub(crate) use whole::{is_partial, write_atomically};

/// The entry of a .npz that holds the points, and the one that holds the labels unless
/// `label_column` names another.
const POINTS_ENTRY: &str = "X";
const LABELS_ENTRY: &str = "y";

#[derive(Clone, Copy)]
enum Format {
    Csv,
    Npy,
    Npz,
    Idx,
}

/// Points as a file has them, n x d, and what they are images of.
type Points = (Mat<f64>, Option<Image>);

/// What a file holds.
pub(super) struct Rows<'a> {
    /// The file of the points.
    pub path: &'a Path,
    /// The points, and the labels as they are.
    pub all: Dataset,
    /// What the points are images of.
    pub image: Option<Image>,
}

/// The points and the labels as the file has them.
pub(super) fn read(config: &FileConfig) -> Result<Rows<'_>, DataError> {
    let path = config.path.as_path();
    if path.as_os_str().is_empty() {
        return Err(DataError::PathMissing);
    }
    let column = config.label_column.as_deref();
    let ((points, image), labels) = match config.labels.as_deref() {
        Some(file) => (
            within(path, read_points)?,
            within(file, |file| read_labels(file, column))?,
        ),
        None => within(path, |path| read_both(path, column))?,
    };
    let all = within(path, |_| Dataset::new(points, labels))?;
    Ok(Rows { path, all, image })
}

fn format(path: &Path) -> Result<Format, DataError> {
    let name = file_name(path);
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let known = [
        (".csv", Format::Csv),
        (".npy", Format::Npy),
        (".npz", Format::Npz),
        (".idx", Format::Idx),
        ("ubyte", Format::Idx),
    ];
    let format = known.into_iter().find(|(end, _)| name.ends_with(end));
    format.map_or(Err(DataError::UnknownFormat), |(_, format)| Ok(format))
}

fn read_points(path: &Path) -> Result<Points, DataError> {
    let format = format(path)?;
    let bytes = read_bytes(path)?;
    match format {
        Format::Csv => Ok((csv::read(&bytes)?.points(), None)),
        Format::Npy => of_array(npy::parse(&bytes)?),
        Format::Npz => of_array(npy::entry(&bytes, POINTS_ENTRY)?),
        Format::Idx => of_array(parse_idx(&bytes)?),
    }
}

fn of_array(array: Array) -> Result<Points, DataError> {
    let image = array.image();
    Ok((array.into_points()?, image))
}

fn read_labels(path: &Path, column: Option<&str>) -> Result<Vec<f64>, DataError> {
    let format = format(path)?;
    if let (Format::Npy | Format::Idx, Some(column)) = (format, column) {
        return Err(DataError::ColumnMeaningless(column.to_string()));
    }
    let bytes = read_bytes(path)?;
    let labels = match format {
        Format::Csv => csv::read(&bytes)?.labels(column),
        Format::Npy => npy::parse(&bytes)?.into_vector(),
        Format::Npz => npy::entry(&bytes, column.unwrap_or(LABELS_ENTRY))?.into_vector(),
        Format::Idx => parse_idx(&bytes)?.into_vector(),
    }?;
    check_labels(&labels)?;
    Ok(labels)
}

/// Points and labels from one file.
fn read_both(path: &Path, column: Option<&str>) -> Result<(Points, Vec<f64>), DataError> {
    match (format(path)?, column) {
        (Format::Csv, Some(column)) => {
            let (points, labels) = csv::read(&read_bytes(path)?)?.labelled(column)?;
            Ok(((points, None), labels))
        }
        (Format::Csv, None) => Err(DataError::NoLabels(format!(
            "set data.label_column to one of its columns ({}), or data.labels to a file",
            list(&csv::read(&read_bytes(path)?)?.columns)
        ))),
        (Format::Npz, column) => {
            let bytes = read_bytes(path)?;
            let labels = npy::entry(&bytes, column.unwrap_or(LABELS_ENTRY))?;
            let points = npy::entry(&bytes, POINTS_ENTRY)?;
            Ok((of_array(points)?, labels.into_vector()?))
        }
        (Format::Npy | Format::Idx, _) => Err(DataError::NoLabels(
            "set data.labels to the file of the labels".to_string(),
        )),
    }
}
