//! Neurons at w = 0 with v != 0, where every kink is met at once.
//!
//! With more kinks than dimensions not every choice of sides belongs to a w. On all of
//! them inactive, g = 0: the rule for single kinks would let a neuron rest for ever.
//! If no w is inactive on every point, the neuron only rests while no way out is open.

use super::boost::dot;
use super::box_least_squares::{BoxLeastSquares, Place};

/// Rounding errors of the distance between the origin and the points' convex hull.
const TOUCHES: f64 = 1e-10;

/// Whether some w has <w, x_i> < 0 on every point.
///
/// It has if and only if the origin is not in the convex hull of the points' directions
/// (Gordan's theorem). min |sum_k l_k (u_k/|u_k|, 1) - (0, 1)|^2 over l >= 0 vanishes there,
/// and elsewhere its residual is such a w.
///
/// `gram` holds <u_a, u_b> column after column, `lengths` the |u_k|.
pub(super) fn has_inactive_side(gram: &[f64], lengths: &[f64]) -> bool {
    let m = lengths.len();
    let mut squares = BoxLeastSquares::default();
    squares.reset(m);
    for a in 0..m {
        for b in 0..m {
            let cosine = gram[a * m + b] / (lengths[a] * lengths[b]);
            squares.gram[a * m + b] = cosine + 1.0;
        }
        squares.high[a] = f64::INFINITY;
        squares.base[a] = -1.0;
        squares.tolerance[a] = f64::EPSILON;
        squares.places[a] = Place::Low;
    }
    squares.differentiate();
    squares.solve();
    // |residual|^2 = 1 - sum_k l_k at the minimum.
    1.0 - dot(&squares.rho, &vec![1.0; m]) > TOUCHES
}

#[cfg(test)]
mod tests {
    use crate::data::Dataset;
    use crate::flow::exact::kinks::Kinks;
    use faer::{Mat, mat};

    fn found(points: Mat<f64>) -> bool {
        let labels = vec![1.0; points.nrows()];
        Kinks::new(&Dataset::new(points, labels).unwrap()).has_inactive_side()
    }

    #[test]
    fn points_in_a_half_space_leave_an_inactive_side() {
        assert!(found(mat![[1.0, 0.0], [0.0, 1.0]]));
        assert!(found(mat![[1.0, 0.2], [-1.0, 0.2], [0.0, 3.0]]));
        assert!(found(mat![[1.0, 1e-3], [-1.0, 1e-3]]));
        assert!(found(mat![[1.0, 0.0, 0.0], [-1.0, 1.0, 0.0]]));
    }

    #[test]
    fn points_around_the_origin_do_not() {
        assert!(!found(mat![[1.0, 0.0], [-1.0, 1.0], [-1.0, -1.0]]));
        assert!(!found(mat![[1.0, 0.5], [-2.0, -1.0]]));
        assert!(!found(mat![[2.0], [-1.0]]));
        assert!(!found(mat![
            [1.0, 0.0],
            [-1.0, 1.0],
            [-1.0, -1.0],
            [5.0, 5.0]
        ]));
    }
}
