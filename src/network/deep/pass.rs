//! Outputs and gradients of a deep network in memory that is allocated once.
//!
//! Inside, the numbers of m points stand neuron after neuron (channel after channel, in each position
//! after position), in each point after point: the long side of every product is that of the
//! points, and what is done element by element is done on whole runs of points.

use std::mem::swap;
use std::sync::Arc;

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};

use super::activation::{activate, add_biases, keeps_slopes, pull_back};
use super::architecture::{Operation, Stage, Weights};
use super::{Architecture, Real, patches, pooling};

/// The buffers of forward and backward passes.
#[derive(Clone, Debug)]
pub struct Pass<T> {
    architecture: Arc<Architecture>,
    most_points: usize,
    /// The points, if the first stage needs them in the order of images.
    image: Vec<T>,
    memories: Vec<Memory<T>>,
    /// The pulls on a stage's outputs, and those on its inputs.
    pulls: [Vec<T>; 2],
    /// The pulls on patches.
    patch_pulls: Vec<T>,
}

/// What the forward pass of a stage leaves.
#[derive(Clone, Debug)]
struct Memory<T> {
    outputs: Vec<T>,
    slopes: Vec<T>,
    patches: Vec<T>,
}

impl<T: Real> Pass<T> {
    /// Buffers for so many points at a time.
    pub fn new(architecture: Arc<Architecture>, most_points: usize) -> Self {
        let zeros = |numbers: usize| vec![T::default(); numbers * most_points];
        let memory = |stage: &Stage| {
            let keeps = |weights: &Weights| keeps_slopes(weights.activation);
            Memory {
                outputs: zeros(stage.output.size()),
                slopes: match stage.weights().is_some_and(keeps) {
                    true => zeros(stage.output.size()),
                    false => Vec::new(),
                },
                patches: zeros(patches_of(stage)),
            }
        };
        let stages = architecture.stages();
        let input = architecture.input();
        let as_they_are = matches!(stages[0].operation, Operation::Dense(_))
            && (input.positions() == 1 || input.channels == 1);
        let widest = stages.iter().map(|stage| stage.output.size()).max();
        let patches = stages.iter().skip(1).map(patches_of).max();
        Pass {
            image: zeros(if as_they_are { 0 } else { input.size() }),
            memories: stages.iter().map(memory).collect(),
            pulls: [(); 2].map(|()| zeros(widest.unwrap_or(0))),
            patch_pulls: zeros(patches.unwrap_or(0)),
            architecture,
            most_points,
        }
    }

