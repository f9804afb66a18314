//! One step of the Dormand-Prince pair 5(4): seven stages, the last one the first of the next step.
//!
//! Dormand, Prince, "A family of embedded Runge-Kutta formulae", J. Comp. Appl. Math. 6,
//! 1980; continuous extension of order 4 by Shampine, "Some practical Runge-Kutta
//! formulas", Math. Comp. 46, 1986, as in Hairer, Norsett, Wanner, Solving Ordinary Differential
//! Equations I, code DOPRI5.

use faer::MatRef;

use super::field::{Field, Point, largest, ratio};

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
pub(super) struct DormandPrince<F: Field> {
    /// The velocity; after a trial, evaluated at its end.
    pub field: F,
    slopes: Vec<F::Point>,
    combination: F::Point,
    /// The end of the last trial.
    pub end: F::Point,
    pub evaluations: u64,
}

impl<F: Field> DormandPrince<F> {
    /// Buffers for points of a shape, with the velocity at the start as the first stage.
    pub fn new(field: F, start: F::Point) -> Self {
        let mut pair = DormandPrince {
            field,
            slopes: vec![start.clone(); STAGES],
            combination: start.clone(),
            end: start,
            evaluations: 0,
        };
        pair.evaluate(0);
        pair
    }

    /// Tries a step; `start` is the point of the first stage. The result is in `end`.
    pub fn attempt(&mut self, start: &F::Point, step: f64) {
        for (row, coefficients) in COUPLING.iter().enumerate() {
            self.combine(coefficients);
            self.move_end(start, step);
            self.evaluate(row + 1);
        }
    }

    pub fn velocity(&self) -> &F::Point {
        &self.slopes[0]
    }

    /// The velocity at the end of the last trial.
    pub fn velocity_at_end(&self) -> &F::Point {
        &self.slopes[STAGES - 1]
    }

    /// The local error of the last attempt, the distance of its two solutions: over the parts, the
    /// largest relative to the part's size before or after, whichever is larger; and the largest of
    /// f/gamma on the training points.
    pub fn error(&mut self, start: &F::Point, step: f64, points: MatRef<'_, f64>) -> (f64, f64) {
        self.combine(&DIFFERENCE);
        let weights = largest((0..start.parts()).map(|part| {
            let off = step.abs() * self.combination.size(part);
            ratio(off, start.size(part).max(self.end.size(part)))
        }));
        // The solution of order 4.
        let mut other = self.end.clone();
        other.add(-step, &self.combination);
        let other = self.field.predict(&other, points);
        (weights, largest_change(self.field.predictions(), &other))
    }

    /// Ends the last attempt on the segment from `near` to `far` instead, at this share of it.
    pub fn end_between(&mut self, near: &F::Point, far: &F::Point, share: f64) {
        self.combination.copy_from(near);
        self.combination.add(-1.0, far);
        self.move_end(far, 1.0 - share);
        self.evaluate(STAGES - 1);
    }

    /// Makes the last stage the first: the step is taken.
    pub fn accept(&mut self) {
        self.slopes.swap(0, STAGES - 1);
    }

    /// The solution inside of the last attempt, at this fraction of the step; order 4.
    pub fn inside(&mut self, start: &F::Point, step: f64, fraction: f64) -> F::Point {
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
        self.combine(&weights);
        let mut inside = start.clone();
        inside.add(step, &self.combination);
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
        self.combine(&coefficients);
        let distance = step * self.combination.norm();
        self.combine(&[0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 1.0]);
        if distance > 0.0 {
            self.combination.norm() / distance
        } else {
            0.0
        }
    }

    /// The local change of the velocity along itself, for the first step: the largest over the
    /// parts of |f(y + h f(y)) - f(y)| / (h |y|).
    pub fn bend(&mut self, start: &F::Point, step: f64) -> f64 {
        self.combine(&[1.0]);
        self.move_end(start, step);
        self.evaluate(1);
        self.combine(&[-1.0, 1.0]);
        let change = &self.combination;
        largest((0..start.parts()).map(|part| ratio(change.size(part), start.size(part) * step)))
    }

    /// Whether the end of the last attempt is finite, and f and the velocity there.
    pub fn is_finite(&self) -> bool {
        self.end.is_finite()
            && self.velocity_at_end().is_finite()
            && self.field.predictions().iter().all(|f| f.is_finite())
    }

    /// Evaluates at `end` and keeps the velocity as a stage.
    fn evaluate(&mut self, stage: usize) {
        self.field.evaluate(&self.end, &mut self.slopes[stage]);
        self.evaluations += 1;
    }

    /// combination = sum_i coefficients_i slopes_i.
    fn combine(&mut self, coefficients: &[f64]) {
        self.combination.clear();
        for (&c, slope) in coefficients.iter().zip(&self.slopes) {
            if c != 0.0 {
                self.combination.add(c, slope);
            }
        }
    }

    /// end = start + step combination.
    fn move_end(&mut self, start: &F::Point, step: f64) {
        self.end.copy_from(start);
        self.end.add(step, &self.combination);
    }
}

/// The largest distance of two outputs, NaN if any is.
pub(super) fn largest_change(a: &[f64], b: &[f64]) -> f64 {
    largest(a.iter().zip(b).map(|(a, b)| (a - b).abs()))
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;
    use crate::data::Dataset;
    use crate::flow::field::TwoLayerField;
    use crate::flow::runge_kutta;
    use crate::network::{Loss, TwoLayer};

    fn pair<'a>(data: &'a Dataset, start: &TwoLayer) -> DormandPrince<TwoLayerField<'a>> {
        let flow = runge_kutta::Flow::new(data, Loss::Squared);
        DormandPrince::new(
            TwoLayerField::new(&flow.setting, start.width()),
            start.clone(),
        )
    }

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
        let mut pair = pair(&data, &start);
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
        let mut pair = pair(&data, &start);
        pair.attempt(&start, 0.1);
        let rate = pair.stiffness(0.1);
        assert!((rate - 2.0).abs() < 0.05, "{rate}");
    }
}
