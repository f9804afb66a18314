//! The network's output on the training points, and what follows from it.

use pulp::{Arch, Simd, WithSimd};

use super::contact::SLOPE_NOISE;
use super::kinks::{Kinks, Member};
use super::neurons::Neurons;
use crate::data::Dataset;
use crate::faults::{Fault, planted};
use crate::flow::gauge::output_scale;
use crate::math::{largest, refill};
use crate::network::Loss;

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
    /// Numbers with the rounding errors that f's give the residuals, by [`SLOPE_NOISE`].
    pub roundings: Vec<f64>,
    /// Mean loss.
    pub risk: f64,
    /// One a kink: sum_j v_j relu(<w_j, u_k>), sum_j v_j relu(-<w_j, u_k>) where a point needs it,
    /// and the sums' sizes.
    sums: [Vec<f64>; 3],
}

impl Output {
    pub fn fill(&mut self, neurons: &Neurons, kinks: &Kinks, data: &Dataset, loss: Loss) {
        for sum in &mut self.sums {
            sum.clear();
            sum.resize(kinks.count(), 0.0);
        }
        Arch::new().dispatch(Total {
            neurons,
            two_sided: kinks.two_sided,
            sums: &mut self.sums,
        });
        let [positive, negative, size] = &self.sums;
        let f = |m: Member| {
            let side = if m.factor > 0.0 { positive } else { negative };
            m.factor.abs() * side[m.kink]
        };
        let members = kinks.members.iter();
        refill(&mut self.predictions, members.map(|m| m.map_or(0.0, f)));
        let size = |m: Member| m.factor.abs() * size[m.kink];
        let members = kinks.members.iter();
        refill(&mut self.sizes, members.map(|m| m.map_or(0.0, size)));
        self.residuals.clear();
        self.roundings.clear();
        let mut total = 0.0;
        let points = self.predictions.iter().zip(data.labels());
        for ((&f, &y), size) in points.zip(&self.sizes) {
            let (value, mut residual) = loss.value_and_residual(f, y);
            if planted(Fault::FlowIsOfTheMeanLoss) {
                residual /= data.samples() as f64;
            }
            total += value;
            self.residuals.push(residual);
            let rounding = 4.0 * f64::EPSILON * loss.most_curvature(residual) * size;
            self.roundings.push(rounding / SLOPE_NOISE);
        }
        self.risk = total / data.samples() as f64;
        if self.residuals.iter().any(|r| !r.is_finite()) {
            self.risk = f64::INFINITY;
        }
    }

    /// The largest difference of f to another output, relative to
    /// min([`output_scale`], sum_j |v_j| relu): absolute while f is of order one, relative while
    /// all of the network is tiny.
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
        output_scale(largest(&self.predictions)).min(largest(&self.sizes))
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

/// The sums over the neurons, on the widest vectors that the processor has.
struct Total<'a> {
    neurons: &'a Neurons,
    two_sided: bool,
    sums: &'a mut [Vec<f64>; 3],
}

impl WithSimd for Total<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let neurons = self.neurons;
        let [positive, negative, size] = self.sums;
        for j in 0..neurons.width() {
            let scale = neurons.scales[j];
            let v = neurons.outputs[j] * scale;
            if v == 0.0 {
                continue;
            }
            let column = &neurons.preactivations[j * neurons.kinks..(j + 1) * neurons.kinks];
            let sides = [(1.0, &mut *positive), (-1.0, &mut *negative)];
            for (side, sum) in sides.into_iter().take(1 + usize::from(self.two_sided)) {
                for (a, (sum, size)) in column.iter().zip(sum.iter_mut().zip(size.iter_mut())) {
                    let term = v * (scale * (side * a).max(0.0));
                    *sum += term;
                    *size += term.abs();
                }
            }
        }
    }
}
