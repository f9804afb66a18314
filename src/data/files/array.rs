//! An array of real numbers, as .npy, .npz and IDX files hold it.

use faer::Mat;

use crate::data::{DataError, Image};

/// Numbers of a shape, the last index running fastest.
#[derive(Debug)]
pub(super) struct Array {
    shape: Vec<u64>,
    values: Vec<f64>,
}

/// Numbers that a shape holds; not cut off, as a broken file may name any shape.
fn size(shape: &[u64]) -> u128 {
    let product = |product: u128, &length: &u64| product.saturating_mul(u128::from(length));
    shape.iter().fold(1, product)
}

impl Array {
    /// # Errors
    /// A number of values that is not the shape's.
    pub(super) fn new(shape: Vec<u64>, values: Vec<f64>) -> Result<Self, DataError> {
        if size(&shape) != values.len() as u128 {
            return Err(DataError::Shape {
                found: shape,
                expected: "one that the file's numbers fill",
            });
        }
        Ok(Array { shape, values })
    }

    /// The same array of values that lie `strides` apart along each axis, as Fortran's do.
    pub(super) fn reordered(self, strides: &[u64]) -> Self {
        let place = |index: usize| {
            let (mut rest, mut place) = (index as u64, 0);
            for (length, stride) in self.shape.iter().zip(strides).rev() {
                place += rest % length * stride;
                rest /= length;
            }
            place as usize
        };
        let values = (0..self.values.len()).map(|index| self.values[place(index)]);
        Array {
            values: values.collect(),
            shape: self.shape,
        }
    }

    /// One point a row: n x d, images flattened in the order row, column, channel; a vector is n x 1.
    pub(super) fn into_points(self) -> Result<Mat<f64>, DataError> {
        if self.values.is_empty() {
            return Err(DataError::Empty);
        }
        let Some(&rows) = self.shape.first() else {
            return self.refused("one row a point");
        };
        let columns = self.values.len() / rows as usize;
        Ok(Mat::from_fn(rows as usize, columns, |i, j| {
            self.values[i * columns + j]
        }))
    }

    /// What the points are images of: of shape (n, height, width) or (n, height, width, channels).
    pub(super) fn image(&self) -> Option<Image> {
        let (height, width, channels) = match self.shape[..] {
            [_, height, width] => (height, width, 1),
            [_, height, width, channels] => (height, width, channels),
            _ => return None,
        };
        Some(Image {
            height: height as usize,
            width: width as usize,
            channels: channels as usize,
        })
    }

    /// Exactly two axes.
    pub(super) fn into_matrix(self) -> Result<Mat<f64>, DataError> {
        if self.shape.len() != 2 {
            return self.refused("a matrix, (rows, columns),");
        }
        self.into_points()
    }

    /// One axis, or a single column.
    pub(super) fn into_vector(self) -> Result<Vec<f64>, DataError> {
        match self.shape[..] {
            _ if self.values.is_empty() => Err(DataError::Empty),
            [_] | [_, 1] => Ok(self.values),
            _ => self.refused("a vector, (length,),"),
        }
    }

    fn refused<T>(self, expected: &'static str) -> Result<T, DataError> {
        Err(DataError::Shape {
            found: self.shape,
            expected,
        })
    }
}

/// The IDX format of MNIST: big-endian sizes, then unsigned bytes in row-major order (LeCun, Cortes
/// and Burges, "The MNIST database of handwritten digits").
pub(super) fn parse_idx(bytes: &[u8]) -> Result<Array, DataError> {
    let &[0, 0, 8, dimensions, ..] = bytes else {
        return Err(DataError::IdxMagic(bytes.iter().take(4).copied().collect()));
    };
    let header = 4 + 4 * usize::from(dimensions);
    let truncated = |expected| DataError::Truncated {
        expected,
        found: bytes.len(),
    };
    let sizes = bytes.get(4..header);
    let shape: Vec<u64> = sizes
        .ok_or_else(|| truncated(header as u128))?
        .chunks_exact(4)
        .map(|size| {
            size.iter()
                .fold(0, |size, &byte| size << 8 | u64::from(byte))
        })
        .collect();
    let body = &bytes[header..];
    let expected = size(&shape);
    if expected == 0 {
        return Err(DataError::Empty);
    }
    if body.len() as u128 != expected {
        return Err(truncated(expected.saturating_add(header as u128)));
    }
    Array::new(shape, body.iter().map(|&byte| f64::from(byte)).collect())
}
