//! One kink alone at zero, and nothing to weigh: most events are of this kind.
//!
//! The general rule of `decide` comes to the same numbers; here it is a few comparisons.

use super::bits;
use super::decide::{Pull, SLOPE_NOISE};
use super::journal::Journal;
use super::kinks::{Kinks, Sides};
use super::neurons::Neuron;
use crate::flow::EventKind;

/// Closer to a tie than this many rounding errors the general rule decides.
pub(super) const CLEAR: f64 = 4.0;

/// A neuron with a kink that it has just met, or slides along.
pub(super) struct Single<'s, 'a> {
    /// The neuron.
    pub neuron: &'s mut Neuron<'a>,
    /// What pulls it.
    pub pull: &'s mut Pull<'a>,
    /// Where events are noted.
    pub journal: &'s mut Journal,
    /// The sign of v on the way on.
    pub sign: f64,
    /// The hyperplanes.
    pub kinks: &'s Kinks,
    /// The residuals by hyperplane and side.
    pub sides: &'s Sides,
}

impl Single<'_, '_> {
    /// Crosses kink k if the pull on both of its sides drives the neuron across; tells
    /// whether it has.
    #[inline(always)]
    pub(super) fn cross(self, k: usize) -> bool {
        let positive = !bits::has(self.neuron.positive, k);
        let way = if positive { self.sign } else { -self.sign };
        let before = self.pull.slopes[k];
        let behind = self.sides.at(k, positive);
        let stiffness = self.kinks.gram_column(k)[k];
        let after = before + (behind - self.pull.rho[k]) * stiffness;
        let clear = CLEAR * self.noise(k);
        if way * before <= clear || way * after <= clear {
            return false;
        }
        self.pull.set(k, behind, self.kinks);
        self.neuron.preactivations[k] = 0.0;
        bits::put(self.neuron.positive, k, positive);
        let kind = if positive {
            EventKind::Activate
        } else {
            EventKind::Deactivate
        };
        self.journal.note(kind, self.kinks.points[k]);
        true
    }

    /// Goes on sliding along kink k if the pull vanishes clearly between its values on the
    /// two sides, both of which drive the neuron back; tells whether it does.
    #[inline(always)]
    pub(super) fn slide(self, k: usize) -> bool {
        let (high, low) = (self.sides.positive[k], self.sides.negative[k]);
        let stiffness = self.kinks.gram_column(k)[k];
        let base = self.pull.slopes[k] - stiffness * self.pull.rho[k];
        let zero = -base / stiffness;
        let clear = CLEAR * self.noise(k);
        let between = stiffness * (zero - high.min(low)) > clear
            && stiffness * (high.max(low) - zero) > clear;
        if self.sign * (high - low) >= 0.0 || !between {
            return false;
        }
        self.pull.set(k, zero, self.kinks);
        self.neuron.preactivations[k] = 0.0;
        self.pull.slopes[k] = 0.0;
        true
    }

    /// Rounding errors of the slope.
    fn noise(&self, k: usize) -> f64 {
        SLOPE_NOISE * self.sides.scale * self.kinks.lengths[k]
    }
}
