//! The velocity of a two-layer ReLU network, whose parts are its neurons.

use faer::{Mat, MatRef};

use super::{Field, Point};
use crate::data::Dataset;
use crate::flow::setting::Setting;
use crate::math::{largest_or_nan, multiply, row_norms};
use crate::network::{Evaluation, Loss, TwoLayer};

impl Point for TwoLayer {
    fn parts(&self) -> usize {
        self.width()
    }

    fn size(&self, part: usize) -> f64 {
        libm::hypot(self.weights.col(part).norm_l2(), self.outputs[part])
    }

    fn norm(&self) -> f64 {
        let outputs = self.outputs.iter().fold(0.0, |n, v| libm::hypot(n, *v));
        libm::hypot(self.weights.norm_l2(), outputs)
    }

    fn is_finite(&self) -> bool {
        self.weights.is_all_finite() && self.outputs.iter().all(|v| v.is_finite())
    }

    fn clear(&mut self) {
        self.weights.fill(0.0);
        self.outputs.fill(0.0);
    }

    fn change(&mut self, other: &Self, change: impl Fn(&mut f64, f64)) {
        let pairs = self.outputs.iter_mut().zip(&other.outputs);
        pairs.for_each(|(to, from)| change(to, *from));
        for j in 0..self.width() {
            let from = other.weights.col_as_slice(j);
            let pairs = self.weights.col_as_slice_mut(j).iter_mut().zip(from);
            pairs.for_each(|(to, from)| change(to, *from));
        }
    }

    fn stays_near(&self, before: &Self, part: f64, velocity: &Self, steps: f64) -> bool {
        (0..self.width()).all(|j| {
            let moved = (self.weights.col(j) - before.weights.col(j)).norm_l2();
            let size = self.weights.col(j).norm_l2();
            let step = steps * velocity.weights.col(j).norm_l2();
            let output_moved = (self.outputs[j] - before.outputs[j]).abs();
            let output_step = steps * velocity.outputs[j].abs();
            moved <= (part * size).max(step)
                && output_moved <= (part * self.outputs[j].abs()).max(output_step)
        })
    }
}

/// The velocity on a data set.
pub(in crate::flow) struct TwoLayerField<'a> {
    data: &'a Dataset,
    loss: Loss,
    divisor: f64,
    evaluation: Evaluation,
    /// That of the last batch.
    batch: Option<Evaluation>,
    /// |x_i|.
    lengths: Vec<f64>,
}

impl<'a> TwoLayerField<'a> {
    /// Buffers for networks of a width.
    pub(in crate::flow) fn new(setting: &Setting<'a>, width: usize) -> Self {
        TwoLayerField {
            data: setting.data,
            loss: setting.loss,
            divisor: setting.divisor,
            evaluation: Evaluation::new(setting.data, width).divided_by(setting.divisor),
            batch: None,
            lengths: row_norms(setting.data.points()),
        }
    }
}

impl Field for TwoLayerField<'_> {
    type Point = TwoLayer;
    type Network = TwoLayer;

    fn point(&self, network: &TwoLayer) -> TwoLayer {
        network.clone()
    }

    fn network(&self, point: &TwoLayer) -> TwoLayer {
        point.clone()
    }

    fn evaluate(&mut self, at: &TwoLayer, velocity: &mut TwoLayer) {
        self.evaluation.velocity(at, self.data, self.loss);
        copy_velocity(&self.evaluation, velocity);
    }

    fn look(&mut self, at: &TwoLayer) {
        self.evaluation.forward(at, self.data, self.loss);
    }

    fn velocity_on(&mut self, points: &[usize], at: &TwoLayer, velocity: &mut TwoLayer) {
        let batch = &self.data.rows(points);
        let fits = |last: &Evaluation| last.predictions.len() == batch.samples();
        let last = self.batch.take().filter(fits);
        let new = || Evaluation::new(batch, at.width()).divided_by(self.divisor);
        let evaluation = self.batch.insert(last.unwrap_or_else(new));
        evaluation.velocity(at, batch, self.loss);
        copy_velocity(evaluation, velocity);
    }

    fn predictions(&self) -> &[f64] {
        &self.evaluation.predictions
    }

    fn speed(&self) -> f64 {
        self.evaluation.speed()
    }

    fn terms(&self, at: &TwoLayer) -> f64 {
        let mut sizes = vec![0.0; self.data.samples()];
        for (heights, v) in self.evaluation.preactivations.col_iter().zip(&at.outputs) {
            for (size, a) in sizes.iter_mut().zip(heights.iter()) {
                *size += v.abs() * a.max(0.0);
            }
        }
        largest_or_nan(&sizes) / self.divisor
    }

    fn predict(&self, at: &TwoLayer, points: MatRef<'_, f64>) -> Vec<f64> {
        let outputs = at.predict(points).into_iter();
        outputs.map(|f| f / self.divisor).collect()
    }

    /// |d(w_j, v_j)/dt| <= |(w_j, v_j)| sum_i |r_i| |x_i| over the active points.
    fn pull(&self, part: usize) -> f64 {
        let heights = self.evaluation.preactivations.col(part);
        let pulls = self.evaluation.residuals.iter().zip(&self.lengths);
        let terms = heights.iter().zip(pulls);
        terms
            .map(|(a, (r, length))| if *a > 0.0 { r.abs() * length } else { 0.0 })
            .sum()
    }

    fn preactivations(&self) -> Option<MatRef<'_, f64>> {
        Some(self.evaluation.preactivations.as_ref())
    }

    fn silent(&self, at: &TwoLayer, points: MatRef<'_, f64>) -> Vec<bool> {
        let mut heights = Mat::zeros(points.nrows(), at.width());
        multiply(heights.as_mut(), points, at.weights.as_ref());
        (0..points.nrows())
            .map(|i| !heights.row(i).iter().any(|a| *a > 0.0))
            .collect()
    }
}

