//! Hidden features and the tangent kernel on the training points, and how far a run has left its
//! linearisation.

use faer::Mat;

use crate::data::Dataset;
use crate::faults::{Fault, planted};
use crate::math::unit;
use crate::network::TwoLayer;

/// Cosines between the hidden features of two training points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FeatureCosines {
    /// The largest one between points of opposite classes; 0 with one class only. Zero exactly
    /// where no neuron is active on points of both.
    pub across: f64,
    /// The least one between points of the same class, 1 where each class has one point.
    pub within: f64,
}

/// Cosines of the features `phi(x_i) = relu(W^T x_i)` in R^h, for labels -1 and +1 (MZV25). They
/// are not negative. A point without an active neuron has no feature, and counts as cosine 0 to
/// every other point.
pub fn feature_cosines(network: &TwoLayer, data: &Dataset) -> FeatureCosines {
    let preactivations = data.points() * &network.weights;
    let rows: Vec<Vec<f64>> = preactivations
        .row_iter()
        .map(|row| {
            let feature: Vec<f64> = row.iter().map(|a| a.max(0.0)).collect();
            unit(&feature).unwrap_or(feature)
        })
        .collect();
    let features = Mat::from_fn(rows.len(), network.width(), |i, j| rows[i][j]);
    let cosines = &features * features.transpose();
    let labels = data.labels();
    let mut found = FeatureCosines {
        across: 0.0,
        within: 1.0,
    };
    for i in 0..rows.len() {
        for k in 0..i {
            if labels[i] == labels[k] {
                found.within = found.within.min(cosines[(i, k)]);
            } else {
                found.across = found.across.max(cosines[(i, k)]);
            }
        }
    }
    found
}

/// The tangent kernel Theta_ik = <df(x_i)/dtheta, df(x_k)/dtheta> on the training points, n x n:
/// `sum_j relu(a_ij) relu(a_kj) + v_j^2 1(a_ij > 0) 1(a_kj > 0) <x_i, x_k>`, a = X W, relu'(0) = 0.
pub fn tangent_kernel(data: &Dataset, network: &TwoLayer) -> Mat<f64> {
    let x = data.points();
    let a = x * &network.weights;
    let outputs = &network.outputs;
    let of_active = |i, j| if a[(i, j)] > 0.0 { outputs[j] } else { 0.0 };
    let active = Mat::from_fn(a.nrows(), a.ncols(), of_active);
    let relu = Mat::from_fn(a.nrows(), a.ncols(), |i, j| a[(i, j)].max(0.0));
    let gram = x * x.transpose();
    let shared = &active * active.transpose();
    let mut of_outputs = &relu * relu.transpose();
    if planted(Fault::KernelHasNoOutputs) {
        of_outputs.fill(0.0);
    }
    Mat::from_fn(x.nrows(), x.nrows(), |i, k| {
        of_outputs[(i, k)] + shared[(i, k)] * gram[(i, k)]
    })
}

/// |Theta - Theta_0|_F/|Theta_0|_F, the relative change of the tangent kernel on the training
/// points. `None` where Theta_0 is zero.
pub fn kernel_change(data: &Dataset, start: &TwoLayer, end: &TwoLayer) -> Option<f64> {
    let at_end = planted(Fault::KernelIsOfTheEnd);
    let before = tangent_kernel(data, if at_end { end } else { start });
    let size = before.norm_l2();
    let change = tangent_kernel(data, end) - before;
    (size > 0.0).then(|| change.norm_l2() / size)
}

/// `|f - f_lin|/|f - f_0|` over the training points, f_lin = f_0 + <df_0/dtheta, theta - theta_0>
/// the first-order expansion at the start (relu'(0) = 0): 0 for a network that moves within its
/// linearisation. `None` while f = f_0.
pub fn linearisation_gap(data: &Dataset, start: &TwoLayer, end: &TwoLayer) -> Option<f64> {
    let x = data.points();
    let (before, after) = (x * &start.weights, x * &end.weights);
    let (mut gap, mut moved) = (0.0, 0.0);
    for i in 0..data.samples() {
        let (mut change, mut linear) = (0.0, 0.0);
        for j in 0..start.width() {
            let (a, v) = (before[(i, j)], start.outputs[j]);
            change += end.outputs[j] * after[(i, j)].max(0.0) - v * a.max(0.0);
            if a > 0.0 {
                linear += v * (after[(i, j)] - a) + (end.outputs[j] - v) * a;
            }
        }
        gap += (change - linear) * (change - linear);
        moved += change * change;
    }
    (moved > 0.0).then(|| (gap / moved).sqrt())
}

