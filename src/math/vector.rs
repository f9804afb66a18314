//! Products, lengths, angles and means of vectors and of a matrix' rows and columns.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use libm::atan2;

/// Writes the matrix a b, on one thread.
pub fn multiply(product: MatMut<'_, f64>, a: MatRef<'_, f64>, b: MatRef<'_, f64>) {
    matmul(product, Accum::Replace, a, b, 1.0, Par::Seq);
}

/// Replaces all values of a vector, in the memory that it has.
pub fn refill<T>(vector: &mut Vec<T>, values: impl IntoIterator<Item = T>) {
    vector.clear();
    vector.extend(values);
}

/// sum_k a_k b_k, from the first term on.
pub fn dot<'a, 'b>(
    a: impl IntoIterator<Item = &'a f64>,
    b: impl IntoIterator<Item = &'b f64>,
) -> f64 {
    a.into_iter().zip(b).map(|(a, b)| a * b).sum()
}

/// |vector|; squares of tiny and huge entries under- and overflow.
pub fn norm(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}

/// |vector| without under- or overflow.
pub fn norm_of_any_size(vector: impl IntoIterator<Item = f64>) -> f64 {
    vector.into_iter().fold(0.0, libm::hypot)
}

/// The size of the largest entry, 0 of none; a NaN is passed over.
pub fn largest<'a>(values: impl IntoIterator<Item = &'a f64>) -> f64 {
    let sizes = values.into_iter().map(|value| value.abs());
    sizes.fold(0.0, f64::max)
}

/// The size of the largest entry, 0 of none; NaN where there is one.
pub fn largest_or_nan<'a>(values: impl IntoIterator<Item = &'a f64>) -> f64 {
    let sizes = values.into_iter().map(|value| value.abs());
    sizes.fold(0.0, |most, size| {
        if size <= most || most.is_nan() {
            most
        } else {
            size
        }
    })
}

/// The vector at length 1; `None` for zero and for an infinite entry. Divided by its largest entry
/// first, so that vectors of any size, 1e-200 included, keep their direction.
pub fn unit(vector: &[f64]) -> Option<Vec<f64>> {
    let largest = largest(vector);
    if largest == 0.0 || !largest.is_finite() {
        return None;
    }
    let scaled: Vec<f64> = vector.iter().map(|x| x / largest).collect();
    let length = norm(&scaled);
    Some(scaled.iter().map(|x| x / length).collect())
}

/// The angle between two vectors of equal length, in radians, 0 to pi; `None` when one of them is
/// zero. Kahan's formula 2 atan(|u - v| / |u + v|) on unit vectors keeps full accuracy where
/// arccos loses half the digits.
pub fn angle(a: &[f64], b: &[f64]) -> Option<f64> {
    let (unit_a, unit_b) = (unit(a)?, unit(b)?);
    let mut difference = 0.0;
    let mut sum = 0.0;
    for (u, v) in unit_a.iter().zip(&unit_b) {
        difference += (u - v) * (u - v);
        sum += (u + v) * (u + v);
    }
    Some(2.0 * atan2(difference.sqrt(), sum.sqrt()))
}

/// The length of every row: of every point of a data set.
pub fn row_norms(matrix: MatRef<'_, f64>) -> Vec<f64> {
    matrix.row_iter().map(|row| row.norm_l2()).collect()
}

/// The length of every column: of every neuron's weights.
pub fn column_norms(matrix: MatRef<'_, f64>) -> Vec<f64> {
    matrix.col_iter().map(|column| column.norm_l2()).collect()
}

/// The mean; NaN of none.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The index of the smallest number, the first of equal ones; `None` of none.
pub fn smallest(values: &[f64]) -> Option<usize> {
    (0..values.len()).min_by(|&a, &b| values[a].total_cmp(&values[b]))
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    #[test]
    fn a_nan_is_passed_over_or_kept_wherever_it_stands() {
        for values in [
            [f64::NAN, 2.0, -3.0],
            [2.0, f64::NAN, -3.0],
            [2.0, -3.0, f64::NAN],
        ] {
            assert_eq!(largest(&values), 3.0);
            assert!(largest_or_nan(&values).is_nan(), "{values:?}");
        }
        assert_eq!(largest_or_nan(&[2.0, -3.0]), 3.0);
        assert_eq!(largest_or_nan(&[]), 0.0);
    }

    #[test]
    fn angles_are_right_at_both_ends_and_at_any_scale() {
        assert_eq!(angle(&[1e-200, 0.0], &[5.0, 0.0]), Some(0.0));
        assert!((angle(&[1.0, 0.0], &[-3.0, 0.0]).unwrap() - PI).abs() < 1e-15);
        let small = angle(&[1.0, 1e-9], &[1.0, 0.0]).unwrap();
        assert!((small / 1e-9 - 1.0).abs() < 1e-9, "{small}");
        assert_eq!(angle(&[0.0, 0.0], &[1.0, 0.0]), None);
    }
}