    /// The network whose passes these are.
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }

    /// The outputs on m points, K x m; `points` is d x m, a point a column.
    ///
    /// # Panics
    /// More points than the buffers are for; numbers of parameters or inputs other than the
    /// network's.
    pub fn forward(&mut self, parameters: &[T], points: MatRef<'_, T>) -> MatRef<'_, T> {
        let m = self.check(parameters, points);
        if m == 0 {
            return self.outputs(0);
        }
        self.take_image(points);
        let architecture = self.architecture.clone();
        for (i, stage) in architecture.stages().iter().enumerate() {
            let (before, behind) = self.memories.split_at_mut(i);
            let memory = &mut behind[0];
            let outputs = &mut memory.outputs[..stage.output.size() * m];
            let inputs = match before.last() {
                Some(before) => &before.outputs[..stage.input.size() * m],
                None => image_of(&self.image, stage, m),
            };
            match &stage.operation {
                Operation::Dense(weights) => {
                    let inputs = matrix_or(inputs, points);
                    product(weights, parameters, inputs, outputs);
                }
                Operation::Convolution(weights) => {
                    let patches = &mut memory.patches[..patches_of(stage) * m];
                    patches::see(patches, inputs, stage.input, m);
                    let rows = stage.input.positions() * m;
                    let patches = MatRef::from_column_major_slice(patches, rows, weights.fan_in);
                    product(weights, parameters, patches, outputs);
                }
                Operation::MaxPool => pooling::largest(outputs, inputs, stage.input, m),
                Operation::Mean => pooling::mean(outputs, inputs, stage.input, m),
            }
            if let Some(weights) = stage.weights() {
                let biases = &parameters[weights.biases.clone()];
                add_biases(outputs, biases, weights.bias_multiplier);
                activate(weights.activation, outputs, &mut memory.slopes);
            }
        }
        self.outputs(m)
    }

    /// The gradient of `sum_ik pulls_ik net_k(x_i)`, after [`forward`](Pass::forward) with
    /// the same parameters on the same points; `pulls` is K x m, `gradient` as long as the parameters.
    ///
    /// # Panics
    /// As [`forward`](Pass::forward), and for pulls or a gradient of other sizes.
    pub fn backward(
        &mut self,
        parameters: &[T],
        points: MatRef<'_, T>,
        pulls: MatRef<'_, T>,
        gradient: &mut [T],
    ) {
        let m = self.check(parameters, points);
        let architecture = self.architecture.clone();
        assert_eq!(gradient.len(), parameters.len(), "numbers of parameters");
        assert_eq!(pulls.shape(), (architecture.outputs(), m), "shape of pulls");
        if m == 0 {
            gradient.fill(T::default());
            return;
        }
        let [pull, below] = &mut self.pulls;
        let mut own =
            MatMut::from_column_major_slice_mut(&mut pull[..pulls.nrows() * m], m, pulls.nrows());
        own.copy_from(pulls.transpose());
        let stages = architecture.stages();
        let first = stages.iter().position(|stage| stage.weights().is_some());
        for (i, stage) in stages.iter().enumerate().rev() {
            if first.is_none_or(|first| i < first) {
                break;
            }
            let (before, behind) = self.memories.split_at(i);
            let memory = &behind[0];
            let size = stage.output.size() * m;
            let (outputs, pulls) = (&memory.outputs[..size], &mut pull[..size]);
            let inputs = match before.last() {
                Some(before) => &before.outputs[..stage.input.size() * m],
                None => image_of(&self.image, stage, m),
            };
            let inner = (Some(i) != first).then(|| &mut below[..stage.input.size() * m]);
            if let Some(weights) = stage.weights() {
                pull_back(weights.activation, pulls, outputs, &memory.slopes);
                pull_biases(weights, pulls, gradient);
            }
            match &stage.operation {
                Operation::Dense(weights) => {
                    let inputs = matrix_or(inputs, points);
                    pull_weights(weights, pulls, inputs, gradient);
                    if let Some(inner) = inner {
                        pull_inputs(weights, parameters, pulls, inner);
                    }
                }
                Operation::Convolution(weights) => {
                    let rows = stage.input.positions() * m;
                    let patches = &memory.patches[..patches_of(stage) * m];
                    let matrix = MatRef::from_column_major_slice(patches, rows, weights.fan_in);
                    pull_weights(weights, pulls, matrix, gradient);
                    if let Some(inner) = inner {
                        let patch_pulls = &mut self.patch_pulls[..patches.len()];
                        pull_inputs(weights, parameters, pulls, patch_pulls);
                        patches::gather(inner, patch_pulls, stage.input, m);
                    }
                }
                Operation::MaxPool => {
                    if let Some(inner) = inner {
                        pooling::pull_largest(inner, pulls, [inputs, outputs], stage.input, m);
                    }
                }
                Operation::Mean => {
                    if let Some(inner) = inner {
                        pooling::pull_mean(inner, pulls, stage.input, m);
                    }
                }
            }
            swap(pull, below);
        }
    }

    /// What a stage gave in the last forward pass.
    pub(super) fn values(&self, stage: usize) -> &[T] {
        &self.memories[stage].outputs
    }

    /// The points of the last forward pass, if they are images.
    pub(super) fn image(&self) -> &[T] {
        &self.image
    }

    /// The outputs of the last forward pass, on m points, K x m.
    fn outputs(&self, m: usize) -> MatRef<'_, T> {
        let outputs = self.architecture.outputs();
        let values = self.memories.last().map_or(&[][..], |head| &head.outputs);
        MatRef::from_column_major_slice(&values[..outputs * m], m, outputs).transpose()
    }

    /// The number of points.
    fn check(&self, parameters: &[T], points: MatRef<'_, T>) -> usize {
        let numbers = self.architecture.parameters();
        assert_eq!(parameters.len(), numbers, "number of parameters");
        let inputs = self.architecture.input().size();
        assert_eq!(points.nrows(), inputs, "number of inputs");
        let m = points.ncols();
        assert!(m <= self.most_points, "{m} points");
        m
    }

    /// Copies the points in the order that images have inside.
    fn take_image(&mut self, points: MatRef<'_, T>) {
        let (shape, m) = (self.architecture.input(), points.ncols());
        if self.image.is_empty() {
            return;
        }
        let column = shape.positions() * m;
        for (k, point) in points.row_iter().enumerate() {
            let (position, channel) = (k / shape.channels, k % shape.channels);
            let to = &mut self.image[channel * column + position * m..][..m];
            to.iter_mut().zip(point.iter()).for_each(|(to, x)| *to = *x);
        }
    }
}

