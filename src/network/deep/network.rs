//! A deep network among all networks.

use std::sync::Arc;

use faer::{Mat, MatRef};

use super::{Architecture, Pass, Real};
use crate::config::{Activation, Precision};
use crate::data::Dataset;
use crate::network::{Chain, Layer, Loss, Network};

/// Points that pass through a network at a time where there may be many.
const CHUNK: usize = 256;

/// A deep network: `f(x) = c net(theta, x)`, or `c (net(theta, x) - net(theta_0, x))` if it is
/// centred (COB19).
#[derive(Clone, Debug, PartialEq)]
pub struct Deep {
    kind: &'static str,
    architecture: Arc<Architecture>,
    parameters: Vec<f64>,
    multiplier: f64,
    centre: Option<Arc<[f64]>>,
    precision: Precision,
}

impl Deep {
    /// A network of this kind with these parameters; `None` if they are not as many as the
    /// architecture has.
    pub fn new(
        kind: &'static str,
        architecture: Arc<Architecture>,
        parameters: Vec<f64>,
    ) -> Option<Self> {
        let fits = parameters.len() == architecture.parameters();
        fits.then(|| Deep::drawn(kind, architecture, parameters))
    }

    /// The same where the parameters are known to fit.
    pub(super) fn drawn(
        kind: &'static str,
        architecture: Arc<Architecture>,
        parameters: Vec<f64>,
    ) -> Self {
        Deep {
            kind,
            architecture,
            parameters,
            multiplier: 1.0,
            centre: None,
            precision: Precision::F64,
        }
    }

    /// The network less its function at the present parameters.
    pub fn centred(mut self) -> Self {
        self.centre = Some(self.parameters.clone().into());
        self
    }

    /// The network that predicts in this precision.
    pub fn in_precision(mut self, precision: Precision) -> Self {
        self.precision = precision;
        self
    }

    /// Its layers.
    pub fn architecture(&self) -> &Arc<Architecture> {
        &self.architecture
    }

    /// theta, flat.
    pub fn parameters(&self) -> &[f64] {
        &self.parameters
    }

    /// c, what the output is multiplied by.
    pub fn multiplier(&self) -> f64 {
        self.multiplier
    }

    /// theta_0, if f is 0 there by definition.
    pub fn centre(&self) -> Option<&[f64]> {
        self.centre.as_deref()
    }

    /// The precision of its predictions.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Whether its function has kinks: those of relu, where there is more than the head.
    pub fn has_kinks(&self) -> bool {
        self.architecture.activation() == Activation::Relu && self.architecture.depth() > 1
    }

    /// The largest |output| before anything is subtracted from it.
    pub(super) fn largest_term(&self, points: MatRef<'_, f64>) -> f64 {
        let plain = |parameters: &[f64]| Deep {
            parameters: parameters.to_vec(),
            centre: None,
            ..self.clone()
        };
        let largest = |deep: Deep| deep.outputs_in::<f64>(points).norm_max();
        let centre = self.centre().map_or(0.0, |centre| largest(plain(centre)));
        largest(plain(&self.parameters)).max(centre)
    }

    /// The sums of a layer, before its activation, on the rows of an m x d matrix: m rows, a column
    /// for each neuron, or for each channel and position. Layers are counted from 0 at the input; the
    /// head's are those of net, without c and uncentred. `None` beyond the last layer.
    pub fn sums(&self, layer: usize, points: MatRef<'_, f64>) -> Option<Mat<f64>> {
        let part = self.architecture.ending_at(layer)?;
        let parameters = self.parameters[..part.parameters()].to_vec();
        let part = Deep::drawn(self.kind, Arc::new(part), parameters);
        Some(part.outputs_in::<f64>(points))
    }

