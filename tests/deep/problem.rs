//! Small networks and data of every sort.

use std::sync::Arc;

use faer::Mat;
use proptest::prelude::*;
use rand::RngExt;
use sweetspot::config::Activation;
use sweetspot::data::Dataset;
use sweetspot::network::Loss;
use sweetspot::network::deep::{Architecture, Block, Deep, Shape};
use sweetspot::random::Streams;

/// What a network is made of, and the seed of its parameters and data.
#[derive(Clone, Debug)]
pub struct Case {
    pub input: Shape,
    pub blocks: Vec<Block>,
    pub activation: Activation,
    pub bias: bool,
    pub outputs: usize,
    pub points: usize,
    pub centred: bool,
    pub seed: u64,
}

pub fn activations() -> impl Strategy<Value = Activation> {
    prop_oneof![
        Just(Activation::Relu),
        Just(Activation::Gelu),
        Just(Activation::Tanh),
        Just(Activation::Linear),
    ]
}

/// Dense layers on a list, or convolutions and pooling on an image.
fn shapes() -> impl Strategy<Value = (Shape, Vec<Block>)> {
    let dense = proptest::collection::vec((1usize..5).prop_map(Block::Dense), 0..4);
    let mlp = (1usize..5, dense).prop_map(|(d, blocks)| (Shape::flat(d), blocks));
    let inner = prop_oneof![
        3 => (1usize..4).prop_map(Block::Convolution),
        1 => Just(Block::MaxPool),
    ];
    let inner = proptest::collection::vec(inner, 1..4);
    let end = prop_oneof![
        Just(vec![Block::Mean]),
        Just(vec![Block::Flatten]),
        Just(vec![Block::Flatten, Block::Dense(3)]),
        Just(vec![Block::Dense(2)]),
    ];
    let cnn = (1usize..6, 1usize..6, 1usize..3, inner, end);
    let cnn = cnn.prop_map(|(height, width, channels, inner, end)| {
        let (mut rows, mut columns, mut blocks) = (height, width, Vec::new());
        for block in inner {
            if block == Block::MaxPool {
                if rows.min(columns) < 2 {
                    continue;
                }
                (rows, columns) = (rows / 2, columns / 2);
            }
            blocks.push(block);
        }
        let input = Shape {
            height,
            width,
            channels,
        };
        (input, [blocks, end].concat())
    });
    prop_oneof![mlp, cnn]
}

pub fn cases() -> impl Strategy<Value = Case> {
    let shapes = (shapes(), activations(), any::<bool>());
    let sizes = (1usize..4, 1usize..6, any::<bool>(), any::<u64>());
    (shapes, sizes).prop_map(
        |(((input, blocks), activation, bias), (outputs, points, centred, seed))| Case {
            input,
            blocks,
            activation,
            bias,
            outputs,
            points,
            centred,
            seed,
        },
    )
}

impl Case {
    pub fn architecture(&self) -> Arc<Architecture> {
        let Case {
            input,
            outputs,
            activation,
            bias,
            ..
        } = *self;
        let built = Architecture::new(input, &self.blocks, outputs, activation, bias).unwrap();
        // Multipliers of their own, so that each is seen.
        let multipliers: Vec<[f64; 2]> = (0..built.depth())
            .map(|l| [1.0 + 0.3 * l as f64, 0.5 + 0.2 * l as f64])
            .collect();
        Arc::new(built.with_multipliers(&multipliers))
    }

    /// The network with parameters and points that some law draws.
    pub fn draw(&self, mut law: impl FnMut(&mut dyn FnMut() -> f64) -> f64) -> (Deep, Dataset) {
        let architecture = self.architecture();
        let mut stream = Streams::new(self.seed).weights();
        let mut draw = || law(&mut || stream.random_range(-1.0..1.0));
        let numbers = architecture.parameters();
        let mut parameters = || (0..numbers).map(|_| draw()).collect::<Vec<f64>>();
        let (start, theta) = (parameters(), parameters());
        let points = Mat::from_fn(self.points, self.input.size(), |_, _| draw());
        let network = Deep::new("deep", architecture, start).unwrap();
        let network = if self.centred {
            network.centred()
        } else {
            network
        };
        let network = sweetspot::network::Network::with_parameters(&network, &theta);
        let network = network.downcast::<Deep>().unwrap().clone();
        (network, Dataset::new(points, self.labels()).unwrap())
    }

    pub fn labels(&self) -> Vec<f64> {
        let label = |i: usize| match self.outputs {
            1 => [1.0, -1.0][i % 2],
            outputs => (i % outputs) as f64,
        };
        (0..self.points).map(label).collect()
    }

    /// Losses that fit the number of outputs.
    pub fn losses(&self) -> &'static [Loss] {
        match self.outputs {
            1 => &[Loss::Logistic2, Loss::Squared],
            _ => &[Loss::CrossEntropy],
        }
    }
}
