//! The function of a deep network against loops over single numbers, as the parameters are said to
//! stand.

use proptest::prelude::*;
use sweetspot::config::Activation;
use sweetspot::network::Network;
use sweetspot::network::deep::{Block, Deep, Shape, Weights};

use crate::problem::{Case, cases};

/// Numbers at (row, column, channel).
#[derive(Clone, Debug)]
struct Image {
    shape: Shape,
    numbers: Vec<f64>,
}

impl Image {
    fn at(&self, row: isize, column: isize, channel: usize) -> f64 {
        let Shape {
            height,
            width,
            channels,
        } = self.shape;
        let inside = (0..height as isize).contains(&row) && (0..width as isize).contains(&column);
        match inside {
            true => self.numbers[(row as usize * width + column as usize) * channels + channel],
            false => 0.0,
        }
    }

    fn new(shape: Shape, at: impl Fn(usize, usize, usize) -> f64) -> Image {
        let mut numbers = Vec::new();
        for row in 0..shape.height {
            for column in 0..shape.width {
                numbers.extend((0..shape.channels).map(|channel| at(row, column, channel)));
            }
        }
        Image { shape, numbers }
    }

    /// Channel after channel.
    fn list(&self) -> Vec<f64> {
        let Shape {
            height,
            width,
            channels,
        } = self.shape;
        let mut list = Vec::new();
        for channel in 0..channels {
            for row in 0..height {
                list.extend(
                    (0..width).map(|column| self.at(row as isize, column as isize, channel)),
                );
            }
        }
        list
    }
}

fn activate(activation: Activation, z: f64) -> f64 {
    match activation {
        Activation::Relu => z.max(0.0),
        Activation::Gelu => z * 0.5 * libm::erfc(-z / 2f64.sqrt()),
        Activation::Tanh => libm::tanh(z),
        Activation::Linear => z,
    }
}

fn neuron(layer: &Weights, theta: &[f64], j: usize, inputs: &[f64]) -> f64 {
    assert_eq!(inputs.len(), layer.fan_in);
    let weight = |k: usize| theta[layer.weights.start + k * layer.fan_out + j];
    let sum: f64 = inputs.iter().enumerate().map(|(k, x)| weight(k) * x).sum();
    let bias = theta[layer.biases.clone()].get(j).copied().unwrap_or(0.0);
    activate(
        layer.activation,
        layer.multiplier * sum + layer.bias_multiplier * bias,
    )
}

fn outputs(case: &Case, network: &Deep, theta: &[f64], point: Vec<f64>) -> Vec<f64> {
    let mut layers = network.architecture().layers();
    let mut image = Image {
        shape: case.input,
        numbers: point,
    };
    for block in &case.blocks {
        let Shape {
            height,
            width,
            channels,
        } = image.shape;
        image = match *block {
            Block::Dense(neurons) => {
                let (layer, list) = (layers.next().unwrap(), image.list());
                Image::new(Shape::flat(neurons), |_, _, j| {
                    neuron(layer, theta, j, &list)
                })
            }
            Block::Convolution(channels) => {
                let layer = layers.next().unwrap();
                Image::new(
                    Shape {
                        channels,
                        ..image.shape
                    },
                    |row, column, j| {
                        let mut seen = Vec::new();
                        for down in -1..=1 {
                            for right in -1..=1 {
                                let (r, c) = (row as isize + down, column as isize + right);
                                seen.extend((0..image.shape.channels).map(|k| image.at(r, c, k)));
                            }
                        }
                        neuron(layer, theta, j, &seen)
                    },
                )
            }
            Block::MaxPool => {
                let shape = Shape {
                    height: height / 2,
                    width: width / 2,
                    channels,
                };
                Image::new(shape, |row, column, channel| {
                    let at =
                        |r, c| image.at((2 * row + r) as isize, (2 * column + c) as isize, channel);
                    at(0, 0).max(at(0, 1)).max(at(1, 0)).max(at(1, 1))
                })
            }
            Block::Mean => Image::new(Shape::flat(channels), |_, _, channel| {
                let column = image.numbers.iter().skip(channel).step_by(channels);
                column.sum::<f64>() / (height * width) as f64
            }),
            Block::Flatten => {
                let list = image.list();
                Image::new(Shape::flat(list.len()), |_, _, k| list[k])
            }
        };
    }
    let (head, list) = (layers.next().unwrap(), image.list());
    (0..head.fan_out)
        .map(|j| neuron(head, theta, j, &list))
        .collect()
}

proptest! {
    #[test]
    fn the_function_is_the_one_that_is_written_down(case in cases()) {
        let (network, data) = case.draw(|uniform| 1.2 * uniform());
        let found = network.predict(data.points());
        for (point, found) in data.points().row_iter().zip(found.row_iter()) {
            let point: Vec<f64> = point.iter().copied().collect();
            let mut expected = outputs(&case, &network, network.parameters(), point.clone());
            if let Some(centre) = network.centre() {
                let start = outputs(&case, &network, centre, point);
                expected.iter_mut().zip(start).for_each(|(f, start)| *f -= start);
            }
            for (found, expected) in found.iter().zip(expected) {
                let scale = expected.abs().max(1.0);
                prop_assert!((found - expected).abs() <= 1e-11 * scale, "{found} {expected}");
            }
        }
    }
}
