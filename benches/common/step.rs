//! A step of gradient descent on a deep network, with everything that it needs.

use std::hint::black_box;
use std::sync::Arc;

use faer::Mat;
use sweetspot::config::Activation;
use sweetspot::network::Loss;
use sweetspot::network::deep::{Architecture, Block, Pass, Real, Shape};

const CLASSES: usize = 10;

/// A network and the points of a step.
pub struct Case {
    pub name: &'static str,
    input: Shape,
    blocks: &'static [Block],
    points: usize,
}

const IMAGE: Shape = Shape {
    height: 8,
    width: 8,
    channels: 1,
};

pub fn cases() -> [Case; 4] {
    use Block::{Convolution, Dense, MaxPool, Mean};
    [
        Case {
            name: "mlp-64-128x3",
            input: Shape::flat(64),
            blocks: &[Dense(128), Dense(128), Dense(128)],
            points: 300,
        },
        Case {
            name: "mlp-784-256x3",
            input: Shape::flat(784),
            blocks: &[Dense(256), Dense(256), Dense(256)],
            points: 1000,
        },
        Case {
            name: "cnn-16-32",
            input: IMAGE,
            blocks: &[Convolution(16), MaxPool, Convolution(32), Mean],
            points: 32,
        },
        Case {
            name: "cnn-32-32-64-64",
            input: IMAGE,
            blocks: &[
                Convolution(32),
                Convolution(32),
                MaxPool,
                Convolution(64),
                Convolution(64),
                Mean,
            ],
            points: 32,
        },
    ]
}

/// Everything that a step needs.
pub struct Step<T> {
    pass: Pass<T>,
    parameters: Vec<T>,
    gradient: Vec<T>,
    points: Mat<T>,
    outputs: [f64; CLASSES],
    residuals: [f64; CLASSES],
    pulls: Mat<T>,
}

impl<T: Real> Step<T> {
    pub fn new(case: &Case) -> Self {
        let relu = Activation::Relu;
        let built = Architecture::new(case.input, case.blocks, CLASSES, relu, false);
        let architecture = Arc::new(built.unwrap_or_else(|error| panic!("{error}")));
        let number = |k: usize| T::of(0.1 * libm::sin(1.7 * k as f64));
        let parameters: Vec<T> = (0..architecture.parameters()).map(number).collect();
        // A point a row of a matrix of columns, as data sets have them.
        let points = Mat::from_fn(case.points, case.input.size(), |i, j| {
            T::of(libm::cos((3 * i + 7 * j) as f64))
        });
        Step {
            pass: Pass::new(architecture, case.points),
            gradient: parameters.clone(),
            parameters,
            points,
            outputs: [0.0; CLASSES],
            residuals: [0.0; CLASSES],
            pulls: Mat::zeros(CLASSES, case.points),
        }
    }

    /// Forward pass, loss, backward pass, update.
    pub fn run(&mut self) {
        let points = self.points.transpose();
        let outputs = self.pass.forward(&self.parameters, points);
        for i in 0..points.ncols() {
            for (to, from) in self.outputs.iter_mut().zip(outputs.col(i).iter()) {
                *to = from.double();
            }
            let label = (i % CLASSES) as f64;
            Loss::CrossEntropy.value_and_residuals(&self.outputs, label, &mut self.residuals);
            for (to, from) in self.pulls.col_mut(i).iter_mut().zip(&self.residuals) {
                *to = T::of(*from);
            }
        }
        let pulls = self.pulls.as_ref();
        self.pass
            .backward(&self.parameters, points, pulls, &mut self.gradient);
        let rate = T::of(1e-6);
        let pairs = self.parameters.iter_mut().zip(&self.gradient);
        pairs.for_each(|(parameter, gradient)| *parameter += rate * *gradient);
        black_box(&self.parameters);
    }
}

/// Operations of the products of a step: each layer's three, less the first one's backward.
pub fn operations(case: &Case) -> usize {
    let relu = Activation::Relu;
    let built = Architecture::new(case.input, case.blocks, CLASSES, relu, false);
    let architecture = built.unwrap_or_else(|error| panic!("{error}"));
    let (mut positions, mut operations) = (case.input.positions(), 0);
    let mut layers = architecture.layers();
    let mut product = |times: usize, positions: usize| {
        let layer = layers
            .next()
            .map_or(0, |layer| layer.fan_in * layer.fan_out);
        operations += 2 * times * layer * positions * case.points;
    };
    let mut times = 2;
    for block in case.blocks {
        match block {
            Block::MaxPool => positions /= 4,
            Block::Mean | Block::Flatten => positions = 1,
            Block::Dense(_) | Block::Convolution(_) => {
                product(times, positions);
                times = 3;
            }
        }
    }
    product(times, 1);
    operations
}
