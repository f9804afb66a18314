//! The network's output on the training points, and what follows from it.

use super::kinks::Kinks;
use super::neurons::{Neurons, Sums};
use crate::data::Dataset;
use crate::network::{Loss, mean_loss};

/// f, the residuals and the risk in one state.
#[derive(Clone, Debug, Default)]
pub(super) struct Output {
    /// f on the training points.
    pub predictions: Vec<f64>,
    /// -dl/df there.
    pub residuals: Vec<f64>,
    /// sum_j |v_j| relu(<w_j, x_i>): f without cancellation, the scale of its rounding errors.
    pub sizes: Vec<f64>,
    /// Mean loss.
    pub risk: f64,
    sums: Sums,
}

impl Output {
    /// Looks at a state.
    pub(super) fn fill(&mut self, neurons: &Neurons, kinks: &Kinks, data: &Dataset, loss: Loss) {
        neurons.sum(kinks.two_sided, &mut self.sums);
        self.sums.predict(kinks, &mut self.predictions);
        self.sizes.clear();
        let sizes = kinks
            .members
            .iter()
            .map(|member| member.map_or(0.0, |m| m.factor.abs() * self.sums.size[m.kink]));
        self.sizes.extend(sizes);
        self.residuals.clear();
        let pairs = self.predictions.iter().zip(data.labels());
        self.residuals
            .extend(pairs.map(|(&f, &y)| loss.residual(f, y)));
        self.risk = mean_loss(&self.predictions, data.labels(), loss);
        if self.residuals.iter().any(|r| !r.is_finite()) {
            self.risk = f64::INFINITY;
        }
    }

    /// The largest difference of f to another output, relative to
    /// min(max(1, |f|), sum_j |v_j| relu): absolute while f is small against the labels'
    /// scale, yet relative while all of the network is tiny.
    pub(super) fn distance(&self, other: &Output) -> f64 {
        let pairs = self.predictions.iter().zip(&other.predictions);
        let apart = pairs.fold(0.0, |apart: f64, (a, b)| apart.max((a - b).abs()));
        if apart == 0.0 {
            return 0.0;
        }
        let largest = |values: &[f64]| values.iter().fold(0.0, |l: f64, f| l.max(f.abs()));
        let scale = largest(&self.predictions).max(1.0);
        apart / scale.min(largest(&self.sizes))
    }

    /// Whether the risk is above another state's by more than rounding.
    pub(super) fn rises_above(&self, other: &Output) -> bool {
        let noise = 8.0 * f64::EPSILON;
        let terms = self.sizes.iter().zip(&self.residuals);
        let terms = terms.map(|(g, r)| noise * g * (r.abs() + noise * g));
        let slack = terms.sum::<f64>() / self.sizes.len() as f64;
        self.risk > other.risk * (1.0 + noise) + slack
    }
}
