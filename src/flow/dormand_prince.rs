//! One step of the Dormand-Prince pair 5(4): seven stages, the last one the first of the next step.
//!
//! Dormand, Prince, "A family of embedded Runge-Kutta formulae", J. Comp. Appl. Math. 6,
//! 1980; continuous extension of order 4 by Shampine, "Some practical Runge-Kutta
//! formulas", Math. Comp. 46, 1986, as in Hairer, Norsett, Wanner, Solving Ordinary Differential
//! Equations I, code DOPRI5.

use super::neuron;
use crate::data::Dataset;
use crate::network::{Evaluation, Loss, TwoLayer};

const STAGES: usize = 7;

/// Coefficients of the stages after the first; the last row gives the solution of order 5.
const COUPLING: [&[f64]; STAGES - 1] = [
    &[1.0 / 5.0],
    &[3.0 / 40.0, 9.0 / 40.0],
    &[44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0],
    &[
        19372.0 / 6561.0,
        -25360.0 / 2187.0,
        64448.0 / 6561.0,
        -212.0 / 729.0,
    ],
    &[
        9017.0 / 3168.0,
        -355.0 / 33.0,
        46732.0 / 5247.0,
        49.0 / 176.0,
        -5103.0 / 18656.0,
    ],
    &[
        35.0 / 384.0,
        0.0,
        500.0 / 1113.0,
        125.0 / 192.0,
        -2187.0 / 6784.0,
        11.0 / 84.0,
    ],
];

/// Solution of order 5 minus that of order 4.
const DIFFERENCE: [f64; STAGES] = [
    71.0 / 57600.0,
    0.0,
    -71.0 / 16695.0,
    71.0 / 1920.0,
    -17253.0 / 339200.0,
    22.0 / 525.0,
    -1.0 / 40.0,
];

/// The continuous extension's own combination of the stages.
const EXTENSION: [f64; STAGES] = [
    -12715105075.0 / 11282082432.0,
    0.0,
    87487479700.0 / 32700410799.0,
    -10690763975.0 / 1880347072.0,
    701980252875.0 / 199316789632.0,
    -1453857185.0 / 822651844.0,
    69997945.0 / 29380423.0,
];

/// The stages of one step, in buffers that live as long as the run.
#[derive(Debug)]
pub(super) struct DormandPrince<'a> {
    data: &'a Dataset,
    loss: Loss,
    slopes: Vec<TwoLayer>,
    combination: TwoLayer,
    /// The end of the last trial.
    pub end: TwoLayer,
    /// Loss and velocity at the last network evaluated: `end`, after a trial.
    pub evaluation: Evaluation,
    /// Evaluations so far.
    pub evaluations: u64,
}

impl<'a> DormandPrince<'a> {
    /// Buffers for a network's shape, with the velocity at the network as the first stage.
    pub fn new(data: &'a Dataset, loss: Loss, divisor: f64, start: &TwoLayer) -> Self {
        let mut pair = DormandPrince {
            data,
            loss,
            slopes: vec![start.clone(); STAGES],
            combination: start.clone(),
            end: start.clone(),
            evaluation: Evaluation::new(data, start.width()).divided_by(divisor),
            evaluations: 0,
        };
        pair.evaluate(0);
        pair
    }

    /// Tries a step; `start` is the network of the first stage. The result is in `end`.
    pub fn attempt(&mut self, start: &TwoLayer, step: f64) {
        for (row, coefficients) in COUPLING.iter().enumerate() {
            combine(&mut self.combination, coefficients, &self.slopes);
            advance(&mut self.end, start, step, &self.combination);
            self.evaluate(row + 1);
        }
    }

    /// The local error of the last attempt: over the neurons, the largest of the two solutions'
    /// distance relative to the neuron's size before or after, whichever is larger.
    pub fn error(&mut self, start: &TwoLayer, step: f64) -> f64 {
        combine(&mut self.combination, &DIFFERENCE, &self.slopes);
        let error = &self.combination;
        neuron::largest((0..start.width()).map(|j| {
            let off = step.abs() * neuron::size(error.weights.as_ref(), &error.outputs, j);
            let before = neuron::size(start.weights.as_ref(), &start.outputs, j);
            let after = neuron::size(self.end.weights.as_ref(), &self.end.outputs, j);
            if off == 0.0 {
                0.0
            } else {
                off / before.max(after)
            }
        }))
    }

