//! min |base + U rho|^2 over a box: what neurons that slide on several kinks solve.
//!
//! A primal active set method in the manner of Stark and Parker's BVLS (Computational
//! Statistics 10, 1995), on the Gram matrix. The problem is convex, so the minimiser's
//! U rho is unique, also where the Gram matrix is singular and rho is not.

use crate::math::{dot, refill};

/// A pivot below this part of its diagonal entry is zero: the direction depends on others.
const SINGULAR: f64 = 1e-13;

/// Where a variable is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Position {
    /// Between its bounds.
    Free,
    /// At the smaller bound.
    Low,
    /// At the larger bound.
    High,
    /// Not a variable: a given value.
    Fixed,
}

/// One problem of q variables and its solution.
#[derive(Clone, Debug, Default)]
pub struct BoxLeastSquares {
    /// U^T U, q x q.
    pub gram: Vec<f64>,
    /// <u_k, base>.
    pub base: Vec<f64>,
    /// The smaller bounds.
    pub low: Vec<f64>,
    /// The larger bounds.
    pub high: Vec<f64>,
    /// Slopes below this are zero, one a variable.
    pub tolerance: Vec<f64>,
    /// In: `Fixed`, or where each variable starts. Out: where it ended. Each exchange
    /// solves for the free ones, so a good start is one with few of them too many.
    pub positions: Vec<Position>,
    /// In: the values of fixed variables. Out: the minimiser.
    pub rho: Vec<f64>,
    /// Out: <u_k, base + U rho>.
    pub slopes: Vec<f64>,
    factor: Vec<f64>,
    step: Vec<f64>,
    free: Vec<usize>,
}

impl BoxLeastSquares {
    /// Number of variables.
    pub fn count(&self) -> usize {
        self.rho.len()
    }

    /// Empties the problem and makes room for q variables.
    pub fn reset(&mut self, q: usize) {
        refill(&mut self.gram, (0..q * q).map(|_| 0.0));
        for values in [
            &mut self.base,
            &mut self.low,
            &mut self.high,
            &mut self.tolerance,
            &mut self.rho,
            &mut self.slopes,
        ] {
            refill(values, (0..q).map(|_| 0.0));
        }
        refill(&mut self.positions, (0..q).map(|_| Position::Free));
    }

    /// Sets a value; the slopes follow.
    pub fn set(&mut self, k: usize, value: f64) {
        let change = value - self.rho[k];
        if change != 0.0 {
            self.rho[k] = value;
            let q = self.count();
            let column = &self.gram[k * q..(k + 1) * q];
            for (slope, gram) in self.slopes.iter_mut().zip(column) {
                *slope += change * gram;
            }
        }
    }

    /// Puts a variable on a bound.
    fn pin(&mut self, k: usize, bound: Position) {
        self.positions[k] = bound;
        let is_low = bound == Position::Low;
        self.set(k, if is_low { self.low[k] } else { self.high[k] });
    }

    /// Finds the minimiser, from slopes that belong to the values as they are. Ends after a
    /// bounded number of exchanges whatever rounding does to the active set.
    pub fn solve(&mut self) {
        for k in 0..self.count() {
            match self.positions[k] {
                Position::Free => self.set(k, self.rho[k].clamp(self.low[k], self.high[k])),
                bound @ (Position::Low | Position::High) => self.pin(k, bound),
                Position::Fixed => {}
            }
        }
        if self.count() == 1 {
            return self.solve_one();
        }
        for _ in 0..20 + 10 * self.count() {
            if self.move_free() {
                continue;
            }
            match self.worst_bound() {
                Some(k) => self.positions[k] = Position::Free,
                None => break,
            }
        }
        self.snap();
    }

    /// One variable: the slope's zero, or the bound before it.
    fn solve_one(&mut self) {
        if self.positions[0] != Position::Fixed {
            let zero = -self.base[0] / self.gram[0];
            if zero <= self.low[0] {
                self.pin(0, Position::Low);
            } else if zero >= self.high[0] {
                self.pin(0, Position::High);
            } else {
                self.positions[0] = Position::Free;
                self.set(0, zero);
            }
        }
        self.snap();
    }

    /// Computes all slopes.
    pub fn differentiate(&mut self) {
        let q = self.count();
        for k in 0..q {
            let row = &self.gram[k * q..(k + 1) * q];
            self.slopes[k] = self.base[k] + dot(row, &self.rho);
        }
    }

    /// Goes to the free variables' minimiser, or towards it up to the first bound;
    /// true if a bound was met.
    fn move_free(&mut self) -> bool {
        let is_free = |k: &usize| self.positions[*k] == Position::Free;
        refill(&mut self.free, (0..self.rho.len()).filter(is_free));
        self.newton_step();
        let mut part: f64 = 1.0;
        for (&k, step) in self.free.iter().zip(&self.step) {
            let bound = if *step > 0.0 { &self.high } else { &self.low };
            let room = bound[k] - self.rho[k];
            if step.abs() > room.abs() {
                part = part.min(room / step);
            }
        }
        let mut blocked = false;
        for at in 0..self.free.len() {
            let (k, step) = (self.free[at], self.step[at]);
            let to = self.rho[k] + part * step;
            let (low, high) = (self.low[k], self.high[k]);
            // The bound that stopped the move, up to the rounding of `part`.
            let slack = 4.0 * f64::EPSILON * (low.abs() + high.abs());
            let met = if step > 0.0 && to >= high - slack {
                Some(Position::High)
            } else {
                (step < 0.0 && to <= low + slack).then_some(Position::Low)
            };
            match met.filter(|_| part < 1.0) {
                Some(bound) => self.pin(k, bound),
                None => self.set(k, to.clamp(low, high)),
            }
            blocked |= part < 1.0 && met.is_some();
        }
        blocked
    }