fn copy_velocity(evaluation: &Evaluation, velocity: &mut TwoLayer) {
    velocity.weights.copy_from(&evaluation.weight_velocity);
    velocity
        .outputs
        .copy_from_slice(&evaluation.output_velocity);
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;
    use crate::flow::exact;
    use crate::flow::field::{is_stationary, largest};

    fn stationary(network: &TwoLayer, data: &Dataset, time: f64) -> bool {
        let flow = exact::Flow::new(data, Loss::Squared);
        let mut field = TwoLayerField::new(&flow.setting, network.width());
        let mut velocity = network.clone();
        field.evaluate(network, &mut velocity);
        is_stationary(&field, network, &velocity, time, true)
    }

    #[test]
    fn rest_is_relative_to_the_neuron() {
        // Two points on a line that the neuron cannot fit: at v w = 2.2 / 2 their pulls cancel.
        let data = Dataset::new(mat![[1.0], [1.0]], vec![0.1, 2.1]).unwrap();
        let neuron = |product: f64| TwoLayer {
            weights: mat![[product.sqrt()]],
            outputs: vec![product.sqrt()],
        };
        assert!(stationary(&neuron(1.1), &data, 1.0));
        assert!(stationary(&neuron(1.1 + 1e-14), &data, 1e9)); // cancelled to rounding
        assert!(!stationary(&neuron(1.1 + 1e-9), &data, 1.0));
        assert!(!stationary(&neuron(1.0).scaled(1e-200), &data, 1.0));
        assert!(!stationary(&neuron(1.0), &data, 0.0));
        let dead = TwoLayer {
            weights: mat![[-1.0]],
            outputs: vec![1.0],
        };
        assert!(stationary(&dead, &data, 1.0));
    }

    #[test]
    fn terms_are_added_without_their_signs() {
        let data = Dataset::new(mat![[1.0, 0.0], [0.0, 1.0]], vec![1.0, 1.0]).unwrap();
        let network = TwoLayer {
            weights: mat![[2.0, 3.0, -1.0], [0.5, 0.0, 1.0]],
            outputs: vec![1.0, -1.0, 5.0],
        };
        let flow = exact::Flow::new(&data, Loss::Squared).output_divisor(2.0);
        let mut field = TwoLayerField::new(&flow.setting, network.width());
        let mut velocity = network.clone();
        field.evaluate(&network, &mut velocity);
        // |2| + |-3| at the first point, 0.5 + 5 at the second, halved.
        assert_eq!(field.terms(&network), 2.75);
    }

    #[test]
    fn sizes_do_not_underflow() {
        let network = TwoLayer {
            weights: mat![[3e-300, 3e200], [0.0, 0.0]],
            outputs: vec![4e-300, 4e200],
        };
        assert!((network.size(0) / 5e-300 - 1.0).abs() < 1e-12);
        assert!((network.size(1) / 5e200 - 1.0).abs() < 1e-12);
        assert!(largest([1.0, f64::NAN, 2.0]).is_nan());
    }
}
