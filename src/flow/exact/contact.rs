//! A neuron on kinks: what pulls it, and the rules for a single kink, which most events need.
//!
//! The general rule of `decide` comes to the same numbers; here it is a few comparisons.

use super::bits;
use super::boost::dot;
use super::kinks::{Kinks, Sides};
use super::neurons::Neuron;
use crate::flow::{Event, EventKind};

/// Rounding errors of a slope, relative to the sum of |rho_k||u_k|.
pub const SLOPE_NOISE: f64 = 2e-14;

/// Closer to a tie than this many rounding errors the general rule decides.
const CLEAR: f64 = 4.0;

/// Where what pulls a neuron is below this part of all pulls, as beside points that no neuron
/// fits, what is rounding is measured by its own.
const LATE: f64 = 1e-4;

/// What pulls a neuron.
pub struct Pull<'a> {
    /// rho, length m.
    pub rho: &'a mut [f64],
    /// g = sum_k rho_k u_k, length d.
    pub vector: &'a mut [f64],
    /// <g, u_k>, length m; exactly 0 on the kinks the neuron slides along.
    pub slopes: &'a mut [f64],
}

impl Pull<'_> {
    /// Sets rho_k; g and its products follow.
    #[inline(always)]
    pub fn set(&mut self, k: usize, rho: f64, kinks: &Kinks) {
        let change = rho - self.rho[k];
        if change == 0.0 {
            return;
        }
        self.rho[k] = rho;
        for (g, u) in self.vector.iter_mut().zip(kinks.direction(k)) {
            *g += change * u;
        }
        for (b, gram) in self.slopes.iter_mut().zip(kinks.gram_column(k)) {
            *b += change * gram;
        }
    }
}

/// A neuron on one or several kinks, and all that says where it goes.
pub struct Contact<'a> {
    pub neuron: Neuron<'a>,
    pub pull: Pull<'a>,
    pub journal: &'a mut Journal,
    /// The sign of v on the way on.
    pub sign: f64,
    pub kinks: &'a Kinks,
    pub sides: &'a Sides,
    /// The most that has pulled the neuron itself since g was computed.
    pub own: f64,
}

