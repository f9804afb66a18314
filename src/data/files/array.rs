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
pub(super) fn size(shape: &[u64]) -> u128 {
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

    /// A vector, or the column of a matrix that has this index from 0.
    pub(super) fn into_column(self, column: &str) -> Result<Vec<f64>, DataError> {
        let (points, labels) = self.split_column(column)?;
        drop(points);
        Ok(labels)
    }

    /// The columns of a matrix without the one of this index from 0, and that one.
    pub(super) fn split_column(self, column: &str) -> Result<(Mat<f64>, Vec<f64>), DataError> {
        let matrix = self.into_matrix()?;
        let width = matrix.ncols();
        let known = (0..width).map(|j| j.to_string()).collect();
        let at = column.parse().ok().filter(|&j: &usize| j < width);
        let at = at.ok_or_else(|| DataError::not_found("column", column, known))?;
        let labels = matrix.col(at).iter().copied().collect();
        let others: Vec<usize> = (0..width).filter(|&j| j != at).collect();
        let points = Mat::from_fn(matrix.nrows(), others.len(), |i, j| matrix[(i, others[j])]);
        Ok((points, labels))
    }

    /// Lengths along the axes.
    pub(super) fn shape(&self) -> &[u64] {
        &self.shape
    }

    fn refused<T>(self, expected: &'static str) -> Result<T, DataError> {
        Err(DataError::Shape {
            found: self.shape,
            expected,
        })
    }
}
