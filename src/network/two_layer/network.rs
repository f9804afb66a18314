//! The two-layer network among all networks: W column by column, then v.

use faer::{Mat, MatRef};

use super::TwoLayer;
use crate::config::Activation;
use crate::data::Dataset;
use crate::network::interface::{column, relative};
use crate::network::{Chain, Evaluation, Layer, Loss, Network, Step};

impl Network for TwoLayer {
    fn kind(&self) -> &str {
        "two-layer"
    }

    fn dimension(&self) -> usize {
        self.weights.nrows()
    }

    fn parameters(&self) -> Vec<f64> {
        flat(&self.weights, &self.outputs)
    }

    fn with_parameters(&self, flat: &[f64]) -> Box<dyn Network> {
        let (d, h) = self.weights.shape();
        Box::new(TwoLayer {
            weights: Mat::from_fn(d, h, |i, j| flat[j * d + i]),
            outputs: flat[d * h..].to_vec(),
        })
    }

    fn predict(&self, points: MatRef<'_, f64>) -> Mat<f64> {
        column(TwoLayer::predict(self, points))
    }

    fn velocity(&self, data: &Dataset, loss: Loss) -> Vec<f64> {
        let mut evaluation = Evaluation::new(data, self.width());
        evaluation.velocity(self, data, loss);
        flat(&evaluation.weight_velocity, &evaluation.output_velocity)
    }

    fn degree(&self) -> Option<f64> {
        Some(2.0)
    }

    fn layers(&self) -> Vec<Layer> {
        let (d, h) = self.weights.shape();
        let layer = |name: &str, shape, place| Layer {
            name: name.to_string(),
            shape,
            place,
            is_bias: false,
        };
        vec![
            layer("hidden", [d, h], 0..d * h),
            layer("output", [h, 1], d * h..d * h + h),
        ]
    }

    fn relative_change(&self, start: &dyn Network) -> f64 {
        let Some(start) = start.downcast::<TwoLayer>() else {
            return f64::NAN;
        };
        let outputs = self.outputs.iter().zip(&start.outputs);
        let change = TwoLayer {
            weights: &self.weights - &start.weights,
            outputs: outputs.map(|(a, b)| a - b).collect(),
        };
        relative(change.length(), start.length())
    }

    fn divided(&self, gamma: f64) -> Box<dyn Network> {
        Box::new(TwoLayer::divided(self, gamma))
    }

    fn as_two_layer(&self) -> Option<TwoLayer> {
        Some(self.clone())
    }

    fn chain(&self) -> Option<Chain> {
        let outputs = Mat::from_fn(1, self.outputs.len(), |_, j| self.outputs[j]);
        let steps = vec![
            Step::linear(self.weights.transpose().to_owned()),
            Step::linear(outputs),
        ];
        Some(Chain::dense(steps, Activation::Relu))
    }
}

fn flat(weights: &Mat<f64>, outputs: &[f64]) -> Vec<f64> {
    let columns = weights.col_iter().flat_map(|column| column.iter().copied());
    columns.chain(outputs.iter().copied()).collect()
}