    /// Ends the last attempt on the segment from `near` to `far` instead, at this share of it.
    pub fn end_between(&mut self, near: &TwoLayer, far: &TwoLayer, share: f64) {
        self.combination.clone_from(near);
        add(&mut self.combination, -1.0, far);
        advance(&mut self.end, far, 1.0 - share, &self.combination);
        self.evaluate(STAGES - 1);
    }

    /// Makes the last stage the first: the step is taken.
    pub fn accept(&mut self) {
        self.slopes.swap(0, STAGES - 1);
    }

    /// The solution inside of the last attempt, at this fraction of the step; order 4.
    pub fn inside(&mut self, start: &TwoLayer, step: f64, fraction: f64) -> TwoLayer {
        // y(s) = y + s (D + (1-s) (B + s (D - h k_7 - B + (1-s) E))), D = y_1 - y, B = h k_1 - D,
        // gathered into one combination of the stages: D = h sum b_i k_i.
        let (s, rest) = (fraction, 1.0 - fraction);
        let mut weights = [0.0; STAGES];
        for (i, weight) in weights.iter_mut().enumerate() {
            let solution = COUPLING[STAGES - 2].get(i).copied().unwrap_or(0.0);
            let first = if i == 0 { 1.0 } else { 0.0 };
            let last = if i == STAGES - 1 { 1.0 } else { 0.0 };
            let bend = first - solution;
            let twist = solution - last - bend;
            *weight = s * (solution + rest * (bend + s * (twist + rest * EXTENSION[i])));
        }
        combine(&mut self.combination, &weights, &self.slopes);
        let mut inside = start.clone();
        advance(&mut inside, start, step, &self.combination);
        inside
    }

    /// The step at which the method's stability ends is about 3.3 over this estimate of the
    /// stiffest rate, |f(y_7) - f(y_6)| / |y_7 - y_6| (Hairer, Norsett, Wanner II, IV.2); 0 if
    /// the last attempt does not tell.
    pub fn stiffness(&mut self, step: f64) -> f64 {
        let mut coefficients = [0.0; STAGES - 1];
        for (i, c) in coefficients.iter_mut().enumerate() {
            let sixth = COUPLING[STAGES - 3].get(i).copied().unwrap_or(0.0);
            *c = COUPLING[STAGES - 2][i] - sixth;
        }
        combine(&mut self.combination, &coefficients, &self.slopes);
        let distance = step * norm(&self.combination);
        combine(
            &mut self.combination,
            &[0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 1.0],
            &self.slopes,
        );
        if distance > 0.0 {
            norm(&self.combination) / distance
        } else {
            0.0
        }
    }

    /// The local change of the velocity along itself, for the first step: the largest over the
    /// neurons of |f(y + h f(y)) - f(y)| / (h |y|).
    pub fn bend(&mut self, start: &TwoLayer, step: f64) -> f64 {
        combine(&mut self.combination, &[1.0], &self.slopes);
        advance(&mut self.end, start, step, &self.combination);
        self.evaluate(1);
        combine(&mut self.combination, &[-1.0, 1.0], &self.slopes);
        let change = &self.combination;
        neuron::largest((0..start.width()).map(|j| {
            let change = neuron::size(change.weights.as_ref(), &change.outputs, j);
            let size = neuron::size(start.weights.as_ref(), &start.outputs, j);
            if change == 0.0 {
                0.0
            } else {
                change / (size * step)
            }
        }))
    }

    /// Whether the end of the last attempt and the velocity there are finite.
    pub fn is_finite(&self) -> bool {
        let last = &self.slopes[STAGES - 1];
        let finite = |network: &TwoLayer| {
            network.weights.is_all_finite() && network.outputs.iter().all(|v| v.is_finite())
        };
        finite(&self.end) && finite(last)
    }

    /// Evaluates at `end` and keeps the velocity as a stage.
    fn evaluate(&mut self, stage: usize) {
        self.evaluation.velocity(&self.end, self.data, self.loss);
        self.evaluations += 1;
        self.slopes[stage]
            .weights
            .copy_from(&self.evaluation.weight_velocity);
        self.slopes[stage]
            .outputs
            .copy_from_slice(&self.evaluation.output_velocity);
    }
}

/// target = sum_i coefficients_i slopes_i.
fn combine(target: &mut TwoLayer, coefficients: &[f64], slopes: &[TwoLayer]) {
    target.weights.fill(0.0);
    target.outputs.fill(0.0);
    for (&c, slope) in coefficients.iter().zip(slopes) {
        if c != 0.0 {
            add(target, c, slope);
        }
    }
}

