//! numpy's .npy arrays and .npz archives of them: points, labels and weights in, weights out.

use std::io::{self, Cursor, Read};
use std::path::Path;

use faer::{Mat, MatRef};
use npyz::{DType, Deserialize, NpyFile, TypeChar, WriterBuilder};
use zip::ZipArchive;
use zip::result::ZipError;

use super::array::Array;
use super::bytes::{read_bytes, within};
use super::whole::write_atomically;
use crate::data::DataError;
use crate::data::dataset::check_points;

/// What bytes are not that cannot be read.
const READABLE: &str = "readable .npy array";
const ARCHIVE: &str = "readable .npz archive";

/// Writes a matrix as a two-dimensional .npy array of 8-byte floats, in C order.
///
/// ```no_run
/// use faer::mat;
/// use sweetspot::data::npy;
/// npy::write_matrix("weights.npy".as_ref(), mat![[1.0, 2.0]].as_ref())?;
/// assert_eq!(npy::read_matrix("weights.npy".as_ref())?, mat![[1.0, 2.0]]);
/// # Ok::<(), sweetspot::data::DataError>(())
/// ```
///
/// # Errors
/// Names the file that cannot be written.
pub fn write_matrix(path: &Path, matrix: MatRef<'_, f64>) -> Result<(), DataError> {
    let shape = [matrix.nrows() as u64, matrix.ncols() as u64];
    let rows = matrix.row_iter();
    write(path, &shape, rows.flat_map(|row| row.iter().copied()))
}

/// Writes a vector as a one-dimensional .npy array of 8-byte floats.
///
/// # Errors
/// As for [`write_matrix`].
pub fn write_vector(path: &Path, vector: &[f64]) -> Result<(), DataError> {
    write(path, &[vector.len() as u64], vector.iter().copied())
}

/// Reads a two-dimensional .npy array of finite numbers.
///
/// # Errors
/// Names the file and what is wrong with it: unreadable, another shape, no real numbers, NaN.
pub fn read_matrix(path: &Path) -> Result<Mat<f64>, DataError> {
    within(path, |path| {
        let matrix = parse(&read_bytes(path)?)?.into_matrix()?;
        check_points(matrix.as_ref())?;
        Ok(matrix)
    })
}

/// Reads a one-dimensional .npy array of finite numbers (or a single column).
///
/// # Errors
/// As for [`read_matrix`].
pub fn read_vector(path: &Path) -> Result<Vec<f64>, DataError> {
    within(path, |path| {
        let vector = parse(&read_bytes(path)?)?.into_vector()?;
        check_points(faer::ColRef::from_slice(&vector).as_mat())?;
        Ok(vector)
    })
}

fn write(path: &Path, shape: &[u64], values: impl Iterator<Item = f64>) -> Result<(), DataError> {
    let serialise = || {
        let mut bytes = Vec::new();
        let mut writer = npyz::WriteOptions::new()
            .default_dtype()
            .shape(shape)
            .writer(&mut bytes)
            .begin_nd()?;
        writer.extend(values)?;
        writer.finish()?;
        write_atomically(path, &bytes)
    };
    within(path, |_| serialise().map_err(DataError::Write))
}

/// Reads the bytes of a .npy file.
pub(super) fn parse(bytes: &[u8]) -> Result<Array, DataError> {
    let file = NpyFile::new(bytes).map_err(DataError::broken(READABLE))?;
    let (shape, strides) = (file.shape().to_vec(), file.strides().to_vec());
    let DType::Plain(kind) = file.dtype() else {
        return Err(DataError::NpyType(file.dtype().descr()));
    };
    let values = match (kind.type_char(), kind.size_field()) {
        (TypeChar::Float, 8) => values(file, |x: f64| x),
        (TypeChar::Float, 4) => values(file, |x: f32| x.into()),
        (TypeChar::Bool, 1) => values(file, |x: bool| x.into()),
        (TypeChar::Int, 1) => values(file, |x: i8| x.into()),
        (TypeChar::Int, 2) => values(file, |x: i16| x.into()),
        (TypeChar::Int, 4) => values(file, |x: i32| x.into()),
        (TypeChar::Int, 8) => values(file, |x: i64| x as f64),
        (TypeChar::Uint, 1) => values(file, |x: u8| x.into()),
        (TypeChar::Uint, 2) => values(file, |x: u16| x.into()),
        (TypeChar::Uint, 4) => values(file, |x: u32| x.into()),
        (TypeChar::Uint, 8) => values(file, |x: u64| x as f64),
        _ => return Err(DataError::NpyType(kind.to_string())),
    }?;
    let array = Array::new(shape, values)?;
    Ok(array.reordered(&strides))
}

fn values<T: Deserialize>(
    file: NpyFile<&[u8]>,
    number: fn(T) -> f64,
) -> Result<Vec<f64>, DataError> {
    let data = file.data::<T>().map_err(DataError::broken(READABLE))?;
    let numbers: Result<Vec<f64>, io::Error> = data.map(|value| value.map(number)).collect();
    numbers.map_err(DataError::broken(READABLE))
}

/// The array of one entry of a .npz archive; `X` is stored as `X.npy`.
pub(super) fn entry(bytes: &[u8], name: &str) -> Result<Array, DataError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(DataError::broken(ARCHIVE))?;
    let mut known = Vec::new();
    for file in archive.file_names() {
        let file = file.map_err(DataError::broken(ARCHIVE))?;
        known.push(file.strip_suffix(".npy").unwrap_or(&file).to_string());
    }
    if !known.iter().any(|other| other == name) {
        return Err(DataError::not_found("entry", name, known));
    }
    let mut unpacked = Vec::new();
    archive
        .by_name(&format!("{name}.npy"))
        .and_then(|mut file| file.read_to_end(&mut unpacked).map_err(ZipError::Io))
        .map_err(DataError::broken(ARCHIVE))?;
    parse(&unpacked)
}
