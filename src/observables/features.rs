//! The hidden features relu(W^T x_i) of training points, and their angles between points.

use faer::Mat;

use crate::data::Dataset;
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

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;

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
