//! Files of the user's own: from bytes to a table or an array. The bytes decide the format, not the
//! name.

mod array;
mod bytes;
mod cells;
mod format;
mod guarded;
mod idx;
pub mod npy;
mod npy_header;
mod npz;
mod parquet;
mod separator;
pub(super) mod text;
mod whole;

use std::path::Path;

use faer::Mat;

use super::{DataError, Image};
use crate::config::FileConfig;
use array::Array;
pub(super) use bytes::within;
pub(super) use cells::{Cells, is_missing};
use format::{Format, recognise};
pub use guarded::is_decoding;
use npz::{Archive, Opened};
#[cfg(feature = "cli")]
pub(crate) use whole::discard_partial;
pub(crate) use whole::{is_partial, write_atomically};

/// Points as an array has them, n x d, and what they are images of.
pub(super) type Points = (Mat<f64>, Option<Image>);

/// Labels as an array has them.
pub(super) type Numbers = Vec<f64>;

/// What a file holds.
pub(super) enum Found {
    /// Rows of cells.
    Table(Cells),
    /// Points, perhaps with their labels, and what was taken for granted.
    Points(Points, Option<Numbers>, Vec<String>),
}

/// Which part of an archive is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What a file is mostly asked for.
    All,
    /// What an archive holds apart, to test on; of another file everything.
    Test,
}

/// The points of a file, and their labels where they are not in a file of their own.
pub(super) fn read(path: &Path, config: &FileConfig, part: Part) -> Result<Found, DataError> {
    within(path, |path| {
        let column = config.label_column.as_deref();
        let apart = part == Part::All && config.labels.is_some();
        match open(path, config.skip_lines)? {
            Content::Table(cells) => Ok(Found::Table(cells)),
            Content::Array(array) => of_array(array, column.filter(|_| !apart)),
            Content::Archive(bytes) => of_archive(&bytes, config, (part, apart)),
        }
    })
}

/// The labels of a file of their own.
pub(super) enum Labels {
    /// In some column of a table.
    Table(Cells),
    /// As numbers.
    Numbers(Numbers),
}

pub(super) fn read_labels(path: &Path, column: Option<&str>) -> Result<Labels, DataError> {
    within(path, |path| match open(path, 0)? {
        Content::Table(cells) => Ok(Labels::Table(cells)),
        Content::Array(array) => match (column, array.shape()) {
            (Some(column), [_]) => Err(DataError::ColumnMeaningless(column.to_owned())),
            (Some(column), _) => array.into_column(column).map(Labels::Numbers),
            (None, _) => array.into_vector().map(Labels::Numbers),
        },
        Content::Archive(bytes) => match npz::open(&bytes)? {
            Opened::Arrays(mut archive) => {
                let name = match column {
                    Some(column) => column.to_owned(),
                    None => archive.labels("X")?,
                };
                archive.entry(&name)?.into_vector().map(Labels::Numbers)
            }
            Opened::File(bytes) => Ok(Labels::Table(text::read(&bytes, 0)?)),
        },
    })
}

enum Content {
    Table(Cells),
    Array(Array),
    Archive(Vec<u8>),
}

fn open(path: &Path, skip_lines: usize) -> Result<Content, DataError> {
    let bytes = bytes::read_bytes(path)?;
    opened(bytes, path, skip_lines)
}

fn opened(bytes: Vec<u8>, path: &Path, skip_lines: usize) -> Result<Content, DataError> {
    let format = recognise(&bytes, path)?;
    if skip_lines > 0 && !matches!(format, Format::Text | Format::Npz) {
        return Err(DataError::NoLines(skip_lines));
    }
    Ok(match format {
        Format::Text => Content::Table(text::read(&bytes, skip_lines)?),
        Format::Parquet => {
            Content::Table(guarded::guarded(parquet::FORMAT, || parquet::read(bytes))?)
        }
        Format::Npy => Content::Array(npy::parse(&bytes)?),
        Format::Idx => Content::Array(idx::parse(&bytes)?),
        Format::Npz => {
            // A table that was zipped is the table.
            if let Opened::File(inner) = npz::open(&bytes)?
                && !inner.starts_with(b"PK")
            {
                return opened(inner, path, skip_lines);
            }
            Content::Archive(bytes)
        }
    })
}

fn of_array(array: Array, column: Option<&str>) -> Result<Found, DataError> {
    if let Some(column) = column {
        let (points, labels) = array.split_column(column)?;
        return Ok(Found::Points((points, None), Some(labels), Vec::new()));
    }
    let points = (array.image(), array.into_points()?);
    Ok(Found::Points((points.1, points.0), None, Vec::new()))
}

fn of_archive(
    bytes: &[u8],
    config: &FileConfig,
    (part, apart): (Part, bool),
) -> Result<Found, DataError> {
    let Opened::Arrays(mut archive) = npz::open(bytes)? else {
        return Err(DataError::UnknownFormat);
    };
    if part == Part::Test
        && let Some((points, labels)) = archive.tested()
    {
        return entries(&mut archive, points, Some(labels), Vec::new());
    }
    let column = config.label_column.as_deref();
    let points = archive.points(config.points.as_deref(), column)?;
    let labels = match column {
        _ if apart => None,
        Some(column) => Some(column.to_owned()),
        None => Some(archive.labels(&points)?),
    };
    let mut notes = Vec::new();
    if let Some((x, y)) = archive.tested() {
        notes.push(format!(
            "the entries {x} and {y} are not used: data.test = the same file tests on them"
        ));
    }
    entries(&mut archive, &points, labels.as_deref(), notes)
}

fn entries(
    archive: &mut Archive<'_>,
    points: &str,
    labels: Option<&str>,
    notes: Vec<String>,
) -> Result<Found, DataError> {
    let labels = labels.map(|labels| archive.entry(labels)?.into_vector());
    let labels = labels.transpose()?;
    let points = archive.entry(points)?;
    let image = points.image();
    Ok(Found::Points((points.into_points()?, image), labels, notes))
}
