//! The coordinate check: how large a deep network's sums are, and how far they moved.

use faer::Mat;

use crate::data::Dataset;
use crate::network::deep::Deep;

/// Training points that the sums are taken on: a size is seen on a few.
const MOST_POINTS: usize = 32;

/// Root mean square of each layer's sums, before its activation, over its neurons (of a convolution
/// over channels and positions) and the first 32 training points; from the input on, the head last,
/// without c and uncentred (Yang and Hu 2021).
pub fn layer_sizes(data: &Dataset, network: &Deep) -> Vec<f64> {
    by_layer(data, network).map(|sums| rms(&sums)).collect()
}

/// The same of what each layer's sums changed by since the start.
///
/// # Panics
/// Networks of different architectures.
pub fn layer_updates(data: &Dataset, start: &Deep, network: &Deep) -> Vec<f64> {
    let pairs = by_layer(data, start).zip(by_layer(data, network));
    pairs.map(|(before, now)| rms(&(now - before))).collect()
}

fn by_layer(data: &Dataset, network: &Deep) -> impl Iterator<Item = Mat<f64>> {
    let points = data.points();
    let points = points.subrows(0, points.nrows().min(MOST_POINTS));
    (0..).map_while(move |layer| network.sums(layer, points))
}

fn rms(sums: &Mat<f64>) -> f64 {
    sums.norm_l2() / ((sums.nrows() * sums.ncols()) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use faer::mat;

    use super::*;
    use crate::config::Activation;
    use crate::network::deep::{Architecture, Block, Shape};

    /// Two layers of two neurons each and a head, with a bias everywhere.
    fn network(parameters: &[f64]) -> Deep {
        let blocks = [Block::Dense(2), Block::Dense(1)];
        let relu = Activation::Relu;
        let architecture = Architecture::new(Shape::flat(1), &blocks, 1, relu, true).unwrap();
        Deep::new("mlp", Arc::new(architecture), parameters.to_vec()).unwrap()
    }

    #[test]
    fn sizes_and_updates_by_hand() {
        let data = Dataset::new(mat![[1.0], [-2.0]], vec![1.0, -1.0]).unwrap();
        // First layer: x + 1 and -x; second: relu of these times 2 and 3, less 1; head: 5 times that.
        let start = network(&[1.0, -1.0, 1.0, 0.0, 2.0, 3.0, -1.0, 5.0, 0.5]);
        // Sums: (2, -1) and (-1, 2); 3 and 5; 15.5 and 25.5.
        let near = |found: Vec<f64>, squares: [f64; 3]| {
            let expected = squares.map(f64::sqrt);
            assert_eq!(found.len(), 3);
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() < 1e-12, "{found} {expected}");
            }
        };
        let head = 0.5 * (15.5f64.powi(2) + 25.5f64.powi(2));
        near(layer_sizes(&data, &start), [2.5, 17.0, head]);
        // The head alone moves by its bias, then the first layer's second weight by -1: -2x.
        let moved = network(&[1.0, -1.0, 1.0, 0.0, 2.0, 3.0, -1.0, 5.0, 1.5]);
        near(layer_updates(&data, &start, &moved), [0.0, 0.0, 1.0]);
        let moved = network(&[1.0, -2.0, 1.0, 0.0, 2.0, 3.0, -1.0, 5.0, 0.5]);
        // By -1 and 2; by 0 (relu) and 6; by 0 and 30.
        near(layer_updates(&data, &start, &moved), [1.25, 18.0, 450.0]);
    }

    #[test]
    fn of_an_image_all_positions_count() {
        let image = Shape {
            height: 2,
            width: 2,
            channels: 1,
        };
        let blocks = [Block::Convolution(1), Block::MaxPool, Block::Mean];
        let relu = Activation::Relu;
        let network = Architecture::new(image, &blocks, 1, relu, false).unwrap();
        // The filter sees its own place only, times 3.
        let mut parameters = vec![0.0; 10];
        (parameters[4], parameters[9]) = (3.0, 2.0);
        let network = Deep::new("cnn", Arc::new(network), parameters).unwrap();
        let data = Dataset::new(mat![[1.0, -1.0, 0.0, 2.0]], vec![1.0]).unwrap();
        let sizes = layer_sizes(&data, &network);
        assert!((sizes[0] - 13.5f64.sqrt()).abs() < 1e-12, "{sizes:?}");
        assert!((sizes[1] - 12.0).abs() < 1e-12, "{sizes:?}");
    }
}
