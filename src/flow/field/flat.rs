//! The velocity of any network, in its flat parameters, whose parts are its layers.

use std::ops::Range;
use std::sync::Arc;

use faer::{ColRef, MatRef};

use super::Field;
use super::flat_point::Flat;
use crate::data::Dataset;
use crate::flow::setting::Setting;
use crate::network::{Loss, Network};

/// The velocity on a data set. f/gamma is the function of the network whose parameters are divided
/// by `gamma^(1/k)`, k the degree of homogeneity; a network without one is divided as it can be.
pub(in crate::flow) struct FlatField<'a> {
    data: &'a Dataset,
    loss: Loss,
    /// gamma^(-1/k); 1 without a degree.
    factor: f64,
    /// What is left to divide by.
    divisor: f64,
    /// A network of the kind.
    kind: Box<dyn Network>,
    layers: Arc<[Range<usize>]>,
    predictions: Vec<f64>,
    speed: f64,
}

impl<'a> FlatField<'a> {
    pub(in crate::flow) fn new(setting: &Setting<'a>, network: &dyn Network) -> Self {
        let layers = network.layers().into_iter().map(|layer| layer.place);
        let gamma = setting.divisor;
        let (factor, divisor) = match network.degree() {
            _ if gamma == 1.0 => (1.0, 1.0),
            Some(degree) => (libm::pow(gamma, -1.0 / degree), 1.0),
            None => (1.0, gamma),
        };
        FlatField {
            data: setting.data,
            loss: setting.loss,
            factor,
            divisor,
            kind: network.boxed(),
            layers: layers.collect(),
            predictions: Vec::new(),
            speed: 0.0,
        }
    }

    /// The network whose function is f/gamma.
    fn divided(&self, at: &Flat) -> Box<dyn Network> {
        let scaled: Vec<f64> = at.values.iter().map(|p| self.factor * p).collect();
        let network = self.kind.with_parameters(&scaled);
        if self.divisor == 1.0 {
            return network;
        }
        network.divided(self.divisor)
    }

    fn write_velocity(&self, network: &dyn Network, data: &Dataset, velocity: &mut Flat) {
        let speeds = network.velocity(data, self.loss);
        for (to, speed) in velocity.values.iter_mut().zip(speeds) {
            *to = self.factor * speed;
        }
    }
}

impl Field for FlatField<'_> {
    type Point = Flat;
    type Network = Box<dyn Network>;

    fn point(&self, network: &Box<dyn Network>) -> Flat {
        Flat {
            values: network.parameters(),
            layers: self.layers.clone(),
        }
    }

    fn network(&self, point: &Flat) -> Box<dyn Network> {
        self.kind.with_parameters(&point.values)
    }

    fn evaluate(&mut self, at: &Flat, velocity: &mut Flat) {
        let network = self.divided(at);
        self.predictions = network.output(self.data.points());
        self.write_velocity(&*network, self.data, velocity);
        self.speed = ColRef::from_slice(&velocity.values).norm_l2();
    }

    fn look(&mut self, at: &Flat) {
        self.predictions = self.divided(at).output(self.data.points());
    }

    fn velocity_on(&mut self, points: &[usize], at: &Flat, velocity: &mut Flat) {
        self.write_velocity(&*self.divided(at), &self.data.rows(points), velocity);
    }

    fn predictions(&self) -> &[f64] {
        &self.predictions
    }

    fn speed(&self) -> f64 {
        self.speed
    }

    fn predict(&self, at: &Flat, points: MatRef<'_, f64>) -> Vec<f64> {
        self.divided(at).output(points)
    }
}
