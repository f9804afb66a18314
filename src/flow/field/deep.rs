//! The velocity of a deep network, in memory that is allocated once.

use std::ops::Range;
use std::sync::Arc;

use faer::{ColRef, Mat, MatRef};

use super::Field;
use super::flat_point::Flat;
use crate::flow::setting::Setting;
use crate::network::deep::{Deep, Pass, Real};
use crate::network::{Loss, Network};

/// Points that pass through a network at a time, so that what a pass remembers stays small: of an
/// image's convolutions that is much.
const POINTS: usize = 1024;
const IMAGES: usize = 128;

/// The velocity on a data set, in the precision T.
pub(in crate::flow) struct DeepField<'a, T> {
    /// The network at some parameters.
    kind: Deep,
    divisor: f64,
    layers: Arc<[Range<usize>]>,
    /// The training points, one a column.
    points: Mat<T>,
    pass: Pass<T>,
    /// Points that pass at a time; the points of a batch, and the pulls on outputs, of as many.
    most: usize,
    batch: Mat<T>,
    pulls: Mat<T>,
    /// The gradient of a part of the points.
    part: Vec<T>,
    ends: Ends<'a>,
    predictions: Vec<f64>,
    speed: f64,
}

/// From what the network says of a point to f/gamma, and to the pulls on the network.
struct Ends<'a> {
    loss: Loss,
    labels: &'a [f64],
    /// c/gamma.
    multiplier: f64,
    /// net(theta_0), point after point, if the network is centred.
    at_centre: Option<Vec<f64>>,
    /// f/gamma of a point, and its residuals.
    values: Vec<f64>,
    residuals: Vec<f64>,
}

impl Ends<'_> {
    /// Takes a training point, which passed the network in this column.
    fn take<T: Real>(&mut self, found: MatRef<'_, T>, column: usize, point: usize) {
        let outputs = self.values.len();
        let centre = self.at_centre.as_ref();
        for (k, value) in self.values.iter_mut().enumerate() {
            let before = centre.map_or(0.0, |centre| centre[outputs * point + k]);
            *value = self.multiplier * (found[(k, column)].double() - before);
        }
    }

    /// Writes the pulls of the point taken last.
    fn pull<T: Real>(&mut self, point: usize, pulls: &mut [T]) {
        let residuals = &mut self.residuals;
        let label = self.labels[point];
        self.loss
            .value_and_residuals(&self.values, label, residuals);
        for (pull, residual) in pulls.iter_mut().zip(residuals) {
            *pull = T::of(self.multiplier * *residual);
        }
    }
}

impl<'a, T: Real> DeepField<'a, T> {
    pub(in crate::flow) fn new(setting: &Setting<'a>, network: &Deep) -> Self {
        let (data, architecture) = (setting.data, network.architecture());
        let (d, n, outputs) = (data.dimension(), data.samples(), architecture.outputs());
        let is_image = architecture.input().positions() > 1;
        let most = n.min(if is_image { IMAGES } else { POINTS });
        let layers = network.layers().into_iter().map(|layer| layer.place);
        let mut field = DeepField {
            kind: network.clone(),
            divisor: setting.divisor,
            layers: layers.collect(),
            points: Mat::from_fn(d, n, |k, i| T::of(data.points()[(i, k)])),
            pass: Pass::new(architecture.clone(), most),
            most,
            batch: Mat::zeros(d, most),
            pulls: Mat::zeros(outputs, most),
            part: vec![T::default(); architecture.parameters()],
            ends: Ends {
                loss: setting.loss,
                labels: data.labels(),
                multiplier: 1.0,
                at_centre: None,
                values: vec![0.0; outputs],
                residuals: vec![0.0; outputs],
            },
            predictions: vec![0.0; outputs * n],
            speed: 0.0,
        };
        if let Some(centre) = network.centre() {
            let centre: Vec<T> = centre.iter().map(|p| T::of(*p)).collect();
            field.pass_all(&centre, None);
            field.ends.at_centre = Some(field.predictions.clone());
        }
        field.ends.multiplier = network.multiplier() / setting.divisor;
        field
    }

    /// Evaluates f/gamma on all points, and the velocity where it is asked for.
    fn pass_all(&mut self, theta: &[T], mut velocity: Option<&mut [T]>) {
        let (n, outputs) = (self.points.ncols(), self.ends.values.len());
        for from in (0..n).step_by(self.most) {
            let m = self.most.min(n - from);
            let points = self.points.as_ref().subcols(from, m);
            let found = self.pass.forward(theta, points);
            for i in 0..m {
                self.ends.take(found, i, from + i);
                let f = &mut self.predictions[outputs * (from + i)..][..outputs];
                f.copy_from_slice(&self.ends.values);
                if velocity.is_some() {
                    self.ends.pull(from + i, self.pulls.col_as_slice_mut(i));
                }
            }
            let Some(velocity) = velocity.as_deref_mut() else {
                continue;
            };
            let pulls = self.pulls.as_ref().subcols(0, m);
            if from == 0 {
                self.pass.backward(theta, points, pulls, velocity);
            } else {
                self.pass.backward(theta, points, pulls, &mut self.part);
                velocity
                    .iter_mut()
                    .zip(&self.part)
                    .for_each(|(v, p)| *v += *p);
            }
        }
    }

