//! What training did to the weights: balancedness, rank, margin, coefficients.

use faer::Mat;

use crate::data::Dataset;
use crate::faults::{Fault, planted};
use crate::math::norm_of_any_size;
use crate::network::TwoLayer;

/// max_j |change of v_j^2 - |w_j|^2| / max(initial, final v_j^2 + |w_j|^2): zero along
/// the exact flow (DHL18). A neuron that is zero at both times has no drift.
pub fn balancedness_drift(start: &TwoLayer, end: &TwoLayer) -> f64 {
    (0..start.width())
        .map(|j| {
            let scale = neuron_size(start, j).max(neuron_size(end, j));
            if scale == 0.0 {
                return 0.0;
            }
            let balance = |network: &TwoLayer| {
                let v = network.outputs[j] / scale;
                let w = network.weights.col(j).norm_l2() / scale;
                ((v - w) * (v + w), v * v + w * w)
            };
            let (before, size_before) = balance(start);
            let (after, size_after) = balance(end);
            (after - before).abs() / size_before.max(size_after)
        })
        .fold(0.0, f64::max)
}

/// Stable rank |W|_F^2 / |W|_2^2, between 1 and min(d, h); 0 for zero weights,
/// NaN where a weight is not finite.
pub fn stable_rank(network: &TwoLayer) -> f64 {
    let largest = network.weights.norm_max();
    if largest == 0.0 {
        return 0.0;
    }
    if !network.weights.is_all_finite() {
        return f64::NAN;
    }
    // Entry by entry: 1/largest overflows for the smallest numbers, and the norm for the
    // largest.
    let (rows, columns) = network.weights.shape();
    let scaled = Mat::from_fn(rows, columns, |i, j| network.weights[(i, j)] / largest);
    let frobenius = scaled.norm_l2();
    match scaled.singular_values() {
        Ok(values) => (frobenius / values[0]) * (frobenius / values[0]),
        Err(_) => f64::NAN,
    }
}

/// min_i y_i f(x_i) / |theta|^2; `None` for zero weights.
pub fn normalized_margin(network: &TwoLayer, data: &Dataset) -> Option<f64> {
    let length = network.length();
    if length == 0.0 {
        return None;
    }
    let unit = if planted(Fault::MarginIsNotNormalised) {
        1.0
    } else {
        length
    };
    let normalised = network.scaled(1.0 / unit);
    let margins = normalised.predict(data.points());
    let margins = margins.iter().zip(data.labels()).map(|(f, y)| f * y);
    margins.min_by(f64::total_cmp)
}

fn neuron_size(network: &TwoLayer, j: usize) -> f64 {
    let w = network.weights.col(j).norm_l2();
    w.max(network.outputs[j].abs())
}

/// |beta|_1 of the coefficients of a linear predictor.
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
    use faer::mat;

    use super::*;

    fn network(scale: f64) -> TwoLayer {
        TwoLayer {
            weights: mat![[3.0 * scale, 0.0], [0.0, 4.0 * scale]],
            outputs: vec![3.0 * scale, -4.0 * scale],
        }
    }

    #[test]
    fn stable_rank_of_known_singular_values() {
        for scale in [1.0, 1e-200, 1e-308, 1e306, 4e307] {
            let rank = stable_rank(&network(scale));
            assert!((rank - 25.0 / 16.0).abs() < 1e-14, "{rank}");
        }
    }

    #[test]
    fn drift_is_relative_and_scale_free() {
        for scale in [1.0, 1e-200] {
            let start = network(scale);
            let mut end = network(2.0 * scale);
            assert_eq!(balancedness_drift(&start, &end), 0.0);
            end.outputs[0] *= 1.5; // 9^2 - 6^2 = 45 out of 9^2 + 6^2 = 117
            let drift = balancedness_drift(&start, &end);
            assert!((drift - 45.0 / 117.0).abs() < 1e-14, "{drift}");
        }
    }

    #[test]
    fn the_margin_does_not_depend_on_the_scale() {
        let data = Dataset::new(mat![[1.0, 0.0], [0.0, 1.0]], vec![1.0, -1.0]).unwrap();
        for scale in [1.0, 1e-150] {
            // f = 9 and -16, |theta|^2 = 50.
            let margin = normalized_margin(&network(scale), &data).unwrap();
            assert!((margin - 9.0 / 50.0).abs() < 1e-14, "{margin}");
        }
    }

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
