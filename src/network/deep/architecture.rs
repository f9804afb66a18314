//! The layers of a deep network, and where their parameters stand.

use std::ops::Range;

use super::shape::{Shape, ShapeError};
use crate::config::Activation;

/// A part of a network, as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// A layer of so many neurons, each of which sees all numbers, and its activation.
    Dense(usize),
    /// 3x3 convolutions with so many channels, zeros around the image, and their activation.
    Convolution(usize),
    /// The largest of every 2x2 positions; a last row or column without a partner is left out.
    MaxPool,
    /// The mean over all positions of each channel.
    Mean,
    /// All numbers as a list, channel after channel.
    Flatten,
}

/// Positions that a convolution sees from one: 3x3.
pub(super) const TAPS: usize = 9;

/// A deep network without its parameters.
///
/// The flat parameters are those of layer after layer: the weights, a matrix of outputs x inputs
/// column by column, then the biases if there are any. The inputs of a convolution are those of its
/// nine positions, row by row, the channels of each together; those of a layer behind an
/// image stand channel after channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Architecture {
    input: Shape,
    stages: Vec<Stage>,
    activation: Activation,
    parameters: usize,
}

/// A step from the input to the outputs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stage {
    pub input: Shape,
    pub output: Shape,
    pub operation: Operation,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operation {
    Dense(Weights),
    Convolution(Weights),
    MaxPool,
    Mean,
}

/// A layer of weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Numbers that a neuron sees.
    pub fan_in: usize,
    /// Number of neurons (dense) or channels (convolution).
    pub fan_out: usize,
    /// What the sum of the inputs times the weights is multiplied by.
    pub multiplier: f64,
    /// What the biases are multiplied by.
    pub bias_multiplier: f64,
    /// Whether it is a convolution.
    pub convolves: bool,
    /// Where the weights stand among the flat parameters.
    pub weights: Range<usize>,
    /// Where the biases stand; empty without them.
    pub biases: Range<usize>,
    /// What follows.
    pub activation: Activation,
}

impl Architecture {
    /// The blocks, and a linear layer with so many outputs behind them; every neuron has a
    /// bias or none has.
    ///
    /// # Errors
    /// Numbers of neurons, channels or outputs of 0; blocks that do not fit the image.
    ///
    /// ```
    /// use sweetspot::config::Activation;
    /// use sweetspot::network::deep::{Architecture, Block, Shape};
    /// let image = Shape { height: 8, width: 8, channels: 1 };
    /// let blocks = [Block::Convolution(16), Block::MaxPool, Block::Convolution(32), Block::Mean];
    /// let cnn = Architecture::new(image, &blocks, 10, Activation::Relu, false)?;
    /// assert_eq!((cnn.depth(), cnn.parameters()), (3, 9 * 16 + 9 * 16 * 32 + 32 * 10));
    /// # Ok::<(), sweetspot::network::deep::ShapeError>(())
    /// ```
    pub fn new(
        input: Shape,
        blocks: &[Block],
        outputs: usize,
        activation: Activation,
        bias: bool,
    ) -> Result<Self, ShapeError> {
        if input.size() == 0 {
            return Err(ShapeError::NoInput);
        }
        let mut build = Build {
            shape: input,
            stages: Vec::new(),
            parameters: 0,
            bias,
        };
        for (place, block) in blocks.iter().enumerate() {
            build.add(place + 1, *block, activation)?;
        }
        let Shape { height, width, .. } = build.shape;
        if height * width > 1 {
            return Err(ShapeError::NotFlat { height, width });
        }
        if outputs == 0 {
            return Err(ShapeError::NoOutput);
        }
        build.dense(outputs, Activation::Linear);
        Ok(Architecture {
            input,
            stages: build.stages,
            activation,
            parameters: build.parameters,
        })
    }

    /// The same layers with the multipliers of their weights and of their biases, from the input on.
    pub fn with_multipliers(mut self, multipliers: &[[f64; 2]]) -> Self {
        let layers = self.stages.iter_mut().filter_map(Stage::weights_mut);
        for (layer, [weights, biases]) in layers.zip(multipliers) {
            (layer.multiplier, layer.bias_multiplier) = (*weights, *biases);
        }
        self
    }

