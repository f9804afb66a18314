//! A neuron that goes on sliding along several kinks: most decisions at the start of a step.
//!
//! The general rule of `decide` comes to the same numbers; here it is one solve and the check
//! that nothing else comes into question.

use super::bits;
use super::decide::{Pull, SLOPE_NOISE};
use super::kinks::{Kinks, Sides};
use super::neurons::Neuron;
use super::single::CLEAR;

/// A pivot below this part of its diagonal entry leaves the decision to the general rule.
const DEPENDENT: f64 = 1e-8;

/// Buffers of the solve.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    kinks: Vec<usize>,
    /// The Cholesky factor of the kinks' Gram matrix, by rows.
    factor: Vec<f64>,
    /// By how much rho changes.
    changes: Vec<f64>,
}

impl Held {
    /// Goes on sliding along all kinks the neuron is held by, if each of them attracts and the
    /// rho at which all slopes vanish lie clearly between those of the two sides; tells
    /// whether it does. `sign` is v's on the way on.
    pub(super) fn slide(
        &mut self,
        neuron: &mut Neuron<'_>,
        pull: &mut Pull<'_>,
        sign: f64,
        kinks: &Kinks,
        sides: &Sides,
    ) -> bool {
        self.kinks.clear();
        self.kinks.extend(bits::each(neuron.held));
        // With all kinks at zero w may be 0, which is a case of its own.
        let is_slide = self.kinks.len() < kinks.count()
            && self.attract(sign, sides)
            && self.factorise(kinks)
            && self.solve(pull, kinks, sides);
        if is_slide {
            for (&k, change) in self.kinks.iter().zip(&self.changes) {
                pull.set(k, pull.rho[k] + change, kinks);
                neuron.preactivations[k] = 0.0;
            }
            for &k in &self.kinks {
                pull.slopes[k] = 0.0;
            }
        }
        is_slide
    }

    fn attract(&self, sign: f64, sides: &Sides) -> bool {
        let mut kinks = self.kinks.iter();
        kinks.all(|k| sign * (sides.positive[*k] - sides.negative[*k]) < 0.0)
    }

    /// The Cholesky factor; false if the kinks are close to dependent.
    fn factorise(&mut self, kinks: &Kinks) -> bool {
        let q = self.kinks.len();
        self.factor.clear();
        for (a, k) in self.kinks.iter().enumerate() {
            let column = kinks.gram_column(*k);
            let start = self.factor.len();
            for (b, l) in self.kinks[..=a].iter().enumerate() {
                let (above, row) = self.factor.split_at(start);
                let before = if b == a {
                    row
                } else {
                    &above[b * q..b * q + b]
                };
                let products = row.iter().zip(before);
                let rest = column[*l] - products.map(|(x, y)| x * y).sum::<f64>();
                if b < a {
                    let pivot = above[b * q + b];
                    self.factor.push(rest / pivot);
                } else if rest > DEPENDENT * column[*l] {
                    self.factor.push(rest.sqrt());
                } else {
                    return false;
                }
            }
            self.factor.resize((a + 1) * q, 0.0);
        }
        true
    }

    /// The changes of rho that make all slopes vanish; false if one of them leads close to
    /// the end of its interval.
    fn solve(&mut self, pull: &Pull<'_>, kinks: &Kinks, sides: &Sides) -> bool {
        let q = self.kinks.len();
        self.changes.clear();
        for (a, k) in self.kinks.iter().enumerate() {
            let row = &self.factor[a * q..a * q + a];
            let known = row.iter().zip(&self.changes);
            let rest = -pull.slopes[*k] - known.map(|(x, y)| x * y).sum::<f64>();
            self.changes.push(rest / self.factor[a * q + a]);
        }
        for a in (0..q).rev() {
            let below = (a + 1..q).map(|b| self.factor[b * q + a] * self.changes[b]);
            let rest = self.changes[a] - below.sum::<f64>();
            self.changes[a] = rest / self.factor[a * q + a];
        }
        self.kinks.iter().zip(&self.changes).all(|(&k, change)| {
            let rho = pull.rho[k] + change;
            let (high, low) = (sides.positive[k], sides.negative[k]);
            let stiffness = kinks.gram_column(k)[k];
            let clear = CLEAR * SLOPE_NOISE * sides.scale * kinks.lengths[k];
            stiffness * (rho - high.min(low)) > clear && stiffness * (high.max(low) - rho) > clear
        })
    }
}