    /// f on the rows of an n x d matrix, n x K.
    fn outputs_in<T: Real>(&self, points: MatRef<'_, f64>) -> Mat<f64> {
        let numbers = |flat: &[f64]| flat.iter().map(|p| T::of(*p)).collect::<Vec<T>>();
        let (theta, centre) = (numbers(&self.parameters), self.centre().map(numbers));
        let most = points.nrows().min(CHUNK);
        let mut pass = Pass::<T>::new(self.architecture.clone(), most);
        let mut outputs = Mat::zeros(points.nrows(), self.architecture.outputs());
        let mut inputs = Mat::<T>::zeros(most, points.ncols());
        for from in (0..points.nrows()).step_by(CHUNK) {
            let m = most.min(points.nrows() - from);
            let mut inputs = inputs.as_mut().subrows_mut(0, m);
            let rows = points.subrows(from, m);
            for (to, from) in inputs.as_mut().col_iter_mut().zip(rows.col_iter()) {
                to.iter_mut()
                    .zip(from.iter())
                    .for_each(|(to, x)| *to = T::of(*x));
            }
            let mut add = |parameters: &[T], factor: f64| {
                let own = pass.forward(parameters, inputs.as_ref().transpose());
                let to = outputs.as_mut().subrows_mut(from, m);
                for (to, own) in to.col_iter_mut().zip(own.row_iter()) {
                    let pairs = to.iter_mut().zip(own.iter());
                    pairs.for_each(|(to, own)| *to += factor * own.double());
                }
            };
            add(&theta, self.multiplier);
            if let Some(centre) = &centre {
                add(centre, -self.multiplier);
            }
        }
        outputs
    }
}

impl Network for Deep {
    fn kind(&self) -> &str {
        self.kind
    }

    fn dimension(&self) -> usize {
        self.architecture.input().size()
    }

    fn outputs(&self) -> usize {
        self.architecture.outputs()
    }

    fn parameters(&self) -> Vec<f64> {
        self.parameters.clone()
    }

    fn with_parameters(&self, flat: &[f64]) -> Box<dyn Network> {
        Box::new(Deep {
            parameters: flat.to_vec(),
            ..self.clone()
        })
    }

    fn predict(&self, points: MatRef<'_, f64>) -> Mat<f64> {
        match self.precision {
            Precision::F64 => self.outputs_in::<f64>(points),
            Precision::F32 => self.outputs_in::<f32>(points),
        }
    }

    /// In double precision, whatever the predictions' is.
    fn velocity(&self, data: &Dataset, loss: Loss) -> Vec<f64> {
        let most = data.samples().min(CHUNK);
        let mut pass = Pass::<f64>::new(self.architecture.clone(), most);
        let outputs = self.outputs_in::<f64>(data.points());
        let mut velocity = vec![0.0; self.parameters.len()];
        let mut part = velocity.clone();
        let mut residuals = vec![0.0; outputs.ncols()];
        for from in (0..data.samples()).step_by(CHUNK) {
            let m = most.min(data.samples() - from);
            let points = data.points().subrows(from, m).transpose();
            let mut pulls = Mat::zeros(outputs.ncols(), m);
            for i in 0..m {
                let f: Vec<f64> = outputs.row(from + i).iter().copied().collect();
                loss.value_and_residuals(&f, data.labels()[from + i], &mut residuals);
                for (k, residual) in residuals.iter().enumerate() {
                    pulls[(k, i)] = self.multiplier * residual;
                }
            }
            pass.forward(&self.parameters, points);
            pass.backward(&self.parameters, points, pulls.as_ref(), &mut part);
            velocity.iter_mut().zip(&part).for_each(|(v, p)| *v += p);
        }
        velocity
    }

    fn degree(&self) -> Option<f64> {
        match self.centre {
            Some(_) => None,
            None => self.architecture.degree(),
        }
    }

    fn depth(&self) -> usize {
        self.architecture.depth()
    }

    fn layers(&self) -> Vec<Layer> {
        let mut layers = Vec::new();
        for (l, layer) in self.architecture.layers().enumerate() {
            layers.push(Layer {
                name: format!("layer {}", l + 1),
                shape: [layer.fan_out, layer.fan_in],
                place: layer.weights.clone(),
                is_bias: false,
            });
            if !layer.biases.is_empty() {
                layers.push(Layer {
                    name: format!("biases {}", l + 1),
                    shape: [layer.fan_out, 1],
                    place: layer.biases.clone(),
                    is_bias: true,
                });
            }
        }
        layers
    }

    fn chain(&self) -> Option<Chain> {
        Some(self.steps())
    }

    /// The same parameters with their output over gamma.
    fn divided(&self, gamma: f64) -> Box<dyn Network> {
        Box::new(Deep {
            multiplier: self.multiplier / gamma,
            ..self.clone()
        })
    }
}
