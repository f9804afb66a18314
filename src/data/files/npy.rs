//! numpy's .npy arrays: points, labels and weights in, weights out.

use std::io;
use std::path::Path;

use faer::{Mat, MatRef};
use npyz::{DType, Deserialize, NpyFile, TypeChar, WriterBuilder};

use super::array::{Array, size};
use super::bytes::{read_bytes, within};
use super::npy_header;
use super::whole::write_atomically;
use crate::data::DataError;
use crate::data::dataset::check_points;

/// What bytes are not that cannot be read.
const READABLE: &str = "readable .npy array";

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
    npy_header::check(bytes)?;
    let file = NpyFile::new(bytes).map_err(DataError::broken(READABLE))?;
    let (shape, strides) = (file.shape().to_vec(), file.strides().to_vec());
    let DType::Plain(kind) = file.dtype() else {
        return Err(DataError::NpyType(file.dtype().descr()));
    };
    let values = match (kind.type_char(), kind.size_field()) {
        (TypeChar::Float, 8) => values(file, |x: f64| x),
        (TypeChar::Float, 4) => values(file, |x: f32| x.into()),
        (TypeChar::Float, 2) => halves(bytes, &shape, kind.to_string().starts_with('>')),
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

/// The numbers of two bytes behind the header, which the reader of headers does not know: a float16
/// is exactly a float64.
fn halves(bytes: &[u8], shape: &[u64], big: bool) -> Result<Vec<f64>, DataError> {
    let long = bytes.get(6).is_some_and(|&version| version > 1);
    let width = if long { 4 } else { 2 };
    let length = bytes.get(8..8 + width).unwrap_or_default();
    let length = length.iter().rev();
    let length = length.fold(0_usize, |sum, &byte| sum << 8 | usize::from(byte));
    let body = bytes.get(8 + width + length..).unwrap_or_default();
    let expected = size(shape).saturating_mul(2);
    if (body.len() as u128) < expected {
        let found = body.len();
        return Err(DataError::Truncated { expected, found });
    }
    let number = |pair: &[u8]| match big {
        true => half(u16::from_be_bytes([pair[0], pair[1]])),
        false => half(u16::from_le_bytes([pair[0], pair[1]])),
    };
    Ok(body[..expected as usize]
        .chunks_exact(2)
        .map(number)
        .collect())
}

/// The number of an IEEE 754 binary16.
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    let size = match exponent {
        0 => fraction * libm::exp2(-24.0),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        _ => (1024.0 + fraction) * libm::exp2(f64::from(exponent - 25)),
    };
    if bits >> 15 == 1 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::half;

    /// From the table of the standard's examples: normal, subnormal, largest, and what is no number.
    #[test]
    fn halves_are_the_standards() {
        let known = [
            (0x0000, 0.0),
            (0x0001, 5.960464477539063e-8),
            (0x03ff, 6.097555160522461e-5),
            (0x0400, 6.103515625e-5),
            (0x3555, 0.333251953125),
            (0x3bff, 0.99951171875),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x7c00, f64::INFINITY),
            (0xfc00, f64::NEG_INFINITY),
        ];
        for (bits, value) in known {
            assert_eq!(half(bits), value, "{bits:#x}");
        }
        assert!(half(0x7e00).is_nan());
    }
}
