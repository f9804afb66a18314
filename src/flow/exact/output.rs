//! The network's output on the training points, and what follows from it.

use super::kinks::{Kinks, Member};
use super::neurons::{Neurons, Sums};
use crate::data::Dataset;
use crate::math::largest;
use crate::network::Loss;

/// Errors of f are at least this part of |f|.
const SMALLEST_PART: f64 = 0.01;

/// An error of f below so many roundings of its terms is no error.
const ROUNDINGS: f64 = 16.0;

/// f, the residuals and the risk in one state.
#[derive(Clone, Debug, Default)]
pub struct Output {
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
    pub fn fill(&mut self, neurons: &Neurons, kinks: &Kinks, data: &Dataset, loss: Loss) {
        neurons.sum(kinks.two_sided, &mut self.sums);
        self.sums.predict(kinks, &mut self.predictions);
        self.sizes.clear();
        let size = |m: Member| m.factor.abs() * self.sums.size[m.kink];
        let members = kinks.members.iter();
        self.sizes.extend(members.map(|m| m.map_or(0.0, size)));
        self.residuals.clear();
        let mut total = 0.0;
        for (&f, &y) in self.predictions.iter().zip(data.labels()) {
            let (value, residual) = loss.value_and_residual(f, y);
            total += value;
            self.residuals.push(residual);
        }
        self.risk = total / data.samples() as f64;
        if self.residuals.iter().any(|r| !r.is_finite()) {
            self.risk = f64::INFINITY;
        }
    }

    /// The largest difference of f to another output, relative to
    /// min(size, sum_j |v_j| relu) with size = max(1, |f|^1/2, |f|/100): absolute while f is
    /// of order one, relative while all of the network is tiny. Above, the root lies between
    /// two needs: the loss feels absolute errors, and the stopping time with it; but where
    /// |f| is huge, absolute errors would make the steps too short, and be below rounding.
    pub fn distance(&self, other: &Output) -> f64 {
        let pairs = self.predictions.iter().zip(&other.predictions);
        let apart = pairs.fold(0.0, |apart: f64, (a, b)| apart.max((a - b).abs()));
        if apart == 0.0 {
            return 0.0;
        }
        apart / self.scale()
    }

    /// What errors of f are measured by.
    fn scale(&self) -> f64 {
        let size = largest(&self.predictions).max(1.0);
        let scale = size.sqrt().max(SMALLEST_PART * size);
        scale.min(largest(&self.sizes))
    }

    /// Whether f is so large a sum that neither order one nor the tolerance can be told from
    /// its rounding errors: neither moving nor resting says anything about the flow then.
    pub fn is_lost(&self, tolerance: f64) -> bool {
        let rounding = f64::EPSILON * largest(&self.sizes);
        rounding > 1.0 && tolerance * self.scale() < ROUNDINGS * rounding
    }

    /// Whether the risk is above another state's by more than rounding.
    pub fn rises_above(&self, other: &Output) -> bool {
        let noise = 8.0 * f64::EPSILON;
        let terms = self.sizes.iter().zip(&self.residuals);
        let terms = terms.map(|(g, r)| noise * g * (r.abs() + noise * g));
        let slack = terms.sum::<f64>() / self.sizes.len() as f64;
        self.risk > other.risk * (1.0 + noise) + slack
    }
}
