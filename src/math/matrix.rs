//! Lengths of the rows and columns of a matrix.

use faer::MatRef;

/// The length of every row: of every point of a data set.
pub fn row_norms(matrix: MatRef<'_, f64>) -> Vec<f64> {
    matrix.row_iter().map(|row| row.norm_l2()).collect()
}

/// The length of every column: of every neuron's weights.
pub fn column_norms(matrix: MatRef<'_, f64>) -> Vec<f64> {
    matrix.col_iter().map(|column| column.norm_l2()).collect()
}
