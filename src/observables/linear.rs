//! What is measured of a deep linear network.

use faer::{Mat, MatRef};

use crate::network::{Layer, Linear, Network};

/// The tangent kernel Theta_ik = <df(x_i)/dtheta, df(x_k)/dtheta> on the rows of an m x d matrix:
/// `sum_l |b_l|^2 <W_(l-1) ... W_1 x_i, W_(l-1) ... W_1 x_k>`, b_l^T = W_L ... W_(l+1).
pub fn linear_tangent_kernel(points: MatRef<'_, f64>, network: &Linear) -> Mat<f64> {
    let mut features = points.to_owned();
    let mut kernel = Mat::zeros(points.nrows(), points.nrows());
    for (l, weights) in network.weights().iter().enumerate() {
        let behind = network.from_layer(l + 1).squared_norm_l2();
        kernel += faer::Scale(behind) * (&features * features.transpose());
        features = &features * weights.transpose();
    }
    kernel
}

/// The cosine <A, B>/(|A| |B|) of two kernels; `None` where one is zero.
pub fn kernel_alignment(a: &Mat<f64>, b: &Mat<f64>) -> Option<f64> {
    let sizes = a.norm_l2() * b.norm_l2();
    let columns = a.col_iter().zip(b.col_iter());
    let products = columns.flat_map(|(a, b)| a.iter().zip(b.iter()).map(|(a, b)| a * b));
    (sizes > 0.0).then(|| products.sum::<f64>() / sizes)
}

/// lambda of a network of two layers, the mean of the diagonal of W_2^T W_2 - W_1 W_1^T; `None` for
/// another depth.
pub fn imbalance(network: &Linear) -> Option<f64> {
    let [first, second] = network.weights() else {
        return None;
    };
    let difference = second.squared_norm_l2() - first.squared_norm_l2();
    Some(difference / first.nrows() as f64)
}

/// The largest change, over neighbouring layers, of the difference of their squared norms, as a share
/// of what their sum was or is: zero along the flow (DHL18, Corollary 2.1). `None` with one layer, or
/// between networks of different depths.
pub fn layer_drift(start: &dyn Network, end: &dyn Network) -> Option<f64> {
    let squares = |network: &dyn Network| -> Vec<f64> {
        let (theta, layers) = (network.parameters(), network.layers());
        let weights = layers.into_iter().filter(|layer| !layer.is_bias);
        let matrix = |layer: Layer| {
            let [rows, columns] = layer.shape;
            let weights = &theta[layer.place];
            MatRef::from_column_major_slice(weights, rows, columns).squared_norm_l2()
        };
        weights.map(matrix).collect()
    };
    let (before, after) = (squares(start), squares(end));
    let pairs = before.windows(2).zip(after.windows(2));
    let drift = pairs.map(|(a, b)| {
        let size = (a[0] + a[1]).max(b[0] + b[1]);
        ((b[1] - b[0]) - (a[1] - a[0])).abs() / size
    });
    let drift = drift.reduce(f64::max);
    drift.filter(|_| before.len() == after.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use faer::mat;

    fn network() -> Linear {
        Linear::new(vec![
            mat![[0.3, 0.9], [-1.2, 0.4], [0.8, -0.5]],
            mat![[1.1, -0.7, 0.2], [0.6, 0.1, -1.3]],
            mat![[0.5, -0.8]],
        ])
        .unwrap()
    }

    /// By central differences of f in every parameter.
    #[test]
    fn the_kernel_is_that_of_the_gradients() {
        let (network, points) = (network(), mat![[1.0, 0.5], [-0.4, 1.5], [0.9, -1.1]]);
        let flat = network.parameters();
        let moved = |k: usize, step: f64| {
            let mut flat = flat.clone();
            flat[k] += step;
            network.with_parameters(&flat).output(points.as_ref())
        };
        let slopes = |k: usize| {
            let (ahead, behind) = (moved(k, 1e-5), moved(k, -1e-5));
            let pairs = ahead.into_iter().zip(behind);
            pairs.map(|(a, b)| (a - b) / 2e-5).collect::<Vec<f64>>()
        };
        let gradients: Vec<Vec<f64>> = (0..flat.len()).map(slopes).collect();
        let kernel = linear_tangent_kernel(points.as_ref(), &network);
        for i in 0..3 {
            for k in 0..3 {
                let expected: f64 = gradients.iter().map(|g| g[i] * g[k]).sum();
                let found = kernel[(i, k)];
                assert!((found - expected).abs() < 1e-8, "{found} {expected}");
            }
        }
    }

    #[test]
    fn alignment_is_a_cosine() {
        let (a, b) = (mat![[1.0, 0.0], [0.0, 1.0]], mat![[3.0, 4.0], [4.0, 0.0]]);
        let found = kernel_alignment(&a, &b).unwrap();
        assert!((found - 3.0 / (2.0 * 41.0_f64).sqrt()).abs() < 1e-15);
        let itself = kernel_alignment(&b, &(faer::Scale(2.5) * &b)).unwrap();
        assert!((itself - 1.0).abs() < 1e-15);
        assert_eq!(kernel_alignment(&a, &Mat::zeros(2, 2)), None);
    }

    #[test]
    fn layers_drift_apart_by_the_worst_pair() {
        let sized = |sizes: [f64; 3]| Linear::new(sizes.map(|size| mat![[size]]).to_vec()).unwrap();
        // Squares 1, 4, 1 and 4, 4, 9: the differences 3 and -3 become 0 and 5.
        let (start, end) = (sized([1.0, 2.0, 1.0]), sized([2.0, 2.0, 3.0]));
        assert_eq!(layer_drift(&start, &end), Some(8.0 / 13.0));
        assert_eq!(layer_drift(&start, &start), Some(0.0));
        let one = Linear::new(vec![mat![[1.0]]]).unwrap();
        assert_eq!(layer_drift(&one, &one), None);
        assert_eq!(layer_drift(&start, &one), None);
    }

    #[test]
    fn the_imbalance_is_that_of_two_layers() {
        let two = Linear::new(vec![mat![[1.0, 2.0], [0.0, 1.0]], mat![[3.0, 1.0]]]).unwrap();
        assert_eq!(imbalance(&two), Some(2.0));
        assert_eq!(imbalance(&network()), None);
    }
}