impl Contact<'_> {
    /// Crosses kink k if the pull on both of its sides drives the neuron across; tells
    /// whether it has.
    #[inline(always)]
    pub fn cross(&mut self, k: usize) -> bool {
        let positive = !bits::has(self.neuron.positive, k);
        let way = if positive { self.sign } else { -self.sign };
        let before = self.pull.slopes[k];
        let behind = self.sides.at(k, positive);
        let stiffness = self.kinks.gram_column(k)[k];
        let after = before + (behind - self.pull.rho[k]) * stiffness;
        let clear = CLEAR * self.noise(k);
        let added = CLEAR * SLOPE_NOISE * behind.abs() * self.kinks.lengths[k].powi(2);
        if way * before <= clear || way * after <= clear.max(added) {
            return false;
        }
        self.pull.set(k, behind, self.kinks);
        self.neuron.preactivations[k] = 0.0;
        self.take_side(k, positive);
        true
    }

    /// Goes on sliding along kink k if the pull vanishes clearly between its values on the
    /// two sides, both of which drive the neuron back; tells whether it does.
    #[inline(always)]
    pub fn slide(&mut self, k: usize) -> bool {
        let stiffness = self.kinks.gram_column(k)[k];
        let base = self.pull.slopes[k] - stiffness * self.pull.rho[k];
        let zero = -base / stiffness;
        if !self.attracts(k) || !self.is_between(k, zero) {
            return false;
        }
        self.pull.set(k, zero, self.kinks);
        self.neuron.preactivations[k] = 0.0;
        self.pull.slopes[k] = 0.0;
        true
    }

    /// Whether both sides of kink k drive the neuron back to it.
    pub fn attracts(&self, k: usize) -> bool {
        self.sign * (self.sides.positive[k] - self.sides.negative[k]) < 0.0
    }

    /// Whether rho lies clearly between its values on the two sides of kink k.
    #[inline(always)]
    pub fn is_between(&self, k: usize, rho: f64) -> bool {
        let (high, low) = (self.sides.positive[k], self.sides.negative[k]);
        let stiffness = self.kinks.gram_column(k)[k];
        let clear = CLEAR * self.noise(k);
        stiffness * (rho - high.min(low)) > clear && stiffness * (high.max(low) - rho) > clear
    }

    /// Rounding errors of the slope along kink k.
    pub fn noise(&self, k: usize) -> f64 {
        SLOPE_NOISE * self.scale() * self.kinks.lengths[k]
    }

    /// The scale of the rounding errors of g: that of all pulls, unless the neuron's own are much
    /// smaller.
    pub fn scale(&self) -> f64 {
        let is_late = self.own > 0.0 && self.own < LATE * self.sides.scale;
        if is_late { self.own } else { self.sides.scale }
    }

    /// Looks at what pulls the neuron where it is now.
    pub fn measure(&mut self) {
        self.own = self
            .own
            .max(self.sides.own(self.kinks, self.neuron.sides()));
    }

    /// Whether g is rounding.
    pub fn is_at_rest(&self) -> bool {
        let square = dot(self.pull.vector, self.pull.vector);
        let is_below = |scale: f64| square <= (SLOPE_NOISE * scale) * (SLOPE_NOISE * scale);
        is_below(self.sides.scale) && is_below(self.sides.own(self.kinks, self.neuron.sides()))
    }

    /// Whether nothing may pull the neuron but the kinks that hold it, and these only hold it.
    pub fn is_free(&self) -> bool {
        self.own == 0.0 && bits::each(self.neuron.held).all(|k| self.attracts(k))
    }

    /// Computes g and its products afresh with the least that the kinks which hold the neuron may
    /// pull with: the rounding errors of more would be above what is left.
    pub fn renew_pull(&mut self) {
        let pull = &mut self.pull;
        for k in bits::each(self.neuron.held) {
            pull.rho[k] = self.sides.least(k);
        }
        pull.vector.fill(0.0);
        for (k, rho) in pull.rho.iter().enumerate() {
            for (g, u) in pull.vector.iter_mut().zip(self.kinks.direction(k)) {
                *g += rho * u;
            }
        }
        for (k, slope) in pull.slopes.iter_mut().enumerate() {
            *slope = dot(pull.vector, self.kinks.direction(k));
        }
    }

    /// Puts the neuron on a side of kink k.
    #[inline(always)]
    pub fn take_side(&mut self, k: usize, positive: bool) {
        if bits::has(self.neuron.positive, k) != positive {
            bits::put(self.neuron.positive, k, positive);
            let kinds = [EventKind::Deactivate, EventKind::Activate];
            let kind = kinds[usize::from(positive)];
            self.journal.note(kind, self.kinks.points[k]);
        }
    }

    /// Holds the neuron by all kinks, so that it is decided about again.
    pub fn rest(&mut self) {
        self.pull.vector.fill(0.0);
        self.pull.slopes.fill(0.0);
        self.neuron.preactivations.fill(0.0);
        for k in 0..self.kinks.count() {
            self.hold(k, true);
        }
    }

    /// Holds the neuron by kink k, or lets it go.
    pub fn hold(&mut self, k: usize, held: bool) {
        if bits::has(self.neuron.held, k) != held {
            bits::put(self.neuron.held, k, held);
            let kind = [EventKind::Release, EventKind::Slide][usize::from(held)];
            self.journal.note(kind, self.kinks.points[k]);
        }
    }
}

/// What happened on a step: counts always, the events themselves when asked for.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// Activations and deactivations.
    pub events: u64,
    /// Times a neuron began to slide.
    pub slides: u64,
    /// Decisions that could have gone another way.
    pub nonunique: u64,
    /// The events, if they are kept.
    pub log: Vec<Event>,
    pub keeps: bool,
    /// Time and neuron of what is noted next.
    pub time: f64,
    pub neuron: usize,
}

impl Journal {
    /// Forgets everything noted.
    pub fn clear(&mut self) {
        (self.events, self.slides, self.nonunique) = (0, 0, 0);
        self.log.clear();
    }

    /// Notes an event at a training point.
    pub fn note(&mut self, kind: EventKind, kink: usize) {
        match kind {
            EventKind::Activate | EventKind::Deactivate => self.events += 1,
            EventKind::Slide => self.slides += 1,
            EventKind::Release | EventKind::SignChange => {}
        }
        if self.keeps {
            self.log.push(Event {
                time: self.time,
                neuron: self.neuron,
                kink,
                kind,
            });
        }
    }
}
