//! Residuals, risks and the gradient of the SUM loss, on faer.

use faer::Mat;

use super::answers::answers;
use super::{Loss, TwoLayer};
use crate::data::Dataset;
use crate::faults::{Fault, planted};
use crate::math::multiply;

/// The buffers of one evaluation of loss and velocity; allocated once, used for
/// every step.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// A = X W, n x h: entry (i, j) is <w_j, x_i>.
    pub preactivations: Mat<f64>,
    /// f(x_i)/gamma, gamma the [output divisor](Evaluation::divided_by), length n.
    pub predictions: Vec<f64>,
    /// r_i = -dl/df at point i, f before its division, length n.
    pub residuals: Vec<f64>,
    /// dw_j/dt = v_j g_j in column j, d x h.
    pub weight_velocity: Mat<f64>,
    /// dv_j/dt = <w_j, g_j>, length h.
    pub output_velocity: Vec<f64>,
    /// rho = residuals masked by activity, n x h.
    pulls: Mat<f64>,
    divisor: f64,
}

impl Evaluation {
    /// Buffers for a data set and a width.
    pub fn new(data: &Dataset, width: usize) -> Self {
        let (n, d) = (data.samples(), data.dimension());
        Evaluation {
            preactivations: Mat::zeros(n, width),
            predictions: vec![0.0; n],
            residuals: vec![0.0; n],
            weight_velocity: Mat::zeros(d, width),
            output_velocity: vec![0.0; width],
            pulls: Mat::zeros(n, width),
            divisor: 1.0,
        }
    }

    /// Takes f/gamma for the network's output, gamma positive; 1 unless this is called.
    pub fn divided_by(mut self, gamma: f64) -> Self {
        self.divisor = gamma;
        self
    }

    /// Computes preactivations, predictions and residuals.
    pub fn forward(&mut self, network: &TwoLayer, data: &Dataset, loss: Loss) {
        let (heights, f) = (&mut self.preactivations, &mut self.predictions);
        network.predict_into(data.points(), heights, f);
        let gamma = self.divisor;
        let outputs = self.residuals.iter_mut().zip(&mut self.predictions);
        for ((r, f), &y) in outputs.zip(data.labels()) {
            *f /= gamma;
            *r = loss.residual(*f, y) / gamma;
        }
    }

    /// Computes everything: [`forward`](Self::forward), then the velocity of the
    /// gradient flow of the sum loss, with relu'(0) = 0.
    pub fn velocity(&mut self, network: &TwoLayer, data: &Dataset, loss: Loss) {
        self.forward(network, data, loss);
        for j in 0..network.width() {
            let activations = self.preactivations.col(j);
            let pulls = self.pulls.col_mut(j);
            let mut drive = 0.0;
            let pairs = activations.iter().zip(&self.residuals);
            for (pull, (&a, &r)) in pulls.iter_mut().zip(pairs) {
                let active = a > 0.0 || (planted(Fault::ReluSlopeAtZeroIsOne) && a == 0.0);
                *pull = if active { r } else { 0.0 };
                drive += *pull * a;
            }
            self.output_velocity[j] = drive;
            if planted(Fault::OutputWeightsAreFrozen) {
                self.output_velocity[j] = 0.0;
            }
        }
        let transposed = data.points().transpose();
        multiply(
            self.weight_velocity.as_mut(),
            transposed,
            self.pulls.as_ref(),
        );
        for (j, &v) in network.outputs.iter().enumerate() {
            for w in self.weight_velocity.col_mut(j).iter_mut() {
                *w *= v;
            }
        }
    }

    /// Mean training loss at the last evaluation.
    pub fn risk(&self, data: &Dataset, loss: Loss) -> f64 {
        mean_loss(&self.predictions, data.labels(), loss)
    }

    /// Norm of the velocity over all parameters at the last evaluation.
    pub fn speed(&self) -> f64 {
        let weights = self.weight_velocity.squared_norm_l2();
        let outputs: f64 = self.output_velocity.iter().map(|v| v * v).sum();
        (weights + outputs).sqrt()
    }
}

/// Mean of the loss over the points of these labels. The predictions stand point after point, each
/// with all its outputs.
pub fn mean_loss(predictions: &[f64], labels: &[f64], loss: Loss) -> f64 {
    let points = answers(predictions, labels);
    let sum: f64 = points.map(|(f, y)| loss.value_of(f, y)).sum();
    if planted(Fault::RiskIsSummed) {
        return sum;
    }
    sum / labels.len() as f64
}