/// Numbers of a point's patches, 0 for another stage.
fn patches_of(stage: &Stage) -> usize {
    match &stage.operation {
        Operation::Convolution(weights) => stage.input.positions() * weights.fan_in,
        _ => 0,
    }
}

/// The points as an image; nothing where they are taken as they are.
fn image_of<'a, T>(image: &'a [T], stage: &Stage, m: usize) -> &'a [T] {
    &image[..image.len().min(stage.input.size() * m)]
}

/// The inputs of a dense layer, m x inputs: those that stand inside, or else the points.
fn matrix_or<'a, T: Real>(inputs: &'a [T], points: MatRef<'a, T>) -> MatRef<'a, T> {
    let m = points.ncols();
    match inputs.is_empty() {
        true => points.transpose(),
        false => MatRef::from_column_major_slice(inputs, m, inputs.len() / m),
    }
}

/// outputs = multiplier inputs weights^T.
fn product<T: Real>(layer: &Weights, parameters: &[T], inputs: MatRef<'_, T>, outputs: &mut [T]) {
    let outputs = MatMut::from_column_major_slice_mut(outputs, inputs.nrows(), layer.fan_out);
    let weights = matrix(layer, parameters).transpose();
    multiply(outputs, inputs, weights, layer.multiplier);
}

/// gradient = multiplier pulls^T inputs.
fn pull_weights<T: Real>(layer: &Weights, pulls: &[T], inputs: MatRef<'_, T>, gradient: &mut [T]) {
    let gradient = &mut gradient[layer.weights.clone()];
    let gradient = MatMut::from_column_major_slice_mut(gradient, layer.fan_out, layer.fan_in);
    let pulls = MatRef::from_column_major_slice(pulls, inputs.nrows(), layer.fan_out);
    multiply(gradient, pulls.transpose(), inputs, layer.multiplier);
}

/// inputs' pulls = multiplier pulls weights.
fn pull_inputs<T: Real>(layer: &Weights, parameters: &[T], pulls: &[T], inner: &mut [T]) {
    let rows = pulls.len() / layer.fan_out;
    let inner = MatMut::from_column_major_slice_mut(inner, rows, layer.fan_in);
    let pulls = MatRef::from_column_major_slice(pulls, rows, layer.fan_out);
    multiply(inner, pulls, matrix(layer, parameters), layer.multiplier);
}

/// A bias is pulled by all that its neuron is pulled by.
fn pull_biases<T: Real>(layer: &Weights, pulls: &[T], gradient: &mut [T]) {
    let rows = pulls.len() / layer.fan_out;
    let factor = T::of(layer.bias_multiplier);
    let biases = gradient[layer.biases.clone()].iter_mut();
    for (bias, pulls) in biases.zip(pulls.chunks_exact(rows)) {
        *bias = factor * pulls.iter().copied().sum::<T>();
    }
}

fn matrix<'a, T: Real>(layer: &Weights, parameters: &'a [T]) -> MatRef<'a, T> {
    let weights = &parameters[layer.weights.clone()];
    MatRef::from_column_major_slice(weights, layer.fan_out, layer.fan_in)
}

/// product = factor a b, on one thread.
fn multiply<T: Real>(product: MatMut<'_, T>, a: MatRef<'_, T>, b: MatRef<'_, T>, factor: f64) {
    matmul(product, Accum::Replace, a, b, T::of(factor), Par::Seq);
}
