//! Sizes and distances of the coefficients beta of a linear predictor.

use crate::math::norm_of_any_size;

/// |beta|_1.
pub fn l1_norm(beta: &[f64]) -> f64 {
    beta.iter().map(|b| b.abs()).sum()
}

/// |beta - target|_2, without under- or overflow; both of length d.
pub fn coefficient_distance(beta: &[f64], target: &[f64]) -> f64 {
    norm_of_any_size(beta.iter().zip(target).map(|(b, t)| b - t))
}

/// The least |beta(t) - target|_2 over a path of betas: how near it comes to a point it is said to
/// visit. `None` for an empty one.
pub fn closest_approach(path: impl IntoIterator<Item = Vec<f64>>, target: &[f64]) -> Option<f64> {
    let distances = path
        .into_iter()
        .map(|beta| coefficient_distance(&beta, target));
    distances.reduce(f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norms_and_distances_of_known_vectors() {
        assert_eq!(l1_norm(&[1.0, -2.0, 0.5]), 3.5);
        assert_eq!(coefficient_distance(&[1.0, 5.0], &[4.0, 1.0]), 5.0);
        let tiny = coefficient_distance(&[3e-200, 0.0], &[0.0, 4e-200]);
        assert!((tiny / 5e-200 - 1.0).abs() < 1e-15);
    }

    #[test]
    fn the_closest_state_counts() {
        let path = [vec![0.0], vec![1.3], vec![2.6]];
        assert_eq!(closest_approach(path.clone(), &[1.3]), Some(0.0));
        let beyond = closest_approach(path, &[10.0]).unwrap();
        assert!((beyond - 7.4).abs() < 1e-15);
        assert_eq!(closest_approach([], &[1.0]), None);
    }
}
