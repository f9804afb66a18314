//! Outputs and gradients of a deep network in memory that is allocated once.
//!
//! Inside, the numbers of m points stand neuron after neuron (channel after channel, in each position
//! after position), in each point after point: the long side of every product is that of the
//! points, and what is done element by element is done on whole runs of points.

use std::mem::swap;
use std::ops::Range;
use std::sync::Arc;

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};

use super::activation::{activate, add_biases, keeps_slopes, pull_back};
use super::architecture::{Operation, Stage, Weights};
use super::{Architecture, Real, patches, pooling};

/// Rows of a product at a time: a multiple of what faer's kernels take at once.
const MOST_ROWS: usize = 480;

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
    /// The pulls on the patches of a band of an image.
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
        let band = |stage: &Stage| patches_of_band(stage, most_points);
        let largest_band = stages.iter().skip(1).map(band).max();
        Pass {
            image: zeros(if as_they_are { 0 } else { input.size() }),
            memories: stages.iter().map(memory).collect(),
            pulls: [(); 2].map(|()| zeros(widest.unwrap_or(0))),
            patch_pulls: vec![T::default(); largest_band.unwrap_or(0)],
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
                    let outputs = MatMut::from_column_major_slice_mut(outputs, m, weights.fan_out);
                    product(weights, parameters, matrix_or(inputs, points), outputs);
                }
                Operation::Convolution(weights) => {
                    let mut patches = &mut memory.patches[..patches_of(stage) * m];
                    for rows in patches::bands(stage.input, m) {
                        let band = Band::new(stage, m, &rows);
                        let (own, rest) = patches.split_at_mut(band.size(weights));
                        patches::see(own, inputs, stage.input, m, rows);
                        patches = rest;
                        let own = MatRef::from_column_major_slice(own, band.length, weights.fan_in);
                        product(weights, parameters, own, band.of_mut(outputs, weights));
                    }
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
                    let (gradient, inputs) = (&mut gradient[..], matrix_or(inputs, points));
                    let pulls = MatRef::from_column_major_slice(pulls, m, weights.fan_out);
                    pull_weights(weights, pulls, inputs, Accum::Replace, gradient);
                    if let Some(inner) = inner {
                        pull_inputs(weights, parameters, pulls, inner);
                    }
                }
                Operation::Convolution(weights) => {
                    let mut inner = inner;
                    if let Some(inner) = &mut inner {
                        inner.fill(T::default());
                    }
                    let mut patches = &memory.patches[..patches_of(stage) * m];
                    let mut accum = Accum::Replace;
                    for rows in patches::bands(stage.input, m) {
                        let band = Band::new(stage, m, &rows);
                        let (own, rest) = patches.split_at(band.size(weights));
                        patches = rest;
                        let own = MatRef::from_column_major_slice(own, band.length, weights.fan_in);
                        let pulls = band.of(pulls, weights);
                        pull_weights(weights, pulls, own, accum, gradient);
                        accum = Accum::Add;
                        if let Some(inner) = &mut inner {
                            let patch_pulls = &mut self.patch_pulls[..band.size(weights)];
                            pull_inputs(weights, parameters, pulls, patch_pulls);
                            patches::gather(inner, patch_pulls, stage.input, m, rows);
                        }
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

/// The most numbers of the patches of a band, for so many points at most. Fewer points have longer
/// bands, but not more patches than all of theirs.
fn patches_of_band(stage: &Stage, most_points: usize) -> usize {
    let numbers = |points: usize| {
        let rows = patches::rows_of_band(stage.input, points);
        patches_of(stage) / stage.input.height * rows * points
    };
    (1..=most_points).map(numbers).max().unwrap_or(0)
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

/// Some rows of an image among all positions and points.
struct Band {
    from: usize,
    length: usize,
    all: usize,
}

impl Band {
    fn new(stage: &Stage, points: usize, rows: &Range<usize>) -> Self {
        let line = stage.input.width * points;
        Band {
            from: rows.start * line,
            length: rows.len() * line,
            all: stage.input.positions() * points,
        }
    }

    /// Numbers of its patches.
    fn size(&self, layer: &Weights) -> usize {
        self.length * layer.fan_in
    }

    fn of<'a, T: Real>(&self, outputs: &'a [T], layer: &Weights) -> MatRef<'a, T> {
        let outputs = MatRef::from_column_major_slice(outputs, self.all, layer.fan_out);
        outputs.subrows(self.from, self.length)
    }

    fn of_mut<'a, T: Real>(&self, outputs: &'a mut [T], layer: &Weights) -> MatMut<'a, T> {
        let outputs = MatMut::from_column_major_slice_mut(outputs, self.all, layer.fan_out);
        outputs.subrows_mut(self.from, self.length)
    }
}

/// outputs = multiplier inputs weights^T.
fn product<T: Real>(
    layer: &Weights,
    parameters: &[T],
    inputs: MatRef<'_, T>,
    outputs: MatMut<'_, T>,
) {
    let weights = matrix(layer, parameters).transpose();
    tall_product(outputs, inputs, weights, T::of(layer.multiplier));
}

/// gradient = multiplier pulls^T inputs, or that added.
fn pull_weights<T: Real>(
    layer: &Weights,
    pulls: MatRef<'_, T>,
    inputs: MatRef<'_, T>,
    accum: Accum,
    gradient: &mut [T],
) {
    let gradient = &mut gradient[layer.weights.clone()];
    let gradient = MatMut::from_column_major_slice_mut(gradient, layer.fan_out, layer.fan_in);
    let factor = T::of(layer.multiplier);
    matmul(gradient, accum, pulls.transpose(), inputs, factor, Par::Seq);
}

/// inputs' pulls = multiplier pulls weights.
fn pull_inputs<T: Real>(layer: &Weights, parameters: &[T], pulls: MatRef<'_, T>, inner: &mut [T]) {
    let inner = MatMut::from_column_major_slice_mut(inner, pulls.nrows(), layer.fan_in);
    let (weights, factor) = (matrix(layer, parameters), T::of(layer.multiplier));
    tall_product(inner, pulls, weights, factor);
}

/// product = factor a b, some rows at a time where there are many, which is faster.
fn tall_product<T: Real>(
    mut product: MatMut<'_, T>,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
    factor: T,
) {
    for from in (0..a.nrows()).step_by(MOST_ROWS) {
        let rows = MOST_ROWS.min(a.nrows() - from);
        let product = product.as_mut().subrows_mut(from, rows);
        let a = a.subrows(from, rows);
        matmul(product, Accum::Replace, a, b, factor, Par::Seq);
    }
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
