//! Random subspaces, and the standard normal matrices that they are made of.

use faer::Mat;
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::DataError;
use super::mixture::check_size;
use crate::math::dot;

/// Entries iid N(0, 1), drawn row by row.
pub(super) fn standard_normal(rows: usize, columns: usize, stream: &mut impl Rng) -> Mat<f64> {
    let mut points = Mat::zeros(rows, columns);
    for i in 0..rows {
        for j in 0..columns {
            points[(i, j)] = StandardNormal.sample(stream);
        }
    }
    points
}

/// An r-dimensional subspace of R^d.
pub(super) struct Subspace {
    dimension: usize,
    intrinsic: usize,
    /// r orthonormal vectors of length d; `None` where it is all of R^d, whose own basis is as good as
    /// any.
    basis: Option<Vec<Vec<f64>>>,
}

impl Subspace {
    /// A subspace in a uniform random direction.
    ///
    /// # Errors
    /// Refuses r = 0, r above d, and more than 2^28 numbers.
    pub fn draw(
        dimension: usize,
        intrinsic: usize,
        stream: &mut impl Rng,
    ) -> Result<Self, DataError> {
        check_size(intrinsic, dimension)?;
        if intrinsic > dimension {
            return Err(DataError::IntrinsicDimension {
                intrinsic,
                dimension,
            });
        }
        let basis = || {
            let normal = standard_normal(intrinsic, dimension, stream);
            let rows = normal.row_iter();
            orthonormal(rows.map(|row| row.iter().copied().collect()).collect())
        };
        Ok(Subspace {
            dimension,
            intrinsic,
            basis: (intrinsic < dimension).then(basis),
        })
    }

    /// d.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// r.
    pub fn intrinsic(&self) -> usize {
        self.intrinsic
    }

    /// Writes the point of these r coordinates. Point by point, not as a product of matrices: a point
    /// is then the same to the bit in any set.
    pub fn place(&self, coordinates: &[f64], point: &mut [f64]) {
        let Some(basis) = &self.basis else {
            point.copy_from_slice(coordinates);
            return;
        };
        point.fill(0.0);
        for (vector, coordinate) in basis.iter().zip(coordinates) {
            add(*coordinate, vector, point);
        }
    }
}

/// Gram and Schmidt's orthonormal basis of the same subspace, each vector made orthogonal twice: once
/// leaves rounding behind. By hand, so that every machine and number of threads has the same bits.
fn orthonormal(mut vectors: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    for k in 0..vectors.len() {
        let (before, rest) = vectors.split_at_mut(k);
        let vector = &mut rest[0];
        for other in before.iter().chain(before.iter()) {
            add(-dot(other, &*vector), other, vector);
        }
        let length = dot(&*vector, &*vector).sqrt();
        vector.iter_mut().for_each(|x| *x /= length);
    }
    vectors
}

/// Adds a multiple of a vector to another.
fn add(factor: f64, vector: &[f64], to: &mut [f64]) {
    for (to, x) in to.iter_mut().zip(vector) {
        *to += factor * x;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;

    #[test]
    fn coordinates_keep_their_lengths_and_angles() {
        let subspace = Subspace::draw(7, 3, &mut Streams::new(1).law()).unwrap();
        let place = |coordinates: [f64; 3]| {
            let mut point = vec![0.0; 7];
            subspace.place(&coordinates, &mut point);
            point
        };
        let (a, b) = ([1.0, -2.0, 0.5], [0.3, 0.1, 4.0]);
        let product = |x: &[f64], y: &[f64]| -> f64 { x.iter().zip(y).map(|(x, y)| x * y).sum() };
        for (x, y) in [(a, a), (a, b), (b, b)] {
            let found = product(&place(x), &place(y));
            assert!((found - product(&x, &y)).abs() < 1e-14, "{found}");
        }
        // Not along the axes, and orthonormal to rounding where there are many.
        let many = Subspace::draw(60, 59, &mut Streams::new(2).law()).unwrap();
        let basis = many.basis.unwrap();
        for (j, x) in basis.iter().enumerate() {
            for (k, y) in basis.iter().enumerate() {
                let expected = f64::from(u8::from(j == k));
                assert!((product(x, y) - expected).abs() < 1e-14, "{j} {k}");
            }
        }
        assert!(place(a).iter().all(|x| x.abs() > 1e-6));
    }

    #[test]
    fn the_whole_space_has_its_own_basis() {
        let subspace = Subspace::draw(2, 2, &mut Streams::new(1).law()).unwrap();
        let mut point = vec![9.0; 2];
        subspace.place(&[0.25, -3.0], &mut point);
        assert_eq!(point, [0.25, -3.0]);
    }

    #[test]
    fn impossible_subspaces_are_refused() {
        let draw = |d, r| Subspace::draw(d, r, &mut Streams::new(1).law()).err();
        assert!(matches!(
            draw(3, 4),
            Some(DataError::IntrinsicDimension { .. })
        ));
        assert!(matches!(draw(3, 0), Some(DataError::Empty)));
        assert!(matches!(
            draw(1 << 20, 1 << 20),
            Some(DataError::TooLarge { .. })
        ));
    }
}
