//! What training did to the weights: balancedness, change, rank, margin.

use faer::Mat;

use crate::data::Dataset;
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

/// |theta - theta(0)| / |theta(0)| over all parameters. Saturates at the largest
/// double, so that a run that diverged still has a number that a file can hold.
pub fn relative_weight_change(start: &TwoLayer, end: &TwoLayer) -> f64 {
    let difference = &end.weights - &start.weights;
    let outputs = end.outputs.iter().zip(&start.outputs);
    let outputs: Vec<f64> = outputs.map(|(a, b)| a - b).collect();
    let changed = size(difference.norm_l2(), &outputs);
    let whole = size(start.weights.norm_l2(), &start.outputs);
    if changed == 0.0 {
        0.0
    } else {
        (changed / whole).min(f64::MAX)
    }
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
    let length = size(network.weights.norm_l2(), &network.outputs);
    if length == 0.0 {
        return None;
    }
    let normalised = network.scaled(1.0 / length);
    let margins = normalised.predict(data.points());
    let margins = margins.iter().zip(data.labels()).map(|(f, y)| f * y);
    margins.min_by(f64::total_cmp)
}

/// Length of all parameters, from the norm of W and v; safe from underflow.
fn size(weights: f64, outputs: &[f64]) -> f64 {
    let outputs = faer::ColRef::from_slice(outputs).norm_l2();
    libm::hypot(weights, outputs)
}

fn neuron_size(network: &TwoLayer, j: usize) -> f64 {
    let w = network.weights.col(j).norm_l2();
    w.max(network.outputs[j].abs())
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
    fn doubled_weights_have_changed_by_their_own_length() {
        for scale in [1.0, 1e-200] {
            let change = relative_weight_change(&network(scale), &network(2.0 * scale));
            assert!((change - 1.0).abs() < 1e-14, "{change}");
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
}
