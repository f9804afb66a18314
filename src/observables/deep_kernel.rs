//! The tangent kernel of a deep network.

use std::sync::Arc;

use faer::{Mat, MatRef};

use crate::data::Dataset;
use crate::network::deep::{Deep, Pass};

/// Training points that the kernel is taken on: what moves it is seen on a few.
const MOST_POINTS: usize = 32;

/// |Theta - Theta_0|_F/|Theta_0|_F, where `Theta(x, x') = sum_k <df_k(x)/dtheta, df_k(x')/dtheta>`
/// on the first 32 training points. `None` where Theta_0 is zero.
///
/// # Panics
/// Networks of different architectures.
pub fn deep_kernel_change(data: &Dataset, start: &Deep, end: &Deep) -> Option<f64> {
    let before = deep_tangent_kernel(data, start);
    let size = before.norm_l2();
    let change = deep_tangent_kernel(data, end) - before;
    (size > 0.0).then(|| change.norm_l2() / size)
}

/// Theta on the first 32 training points (or as many as there are).
pub fn deep_tangent_kernel(data: &Dataset, network: &Deep) -> Mat<f64> {
    let architecture = network.architecture();
    let (outputs, count) = (architecture.outputs(), data.samples().min(MOST_POINTS));
    let mut pass = Pass::<f64>::new(Arc::clone(architecture), 1);
    let theta = network.parameters();
    let mut slopes = Mat::zeros(theta.len(), count);
    let mut kernel = Mat::zeros(count, count);
    for k in 0..outputs {
        let pull = Mat::from_fn(outputs, 1, |row, _| {
            if row == k { network.multiplier() } else { 0.0 }
        });
        for i in 0..count {
            let point: Vec<f64> = data.points().row(i).iter().copied().collect();
            let point = MatRef::from_column_major_slice(&point, point.len(), 1);
            pass.forward(theta, point);
            pass.backward(theta, point, pull.as_ref(), slopes.col_as_slice_mut(i));
        }
        kernel += slopes.transpose() * &slopes;
    }
    kernel
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;
    use crate::config::Activation;
    use crate::network::deep::{Architecture, Block, Shape};
    use crate::network::{Network, TwoLayer};
    use crate::observables::kernel_change;

    fn deep(two_layer: &TwoLayer) -> Deep {
        let input = Shape {
            height: 1,
            width: 1,
            channels: 2,
        };
        let blocks = [Block::Dense(2)];
        let architecture = Architecture::new(input, &blocks, 1, Activation::Relu, false).unwrap();
        let w = &two_layer.weights;
        // Outputs x inputs, column by column.
        let mut theta = vec![w[(0, 0)], w[(0, 1)], w[(1, 0)], w[(1, 1)]];
        theta.extend(&two_layer.outputs);
        Deep::new("mlp", Arc::new(architecture), theta).unwrap()
    }

    #[test]
    fn of_two_layers_it_is_the_one_known() {
        let points = mat![[1.0, 0.5], [-0.3, 1.0], [0.2, -0.9]];
        let data = Dataset::new(points, vec![1.0, -1.0, 1.0]).unwrap();
        let start = TwoLayer {
            weights: mat![[0.5, -0.4], [0.3, 0.8]],
            outputs: vec![0.7, -0.2],
        };
        let end = TwoLayer {
            weights: mat![[0.9, -0.6], [0.1, 1.1]],
            outputs: vec![1.0, -0.7],
        };
        let expected = kernel_change(&data, &start, &end).unwrap();
        let found = deep_kernel_change(&data, &deep(&start), &deep(&end)).unwrap();
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        let quarter = deep(&end).divided(2.0);
        let quarter = deep_tangent_kernel(&data, quarter.downcast().unwrap());
        let whole = deep_tangent_kernel(&data, &deep(&end));
        assert!((quarter * 4.0 - whole).norm_l2() < 1e-12);
    }
}