    /// Solves gram_FF step = -slopes_F by Cholesky, leaving dependent variables out.
    fn newton_step(&mut self) {
        let (q, f) = (self.count(), self.free.len());
        refill(&mut self.factor, (0..f * f).map(|_| 0.0));
        refill(&mut self.step, (0..f).map(|_| 0.0));
        for (a, k) in self.free.iter().enumerate() {
            let gram = &self.gram[k * q..(k + 1) * q];
            let (above, row) = self.factor.split_at_mut(a * f);
            for (b, l) in self.free[..a].iter().enumerate() {
                let before = &above[b * f..=b * f + b];
                let pairs = row[..b].iter().zip(before);
                let sum = pairs.fold(gram[*l], |sum, (x, y)| sum - x * y);
                let pivot = before[b];
                row[b] = if pivot > 0.0 { sum / pivot } else { 0.0 };
            }
            let square = row[..a].iter().fold(gram[*k], |sum, x| sum - x * x);
            if square > SINGULAR * gram[*k] {
                let pivot = square.sqrt();
                let pairs = row[..a].iter().zip(&self.step);
                let sum = pairs.fold(-self.slopes[*k], |sum, (x, y)| sum - x * y);
                row[a] = pivot;
                self.step[a] = sum / pivot;
            }
        }
        for a in (0..f).rev() {
            let pivot = self.factor[a * f + a];
            if pivot == 0.0 {
                self.step[a] = 0.0;
                continue;
            }
            let mut sum = self.step[a];
            for c in a + 1..f {
                sum -= self.factor[c * f + a] * self.step[c];
            }
            self.step[a] = sum / pivot;
        }
    }

    /// The variable at a bound whose slope points furthest into the box.
    fn worst_bound(&self) -> Option<usize> {
        let mut worst = (None, 1.0);
        for k in 0..self.count() {
            let inward = match self.positions[k] {
                Position::Low => -self.slopes[k],
                Position::High => self.slopes[k],
                Position::Free | Position::Fixed => continue,
            };
            if inward > worst.1 * self.tolerance[k] && self.low[k] < self.high[k] {
                worst = (Some(k), inward / self.tolerance[k]);
            }
        }
        worst.0
    }

    /// Puts variables on a bound from which their slope cannot tell them.
    fn snap(&mut self) {
        let q = self.count();
        for k in 0..q {
            if self.positions[k] != Position::Free {
                continue;
            }
            let (stiffness, rho) = (self.gram[k * q + k], self.rho[k]);
            if stiffness * (rho - self.low[k]) <= self.tolerance[k] {
                self.pin(k, Position::Low);
            } else if stiffness * (self.high[k] - rho) <= self.tolerance[k] {
                self.pin(k, Position::High);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;
    use rand::RngExt;

    fn problem(vectors: &[&[f64]], base: &[f64], bounds: &[(f64, f64)]) -> BoxLeastSquares {
        let q = vectors.len();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut problem = BoxLeastSquares::default();
        problem.reset(q);
        for k in 0..q {
            for l in 0..q {
                problem.gram[k * q + l] = dot(vectors[k], vectors[l]);
            }
            problem.base[k] = dot(vectors[k], base);
            (problem.low[k], problem.high[k]) = bounds[k];
            problem.tolerance[k] = 1e-13;
        }
        problem
    }

    #[test]
    fn an_inner_minimum_has_zero_slopes() {
        let mut found = problem(&[&[1.0, 0.0], &[1.0, 1.0]], &[0.3, -0.2], &[(-2.0, 2.0); 2]);
        found.differentiate();
        found.solve();
        assert!(found.slopes.iter().all(|s| s.abs() < 1e-15));
        assert!((found.rho[0] + 0.5).abs() < 1e-15 && (found.rho[1] - 0.2).abs() < 1e-15);
    }

    #[test]
    fn random_problems_meet_the_conditions_of_optimality() {
        let mut stream = Streams::new(1).data();
        for q in 1..9 {
            for dimension in 1..6 {
                for _ in 0..40 {
                    let mut vector = || -> Vec<f64> {
                        (0..dimension)
                            .map(|_| stream.random_range(-3..=3) as f64)
                            .collect()
                    };
                    let base = vector();
                    let mut vectors: Vec<_> = (0..q).map(|_| vector()).collect();
                    vectors
                        .iter_mut()
                        .for_each(|v| v[0] += f64::from(v[0] == 0.0));
                    let views: Vec<&[f64]> = vectors.iter().map(Vec::as_slice).collect();
                    let bounds: Vec<_> = (0..q)
                        .map(|_| (-stream.random::<f64>(), stream.random::<f64>()))
                        .collect();
                    let mut found = problem(&views, &base, &bounds);
                    found.differentiate();
                    found.solve();
                    for (k, &(low, high)) in bounds.iter().enumerate() {
                        let (slope, rho) = (found.slopes[k], found.rho[k]);
                        assert!((low..=high).contains(&rho));
                        assert!(slope < 1e-10 || rho == low, "{q} {dimension}: {found:?}");
                        assert!(slope > -1e-10 || rho == high, "{q} {dimension}: {found:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_fixed_variable_stays() {
        let mut found = problem(&[&[1.0, 0.0], &[1.0, 1.0]], &[0.3, 0.5], &[(-2.0, 2.0); 2]);
        found.positions[0] = Position::Fixed;
        found.rho[0] = 1.0;
        found.differentiate();
        found.solve();
        assert_eq!(found.rho[0], 1.0);
        assert!((found.rho[1] + 0.9).abs() < 1e-15);
    }
}
