//! A deep network as a chain of steps.

use faer::Mat;

use super::architecture::{Architecture, Operation, Weights};
use super::network::Deep;
use crate::data::Image;
use crate::network::chain::{Affine, Chain, Step};

impl Deep {
    /// Its steps, with the multipliers of its parametrisation in the weights.
    pub(super) fn steps(&self) -> Chain {
        let architecture = self.architecture();
        let input = architecture.input();
        let is_dense =
            |stage: &super::architecture::Stage| matches!(stage.operation, Operation::Dense(_));
        let is_list = input.positions() == 1 && architecture.stages().iter().all(is_dense);
        Chain {
            steps: steps(architecture, self.parameters()),
            start: self.centre().map(|centre| steps(architecture, centre)),
            activation: architecture.activation(),
            multiplier: self.multiplier(),
            image: (!is_list).then_some(Image {
                height: input.height,
                width: input.width,
                channels: input.channels,
            }),
        }
    }
}

fn steps(architecture: &Architecture, parameters: &[f64]) -> Vec<Step> {
    let stages = architecture.stages().iter();
    let step = |operation: &Operation| match operation {
        Operation::Dense(weights) => Step::Dense(affine(weights, parameters)),
        Operation::Convolution(weights) => Step::Convolution(affine(weights, parameters)),
        Operation::MaxPool => Step::MaxPool,
        Operation::Mean => Step::Mean,
    };
    stages.map(|stage| step(&stage.operation)).collect()
}

fn affine(layer: &Weights, parameters: &[f64]) -> Affine {
    let flat = &parameters[layer.weights.clone()];
    let entry = |neuron, input| layer.multiplier * flat[input * layer.fan_out + neuron];
    let own = &parameters[layer.biases.clone()];
    let mut biases: Vec<f64> = own.iter().map(|b| layer.bias_multiplier * b).collect();
    biases.resize(layer.fan_out, 0.0);
    Affine {
        weights: Mat::from_fn(layer.fan_out, layer.fan_in, entry),
        biases,
    }
}