    /// The network that ends with the sums of a layer, before its activation: the layer's number is
    /// counted from 0 at the input. `None` beyond the last.
    pub fn ending_at(&self, layer: usize) -> Option<Self> {
        let stages = self.stages.iter().enumerate();
        let mut of_weights = stages.filter(|(_, stage)| stage.weights().is_some());
        let (end, _) = of_weights.nth(layer)?;
        let mut stages = self.stages[..=end].to_vec();
        let last = stages.last_mut()?.weights_mut()?;
        last.activation = Activation::Linear;
        let parameters = last.weights.end.max(last.biases.end);
        Some(Architecture {
            stages,
            parameters,
            ..self.clone()
        })
    }

    /// What the network sees.
    pub fn input(&self) -> Shape {
        self.input
    }

    /// Number of outputs K.
    pub fn outputs(&self) -> usize {
        self.stages.last().map_or(0, |head| head.output.size())
    }

    /// The activation between the layers.
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// The layers of weights, from the input on.
    pub fn layers(&self) -> impl Iterator<Item = &Weights> {
        self.stages.iter().filter_map(Stage::weights)
    }

    /// Number of layers of weights, L.
    pub fn depth(&self) -> usize {
        self.layers().count()
    }

    /// Number of parameters.
    pub fn parameters(&self) -> usize {
        self.parameters
    }

    /// Whether neurons have biases.
    pub fn has_biases(&self) -> bool {
        self.layers().any(|layer| !layer.biases.is_empty())
    }

    /// The degree of homogeneity in the parameters, L; `None` with biases and with activations that
    /// are not homogeneous themselves.
    pub fn degree(&self) -> Option<f64> {
        let homogeneous = matches!(self.activation, Activation::Relu | Activation::Linear);
        (homogeneous && !self.has_biases()).then(|| self.depth() as f64)
    }

    pub(super) fn stages(&self) -> &[Stage] {
        &self.stages
    }
}

impl Stage {
    pub fn weights(&self) -> Option<&Weights> {
        match &self.operation {
            Operation::Dense(weights) | Operation::Convolution(weights) => Some(weights),
            Operation::MaxPool | Operation::Mean => None,
        }
    }

    fn weights_mut(&mut self) -> Option<&mut Weights> {
        match &mut self.operation {
            Operation::Dense(weights) | Operation::Convolution(weights) => Some(weights),
            Operation::MaxPool | Operation::Mean => None,
        }
    }
}

/// An architecture so far.
struct Build {
    shape: Shape,
    stages: Vec<Stage>,
    parameters: usize,
    bias: bool,
}

impl Build {
    fn add(
        &mut self,
        place: usize,
        block: Block,
        activation: Activation,
    ) -> Result<(), ShapeError> {
        let Shape {
            height,
            width,
            channels,
        } = self.shape;
        match block {
            Block::Dense(0) | Block::Convolution(0) => return Err(ShapeError::NoWidth { place }),
            Block::Dense(neurons) => self.dense(neurons, activation),
            Block::Convolution(new) => {
                let weights = Weights {
                    convolves: true,
                    ..self.weights(TAPS * channels, new, activation)
                };
                let output = Shape {
                    channels: new,
                    ..self.shape
                };
                self.push(output, Operation::Convolution(weights));
            }
            Block::MaxPool if height < 2 || width < 2 => {
                return Err(ShapeError::TooSmallToPool {
                    place,
                    height,
                    width,
                });
            }
            Block::MaxPool => {
                let output = Shape {
                    height: height / 2,
                    width: width / 2,
                    channels,
                };
                self.push(output, Operation::MaxPool);
            }
            Block::Mean => self.push(Shape::flat(channels), Operation::Mean),
            // Numbers stand channel after channel as it is.
            Block::Flatten => self.shape = Shape::flat(self.shape.size()),
        }
        Ok(())
    }

    fn dense(&mut self, neurons: usize, activation: Activation) {
        self.shape = Shape::flat(self.shape.size());
        let weights = self.weights(self.shape.channels, neurons, activation);
        self.push(Shape::flat(neurons), Operation::Dense(weights));
    }

    fn push(&mut self, output: Shape, operation: Operation) {
        let input = std::mem::replace(&mut self.shape, output);
        self.stages.push(Stage {
            input,
            output,
            operation,
        });
    }

    fn weights(&mut self, fan_in: usize, fan_out: usize, activation: Activation) -> Weights {
        let weights = self.parameters..self.parameters + fan_in * fan_out;
        let biases = weights.end..weights.end + if self.bias { fan_out } else { 0 };
        self.parameters = biases.end;
        Weights {
            fan_in,
            fan_out,
            multiplier: 1.0,
            bias_multiplier: 1.0,
            convolves: false,
            weights,
            biases,
            activation,
        }
    }
}
