//! A file of the user's own: its format by its name, its labels by the configuration.

use std::io::Read;
use std::path::Path;

use faer::Mat;
use flate2::read::MultiGzDecoder;

use super::error::list;
use super::{DataError, Dataset, csv, idx, npy, npz};
use crate::config::DataConfig;

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

/// The points and the labels as the file has them, and the file of the points.
pub(super) fn read(config: &DataConfig) -> Result<(&Path, Dataset), DataError> {
    let path = config.path.as_deref().ok_or(DataError::PathMissing)?;
    let column = config.label_column.as_deref();
    let (points, labels) = match config.labels.as_deref() {
        Some(file) => (
            within(path, read_points)?,
            within(file, |file| read_labels(file, column))?,
        ),
        None => within(path, |path| read_both(path, column))?,
    };
    Ok((path, within(path, |_| Dataset::new(points, labels))?))
}

/// The bytes of a file, unpacked where its name ends in .gz.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, DataError> {
    let bytes = std::fs::read(path).map_err(|error| DataError::Read { error })?;
    if !file_name(path).ends_with(".gz") {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(&bytes[..])
        .read_to_end(&mut unpacked)
        .map_err(|error| DataError::Gzip { error })?;
    Ok(unpacked)
}

/// Runs a reader and names the file in its error.
pub(super) fn within<T>(
    path: &Path,
    reader: impl FnOnce(&Path) -> Result<T, DataError>,
) -> Result<T, DataError> {
    reader(path).map_err(|error| error.in_file(path))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default()
}

fn format(path: &Path) -> Result<Format, DataError> {
    let name = file_name(path);
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    if name.ends_with(".csv") {
        Ok(Format::Csv)
    } else if name.ends_with(".npy") {
        Ok(Format::Npy)
    } else if name.ends_with(".npz") {
        Ok(Format::Npz)
    } else if name.ends_with(".idx") || name.ends_with("ubyte") {
        Ok(Format::Idx)
    } else {
        Err(DataError::UnknownFormat)
    }
}

fn read_points(path: &Path) -> Result<Mat<f64>, DataError> {
    let format = format(path)?;
    let bytes = read_bytes(path)?;
    match format {
        Format::Csv => csv::points(&bytes),
        Format::Npy => npy::Array::parse(&bytes)?.into_points(),
        Format::Npz => npz::entry(&bytes, POINTS_ENTRY)?.into_points(),
        Format::Idx => idx::parse(&bytes)?.into_points(),
    }
}

fn read_labels(path: &Path, column: Option<&str>) -> Result<Vec<f64>, DataError> {
    let format = format(path)?;
    if let (Format::Npy | Format::Idx, Some(column)) = (format, column) {
        return Err(DataError::ColumnMeaningless {
            column: column.to_string(),
        });
    }
    let bytes = read_bytes(path)?;
    let labels = match format {
        Format::Csv => csv::column(&bytes, column),
        Format::Npy => npy::Array::parse(&bytes)?.into_vector(),
        Format::Npz => npz::entry(&bytes, column.unwrap_or(LABELS_ENTRY))?.into_vector(),
        Format::Idx => idx::parse(&bytes)?.into_vector(),
    }?;
    match labels.iter().position(|y| !y.is_finite()) {
        Some(row) => Err(DataError::LabelNotFinite {
            row,
            value: labels[row],
        }),
        None => Ok(labels),
    }
}

/// Points and labels from one file.
fn read_both(path: &Path, column: Option<&str>) -> Result<(Mat<f64>, Vec<f64>), DataError> {
    match (format(path)?, column) {
        (Format::Csv, Some(column)) => csv::labelled(&read_bytes(path)?, column),
        (Format::Csv, None) => Err(DataError::NoLabels {
            hint: format!(
                "set data.label_column to one of its columns ({}), or data.labels to a file",
                list(&csv::columns(&read_bytes(path)?)?)
            ),
        }),
        (Format::Npz, column) => {
            let bytes = read_bytes(path)?;
            let labels = npz::entry(&bytes, column.unwrap_or(LABELS_ENTRY))?;
            let points = npz::entry(&bytes, POINTS_ENTRY)?;
            Ok((points.into_points()?, labels.into_vector()?))
        }
        (Format::Npy | Format::Idx, _) => Err(DataError::NoLabels {
            hint: "set data.labels to the file of the labels".to_string(),
        }),
    }
}