/// Share of the pairs (neuron, training point) of which one network is active and the other is
/// not.
pub fn activation_change(data: &Dataset, start: &TwoLayer, end: &TwoLayer) -> f64 {
    let (before, after) = (data.points() * &start.weights, data.points() * &end.weights);
    let mut changed = 0;
    for j in 0..start.width() {
        let pairs = before.col(j).iter().zip(after.col(j).iter());
        changed += pairs.filter(|(a, b)| (**a > 0.0) != (**b > 0.0)).count();
    }
    changed as f64 / (data.samples() * start.width()) as f64
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;

    /// f = v relu(3 w) on one point, beside a point that no neuron sees.
    fn data() -> Dataset {
        Dataset::new(mat![[3.0], [-1.0]], vec![1.0, 1.0]).unwrap()
    }

    fn neuron(w: f64, v: f64) -> TwoLayer {
        TwoLayer {
            weights: mat![[w]],
            outputs: vec![v],
        }
    }

    #[test]
    fn the_kernel_of_one_neuron() {
        // The gradient on the first point is (3 v, 3 w) = (15, 6).
        let kernel = tangent_kernel(&data(), &neuron(2.0, 5.0));
        assert_eq!(kernel, mat![[225.0 + 36.0, 0.0], [0.0, 0.0]]);
        let change = kernel_change(&data(), &neuron(2.0, 5.0), &neuron(2.0, -4.0));
        assert!((change.unwrap() - 81.0 / 261.0).abs() < 1e-15);
        let dead = TwoLayer {
            weights: mat![[0.0]],
            outputs: vec![1.0],
        };
        assert_eq!(kernel_change(&data(), &dead, &neuron(1.0, 1.0)), None);
    }

    #[test]
    fn the_gap_is_what_the_first_order_misses() {
        // f = 3 v w: from 30 to 3 * 5.5 * 2.2 = 36.3; linear 3 (5 * .2 + .5 * 2) = 6.
        let gap = linearisation_gap(&data(), &neuron(2.0, 5.0), &neuron(2.2, 5.5)).unwrap();
        assert!((gap - 0.3 / 6.3).abs() < 1e-13, "{gap}");
        // Through the kink: f falls by 30 and the second point sees 5; linear -45.
        let gap = linearisation_gap(&data(), &neuron(2.0, 5.0), &neuron(-1.0, 5.0)).unwrap();
        let missed: f64 = 15.0 * 15.0 + 5.0 * 5.0;
        assert!(
            (gap - (missed / (900.0 + 25.0)).sqrt()).abs() < 1e-14,
            "{gap}"
        );
        assert_eq!(
            linearisation_gap(&data(), &neuron(2.0, 5.0), &neuron(2.0, 5.0)),
            None
        );
    }

    #[test]
    fn activations_that_changed_are_a_share_of_the_pairs() {
        let start = TwoLayer {
            weights: mat![[1.0, -1.0, 1.0, 0.0]],
            outputs: vec![1.0; 4],
        };
        let end = TwoLayer {
            weights: mat![[2.0, 1.0, 0.0, 0.0]],
            outputs: vec![1.0; 4],
        };
        // The second neuron switches on both points, the third leaves the first one.
        assert_eq!(activation_change(&data(), &start, &end), 3.0 / 8.0);
        assert_eq!(activation_change(&data(), &start, &start), 0.0);
    }

    fn of(weights: Mat<f64>, labels: [f64; 3]) -> FeatureCosines {
        let points = mat![[1.0, 0.0], [1.0, 1.0], [-1.0, 2.0]];
        let data = Dataset::new(points, labels.to_vec()).unwrap();
        let width = weights.ncols();
        let network = TwoLayer {
            weights,
            outputs: vec![1.0; width],
        };
        feature_cosines(&network, &data)
    }

    #[test]
    fn cosines_of_features_made_by_hand() {
        // Features (1, 0), (1, 1), (0, 2): cosines .7071 of neighbours, 0 of the ends.
        for scale in [1.0, 1e-200] {
            let weights = mat![[scale, 0.0], [0.0, scale]];
            let found = of(weights.clone(), [1.0, 1.0, -1.0]);
            assert!((found.within - 0.5f64.sqrt()).abs() < 1e-15);
            assert!((found.across - 0.5f64.sqrt()).abs() < 1e-15);
            let found = of(weights.clone(), [1.0, -1.0, 1.0]);
            assert_eq!(found.within, 0.0);
            let found = of(weights, [1.0, 1.0, 1.0]);
            assert_eq!((found.within, found.across), (0.0, 0.0));
        }
    }

    #[test]
    fn a_point_without_a_feature_is_at_a_right_angle_to_all() {
        let found = of(mat![[1.0], [0.0]], [1.0, 1.0, -1.0]);
        assert_eq!((found.within, found.across), (1.0, 0.0));
        let found = of(mat![[1.0], [0.0]], [1.0, -1.0, 1.0]);
        assert_eq!((found.within, found.across), (0.0, 1.0));
    }
}
