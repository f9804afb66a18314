//! A network as a chain of steps: numbers that need nothing of this program.

use faer::Mat;

use crate::config::Activation;
use crate::data::Image;

/// `f(x) = multiplier step_L(a(... a(step_1(x))))`, the activation a behind every step that has
/// weights but the last; less the same with the weights of the start, where the network is centred.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The steps from the input on.
    pub steps: Vec<Step>,
    /// The same steps with the weights of the start, if they are subtracted.
    pub start: Option<Vec<Step>>,
    /// What follows all weights but the last.
    pub activation: Activation,
    /// What the end of the chain is multiplied by.
    pub multiplier: f64,
    /// What the inputs are images of; `None` where they are a list.
    pub image: Option<Image>,
}

/// A step of a chain. An image is a grid of positions with channels; a list before a dense step is
/// made of it channel after channel, in each position after position.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// `weights x + biases` of a list.
    Dense(Affine),
    /// The same at every position, of what it and its eight neighbours hold: row by row of the 3x3, the
    /// channels of each together; zeros outside of the image.
    Convolution(Affine),
    /// The largest of every 2x2 positions; a last row or column without a partner is left out.
    MaxPool,
    /// The mean over all positions of each channel, a list.
    Mean,
}

/// Weights, outputs x inputs, and as many biases as outputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Affine {
    /// Outputs x inputs.
    pub weights: Mat<f64>,
    /// One for each output.
    pub biases: Vec<f64>,
}

impl Step {
    /// Its name in files.
    pub fn name(&self) -> &'static str {
        match self {
            Step::Dense(_) => "dense",
            Step::Convolution(_) => "convolution",
            Step::MaxPool => "max-pool",
            Step::Mean => "mean",
        }
    }

    /// Its weights, if it has any.
    pub fn affine(&self) -> Option<&Affine> {
        match self {
            Step::Dense(affine) | Step::Convolution(affine) => Some(affine),
            Step::MaxPool | Step::Mean => None,
        }
    }

    /// A dense step without biases.
    pub(super) fn linear(weights: Mat<f64>) -> Step {
        let biases = vec![0.0; weights.nrows()];
        Step::Dense(Affine { weights, biases })
    }
}

impl Chain {
    /// Dense steps alone.
    pub(super) fn dense(steps: Vec<Step>, activation: Activation) -> Chain {
        Chain {
            steps,
            start: None,
            activation,
            multiplier: 1.0,
            image: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::elementary::gelu;
    use crate::network::networks::tests::{data, networks};

    /// The words of [`Step`], number by number: rows, columns and channels of a point, or a list.
    #[derive(Clone)]
    struct Numbers {
        height: usize,
        width: usize,
        values: Vec<f64>,
    }

    impl Numbers {
        fn channels(&self) -> usize {
            self.values.len() / (self.height * self.width)
        }

        fn at(&self, row: usize, column: usize, channel: usize) -> f64 {
            self.values[(row * self.width + column) * self.channels() + channel]
        }

        fn list(values: Vec<f64>) -> Numbers {
            let (height, width) = (1, 1);
            Numbers {
                height,
                width,
                values,
            }
        }

        fn flat(&self) -> Vec<f64> {
            let positions = self.height * self.width;
            let value = |k: usize| self.at(0, k % positions, k / positions);
            (0..self.values.len()).map(value).collect()
        }
    }

    fn affine(of: &Affine, inputs: &[f64]) -> Vec<f64> {
        let sum = |(row, bias): (usize, &f64)| {
            let terms = inputs.iter().enumerate();
            bias + terms.map(|(k, x)| of.weights[(row, k)] * x).sum::<f64>()
        };
        of.biases.iter().enumerate().map(sum).collect()
    }

    fn step(step: &Step, x: &Numbers) -> Numbers {
        let (height, width, channels) = (x.height, x.width, x.channels());
        match step {
            Step::Dense(of) => Numbers::list(affine(of, &x.flat())),
            Step::Convolution(of) => {
                let mut values = Vec::new();
                for at in 0..height * width {
                    let mut seen = Vec::new();
                    for tap in 0..9 {
                        let (row, column) = (at / width + tap / 3, at % width + tap % 3);
                        let inside = (1..=height).contains(&row) && (1..=width).contains(&column);
                        let value = |c| {
                            if inside {
                                x.at(row - 1, column - 1, c)
                            } else {
                                0.0
                            }
                        };
                        seen.extend((0..channels).map(value));
                    }
                    values.extend(affine(of, &seen));
                }
                Numbers { values, ..*x }
            }
            Step::MaxPool => {
                let (height, width) = (height / 2, width / 2);
                let largest = |k: usize| {
                    let (at, c) = (k / channels, k % channels);
                    let (row, column) = (2 * (at / width), 2 * (at % width));
                    let four = [(0, 0), (0, 1), (1, 0), (1, 1)];
                    let four = four.map(|(i, j)| x.at(row + i, column + j, c));
                    four.into_iter().fold(f64::NEG_INFINITY, f64::max)
                };
                let values = (0..height * width * channels).map(largest).collect();
                Numbers {
                    height,
                    width,
                    values,
                }
            }
            Step::Mean => {
                let mean = |c| (0..height * width).map(|k| x.at(0, k, c)).sum::<f64>();
                let values = (0..channels).map(|c| mean(c) / (height * width) as f64);
                Numbers::list(values.collect())
            }
        }
    }

    fn output(chain: &Chain, steps: &[Step], point: &[f64]) -> Vec<f64> {
        let image = chain.image.unwrap_or(Image {
            height: 1,
            width: 1,
            channels: point.len(),
        });
        let mut x = Numbers {
            height: image.height,
            width: image.width,
            values: point.to_vec(),
        };
        let mut left = steps.iter().filter(|step| step.affine().is_some()).count();
        for next in steps {
            x = step(next, &x);
            left -= usize::from(next.affine().is_some());
            if next.affine().is_some() && left > 0 {
                for value in &mut x.values {
                    *value = match chain.activation {
                        Activation::Relu => value.max(0.0),
                        Activation::Gelu => gelu(*value)[0],
                        Activation::Tanh => libm::tanh(*value),
                        Activation::Linear => *value,
                    };
                }
            }
        }
        x.values.iter().map(|f| chain.multiplier * f).collect()
    }

    #[test]
    fn the_chain_of_every_kind_is_the_network() {
        let data = data();
        for network in networks() {
            let network = network.divided(2.0);
            let chain = network.chain().unwrap();
            for (point, expected) in data
                .points()
                .row_iter()
                .zip(network.predict(data.points()).row_iter())
            {
                let point: Vec<f64> = point.iter().copied().collect();
                let found = output(&chain, &chain.steps, &point);
                let before = chain
                    .start
                    .as_ref()
                    .map(|start| output(&chain, start, &point));
                let before = before.unwrap_or_else(|| vec![0.0; found.len()]);
                for (k, expected) in expected.iter().enumerate() {
                    let error = found[k] - before[k] - expected;
                    assert!(error.abs() < 1e-13, "{}: {error}", network.kind());
                }
            }
        }
    }
}