    /// The velocity on at most as many points as pass at a time.
    fn pass_batch(&mut self, chosen: &[usize], theta: &[T], velocity: &mut [T]) {
        for (i, point) in chosen.iter().enumerate() {
            let from = self.points.col_as_slice(*point);
            self.batch.col_as_slice_mut(i).copy_from_slice(from);
        }
        let points = self.batch.as_ref().subcols(0, chosen.len());
        let found = self.pass.forward(theta, points);
        for (i, point) in chosen.iter().enumerate() {
            self.ends.take(found, i, *point);
            self.ends.pull(*point, self.pulls.col_as_slice_mut(i));
        }
        let pulls = self.pulls.as_ref().subcols(0, chosen.len());
        self.pass.backward(theta, points, pulls, velocity);
    }
}

impl<T: Real> Field for DeepField<'_, T> {
    type Point = Flat<T>;
    type Network = Box<dyn Network>;

    const LOOKS_BY_EPOCHS: bool = true;

    fn point(&self, network: &Box<dyn Network>) -> Flat<T> {
        let values = network.parameters().into_iter();
        Flat {
            values: values.map(T::of).collect(),
            layers: self.layers.clone(),
        }
    }

    fn network(&self, point: &Flat<T>) -> Box<dyn Network> {
        let values: Vec<f64> = point.values.iter().map(|value| value.double()).collect();
        self.kind.with_parameters(&values)
    }

    fn evaluate(&mut self, at: &Flat<T>, velocity: &mut Flat<T>) {
        self.pass_all(&at.values, Some(&mut velocity.values));
        self.speed = ColRef::from_slice(&velocity.values).norm_l2().double();
    }

    fn look(&mut self, at: &Flat<T>) {
        self.pass_all(&at.values, None);
    }

    fn velocity_on(&mut self, points: &[usize], at: &Flat<T>, velocity: &mut Flat<T>) {
        let mut parts = points.chunks(self.most);
        self.pass_batch(
            parts.next().unwrap_or_default(),
            &at.values,
            &mut velocity.values,
        );
        let mut sum = std::mem::take(&mut self.part);
        for points in parts {
            self.pass_batch(points, &at.values, &mut sum);
            velocity
                .values
                .iter_mut()
                .zip(&sum)
                .for_each(|(v, p)| *v += *p);
        }
        self.part = sum;
    }

    fn predictions(&self) -> &[f64] {
        &self.predictions
    }

    fn speed(&self) -> f64 {
        self.speed
    }

    fn predict(&self, at: &Flat<T>, points: MatRef<'_, f64>) -> Vec<f64> {
        self.network(at).divided(self.divisor).output(points)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::Activation;
    use crate::data::Dataset;
    use crate::flow::descent;
    use crate::flow::field::FlatField;
    use crate::network::deep::{Architecture, Block, Shape};

    /// Parameters and points from a list of numbers, used in a circle.
    fn number(numbers: &[f64], i: usize) -> f64 {
        numbers[i % numbers.len()]
    }

    fn network(numbers: &[f64], centred: bool) -> Deep {
        let input = Shape {
            height: 1,
            width: 1,
            channels: 3,
        };
        let blocks = [Block::Dense(4), Block::Dense(3)];
        let architecture = Architecture::new(input, &blocks, 3, Activation::Gelu, true).unwrap();
        let at = |shift: usize| {
            (0..architecture.parameters()).map(move |i| number(numbers, 7 * i + shift))
        };
        let start: Vec<f64> = at(0).collect();
        let network = Deep::new("mlp", Arc::new(architecture.clone()), start).unwrap();
        if !centred {
            return network;
        }
        let moved: Vec<f64> = at(3).collect();
        let moved = network.centred().with_parameters(&moved);
        moved.downcast::<Deep>().unwrap().clone()
    }

    fn data(numbers: &[f64], n: usize) -> Dataset {
        let points = Mat::from_fn(n, 3, |i, k| number(numbers, 5 * i + 11 * k + 1));
        Dataset::new(points, (0..n).map(|i| (i % 3) as f64).collect()).unwrap()
    }

    proptest! {
        /// As the network says itself, whatever the number of points that pass at a time.
        #[test]
        fn it_is_the_velocity_of_the_network(
            numbers in prop::collection::vec(-1.0..1.0f64, 101),
            gamma in 0.2..5.0f64,
            centred: bool,
        ) {
            let (network, data) = (network(&numbers, centred), data(&numbers, 9));
            let flow = descent::Flow::new(&data, Loss::CrossEntropy).output_divisor(gamma);
            let start: Box<dyn Network> = Box::new(network.clone());
            let mut flat = FlatField::new(&flow.setting, &network);
            let mut deep = DeepField::<f64>::new(&flow.setting, &network);
            let at = flat.point(&start);
            let (mut expected, mut found) = (at.clone(), at.clone());
            flat.evaluate(&at, &mut expected);
            let near = |found: &[f64], expected: &[f64]| {
                found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12)
            };
            for most in [9, 4] {
                deep.most = most;
                deep.evaluate(&at, &mut found);
                prop_assert!(near(&found.values, &expected.values));
                prop_assert!(near(deep.predictions(), flat.predictions()));
                prop_assert!((deep.speed() - flat.speed()).abs() < 1e-12);
                let chosen = [8, 1, 3, 4, 0];
                deep.velocity_on(&chosen, &at, &mut found);
                let mut of_batch = at.clone();
                flat.velocity_on(&chosen, &at, &mut of_batch);
                prop_assert!(near(&found.values, &of_batch.values));
            }
            let single = DeepField::<f32>::new(&flow.setting, &network);
            let rounded = single.predict(&single.point(&start), data.points());
            prop_assert!(rounded.iter().zip(flat.predictions()).all(|(a, b)| (a - b).abs() < 1e-4));
        }
    }
}