/// target = start + step slope.
fn advance(target: &mut TwoLayer, start: &TwoLayer, step: f64, slope: &TwoLayer) {
    target.weights.copy_from(&start.weights);
    target.outputs.copy_from_slice(&start.outputs);
    add(target, step, slope);
}

fn add(target: &mut TwoLayer, factor: f64, slope: &TwoLayer) {
    for j in 0..target.width() {
        let from = slope.weights.col_as_slice(j);
        for (t, s) in target.weights.col_as_slice_mut(j).iter_mut().zip(from) {
            *t += factor * s;
        }
    }
    for (t, s) in target.outputs.iter_mut().zip(&slope.outputs) {
        *t += factor * s;
    }
}

fn norm(network: &TwoLayer) -> f64 {
    let outputs = network.outputs.iter().fold(0.0, |n, v| libm::hypot(n, *v));
    libm::hypot(network.weights.norm_l2(), outputs)
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;

    #[test]
    fn the_tableau_is_consistent() {
        let nodes = [0.0, 0.2, 0.3, 0.8, 8.0 / 9.0, 1.0, 1.0];
        for (row, node) in COUPLING.iter().zip(&nodes[1..]) {
            assert!((row.iter().sum::<f64>() - node).abs() < 1e-14);
        }
        // The quadrature conditions sum b_i c_i^(k-1) = 1/k up to order 5; those of the difference
        // vanish up to order 4 and no further.
        for k in 1..=5 {
            let power = |c: f64| c.powi(k - 1);
            let solution: f64 = COUPLING[5]
                .iter()
                .zip(nodes)
                .map(|(b, c)| b * power(c))
                .sum();
            assert!((solution - 1.0 / f64::from(k)).abs() < 1e-14, "order {k}");
            let error: f64 = DIFFERENCE
                .iter()
                .zip(nodes)
                .map(|(e, c)| e * power(c))
                .sum();
            assert_eq!(error.abs() < 1e-14, k < 5, "order {k}: {error}");
        }
    }

    /// x = y = 1, d = n = h = 1, balanced: d(w^2)/dt = 2 w^2 (1 - w^2) is solved by the logistic function.
    fn known(time: f64, start: f64) -> f64 {
        let q = start * start;
        (q / (q + (1.0 - q) * libm::exp(-2.0 * time))).sqrt()
    }

    fn errors(step: f64, fraction: f64) -> (f64, f64) {
        let data = Dataset::new(mat![[1.0]], vec![1.0]).unwrap();
        let start = TwoLayer {
            weights: mat![[0.5]],
            outputs: vec![0.5],
        };
        let mut pair = DormandPrince::new(&data, Loss::Squared, 1.0, &start);
        pair.attempt(&start, step);
        let inside = pair.inside(&start, step, fraction);
        (
            (pair.end.outputs[0] - known(step, 0.5)).abs(),
            (inside.outputs[0] - known(fraction * step, 0.5)).abs(),
        )
    }

    #[test]
    fn a_step_is_of_order_five_and_its_inside_of_order_four() {
        for fraction in [0.3, 0.7] {
            let (coarse, fine) = (errors(0.1, fraction), errors(0.05, fraction));
            let end = libm::log2(coarse.0 / fine.0);
            let inside = libm::log2(coarse.1 / fine.1);
            assert!((5.7..6.6).contains(&end), "local order {end}");
            assert!((4.6..6.5).contains(&inside), "local order inside {inside}");
            assert!(coarse.1 < 1e-5, "{coarse:?}");
        }
        assert!(errors(0.2, 1.0).1 < 2e-8);
    }

    #[test]
    fn stiffness_is_the_rate_of_the_linear_part() {
        // Near the fit w v = 1: d(w^2)/dt = 2 w^2 (1 - w^2) has rate -2.
        let data = Dataset::new(mat![[1.0]], vec![1.0]).unwrap();
        let start = TwoLayer {
            weights: mat![[1.001]],
            outputs: vec![1.001],
        };
        let mut pair = DormandPrince::new(&data, Loss::Squared, 1.0, &start);
        pair.attempt(&start, 0.1);
        let rate = pair.stiffness(0.1);
        assert!((rate - 2.0).abs() < 0.05, "{rate}");
    }
}
