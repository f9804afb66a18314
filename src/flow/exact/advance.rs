//! One neuron through one step of constant residuals: boosts from event to event, exact and
//! independent of the other neurons.

use libm::exp;

use super::bits;
use super::boost::{Boost, dot};
use super::contact::Contact;
use super::decide::Decision;
use super::held::Held;
use super::neurons::Neuron;
use super::refresh::{Refresh, preactivations};
use super::strips::{RUN, at_zero, include, kinks_of, meeting, meets_any, moves_near};
use crate::flow::EventKind;
use crate::math::refill;

/// The largest rapidity of a step: e^MOST_RAPIDITY and its square stay finite.
pub const MOST_RAPIDITY: f64 = 200.0;

/// A kink is passed once it is this far behind, relative to |u||w|: below, a sign is rounding.
const PASSED: f64 = 1e-13;

/// Kinks this close, relative to |u||w|, are met together.
const TOGETHER: f64 = 1e-11;

/// A neuron that is off its kinks by more than this part of |w| is so not by rounding alone.
const ROUNDING: f64 = 1e-7;

/// Below this part of v before a move, w is computed from its parts along and across g.
const CONTRACTED: f64 = 0.1;

/// Why a step could not be made: a shorter one can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooFar {
    /// A neuron's rapidity or weights leave the range of doubles.
    Range,
    /// More events than a straight line can meet.
    Events,
}

/// Buffers of a neuron's passage.
#[derive(Clone, Debug, Default)]
pub struct PassageBuffers {
    decision: Decision,
    held: Held,
    refresh: Refresh,
    /// Runs in which a kink may be met, and bits that say which.
    touched: Vec<(usize, u32)>,
    /// Runs in which a kink is at zero.
    near: Vec<usize>,
}

/// One neuron's way through a step.
pub struct Passage<'a> {
    /// The neuron, at the start of the step, and g for its sides, with any rho on the kinks it is
    /// held by.
    pub at: Contact<'a>,
    pub buffers: &'a mut PassageBuffers,
    /// Time at the start of the step, and its length.
    pub span: (f64, f64),
    /// |w|.
    pub length: f64,
}

impl Passage<'_> {
    /// Moves the neuron over the whole step; returns how it moved at first, if it does.
    #[inline(always)]
    pub fn advance(mut self) -> Result<Option<Boost>, TooFar> {
        self.at.journal.time = self.span.0;
        if !bits::is_empty(self.at.neuron.held) && self.stays() {
            return Ok(None);
        }
        let mut first = None;
        let mut left = self.span.1;
        // A straight line meets each kink once; slides and sign changes add a few.
        for _ in 0..100 + 8 * self.at.kinks.count() {
            let rate = dot(self.at.pull.vector, self.at.pull.vector).sqrt();
            if rate == 0.0 || self.at.is_at_rest() {
                return Ok(first);
            }
            let (neuron, g) = (&mut self.at.neuron, &*self.at.pull.vector);
            let (w, v) = (&mut *neuron.weights, *neuron.output);
            let (boost, straightened) = Boost::new(w, v, neuron.balance, g, rate);
            if straightened {
                preactivations(&mut self.at.neuron, self.at.kinks);
            }
            if boost.is_still() {
                return Ok(first);
            }
            first.get_or_insert(boost);
            left = self.segment(&boost, left)?;
            if left <= 0.0 {
                return Ok(first);
            }
        }
        Err(TooFar::Events)
    }

    /// Decides afresh about a neuron that is held by kinks; tells whether it stays where it is.
    fn stays(&mut self) -> bool {
        if self.is_origin() {
            self.at.rest();
            self.at.neuron.weights.fill(0.0);
            self.length = 0.0;
        }
        self.at.measure();
        if self.at.scale() < self.at.sides.scale {
            // The rounding errors of earlier steps have led it off its kinks.
            let (neuron, kinks) = (&mut self.at.neuron, self.at.kinks);
            if self.buffers.refresh.project(neuron, kinks, ROUNDING) {
                preactivations(neuron, kinks);
            }
            self.at.renew_pull();
            if self.at.is_at_rest() {
                return true;
            }
        }
        self.at.sign = self.sign();
        if self.at.is_free() {
            return true;
        }
        self.redecide(self.at.sign);
        false
    }

    /// Whether the kinks that hold the neuron leave w = 0 only, up to rounding, and others are not
    /// among them by rounding.
    fn is_origin(&self) -> bool {
        let Neuron {
            weights,
            output,
            held,
            ..
        } = &self.at.neuron;
        let count = bits::count(held);
        let is_corner = count >= weights.len() && count < self.at.kinks.count();
        is_corner && self.length <= TOGETHER * output.abs()
    }

    /// Moves to the next event or to the end; returns the time that is left.
    #[inline(always)]
    fn segment(&mut self, boost: &Boost, left: f64) -> Result<f64, TooFar> {
        let end = boost.rate * left;
        let zero = boost.sign_change().filter(|theta| *theta <= end);
        let theta = zero.unwrap_or(end);
        if theta.is_nan() || theta > MOST_RAPIDITY {
            return Err(TooFar::Range);
        }
        let (shift, output) = boost.travel(theta);
        let length = self.length;
        let reach = length + (shift * boost.rate).abs();
        let touched = self.touch(shift);
        if touched && let Some((kink, part)) = self.first_hit(shift, reach) {
            let shift = part * shift;
            let theta = boost.rapidity_at(shift).min(theta);
            let near = TOGETHER * (length + (shift * boost.rate).abs());
            self.travel(boost, shift, theta, boost.output_at(shift), Some(near));
            self.clamp();
            let left = self.pass(left, theta / boost.rate);
            self.meet(boost.sign(), kink, near);
            return Ok(left);
        }
        let output = if zero.is_some() { 0.0 } else { output };
        self.travel(boost, shift, theta, output, None);
        if touched {
            self.clamp();
        }
        if zero.is_none() {
            return Ok(0.0);
        }
        let left = self.pass(left, theta / boost.rate);
        self.at.journal.note(EventKind::SignChange, 0);
        self.redecide(boost.growing.signum());
        Ok(left)
    }

    /// Lets time pass; returns what is left.
    #[inline(always)]
    fn pass(&mut self, left: f64, time: f64) -> f64 {
        let left = (left - time).max(0.0);
        self.at.journal.time = self.span.0 + (self.span.1 - left);
        left
    }

    /// Moves w by `shift` g and v to `output`; finds the runs with a kink `near` zero then.
    #[inline(always)]
    fn travel(&mut self, boost: &Boost, shift: f64, theta: f64, output: f64, near: Option<f64>) {
        let neuron = &mut self.at.neuron;
        let contracted = output.abs() < CONTRACTED * boost.output.abs();
        if contracted {
            // w + s g would cancel: p at the end is P e^theta - v.
            let along = dot(neuron.weights, self.at.pull.vector) / boost.rate;
            let after = boost.growing * exp(theta) - output;
            for (w, g) in neuron.weights.iter_mut().zip(self.at.pull.vector.iter()) {
                let unit = g / boost.rate;
                *w = (*w - along * unit) + after * unit;
            }
        } else {
            for (w, g) in neuron.weights.iter_mut().zip(self.at.pull.vector.iter()) {
                *w += shift * g;
            }
            match near {
                Some(near) => self.approach(shift, near),
                None => {
                    let slopes = self.at.pull.slopes.iter();
                    for (a, b) in neuron.preactivations.iter_mut().zip(slopes) {
                        *a += shift * b;
                    }
                }
            }
        }
        let neuron = &mut self.at.neuron;
        *neuron.output = output;
        let refresh = &mut self.buffers.refresh;
        let (length, is_fresh) = refresh.after(neuron, contracted, self.at.kinks);
        self.length = length;
        if is_fresh && near.is_some() {
            let runs = self.at.kinks.count().div_ceil(RUN);
            refill(&mut self.buffers.near, 0..runs);
        }
    }

    /// Moves the preactivations and finds the runs with a kink near zero.
    #[inline(always)]
    fn approach(&mut self, shift: f64, near: f64) {
        let (heights, last_heights) = self.at.neuron.preactivations.as_chunks_mut::<RUN>();
        let (slopes, last_slopes) = self.at.pull.slopes.as_chunks::<RUN>();
        let (lengths, last_lengths) = self.at.kinks.lengths.as_chunks::<RUN>();
        let found = &mut self.buffers.near;
        found.clear();
        let last = heights.len();
        let runs = heights.iter_mut().zip(slopes).zip(lengths);
        for (run, ((heights, slopes), lengths)) in runs.enumerate() {
            if moves_near(heights, slopes, lengths, shift, near) {
                found.push(run);
            }
        }
        if moves_near(last_heights, last_slopes, last_lengths, shift, near) {
            found.push(last);
        }
    }

    /// Finds the kinks at which a preactivation is at zero or changes its sign: most often none.
    #[inline(always)]
    fn touch(&mut self, shift: f64) -> bool {
        let (heights, last_heights) = self.at.neuron.preactivations.as_chunks::<RUN>();
        let (slopes, last_slopes) = self.at.pull.slopes.as_chunks::<RUN>();
        let touched = &mut self.buffers.touched;
        touched.clear();
        for (run, (heights, slopes)) in heights.iter().zip(slopes).enumerate() {
            if meets_any(heights, slopes, shift) {
                touched.push((run, meeting(heights, slopes, shift)));
            }
        }
        if meets_any(last_heights, last_slopes, shift) {
            let met = meeting(last_heights, last_slopes, shift);
            touched.push((heights.len(), met));
        }
        !touched.is_empty()
    }

    /// Puts preactivations that are on the wrong side by rounding on their kink.
    #[inline(always)]
    fn clamp(&mut self) {
        for &(run, met) in &self.buffers.touched {
            for k in kinks_of(run, met) {
                let a = &mut self.at.neuron.preactivations[k];
                if *a != 0.0 && (*a > 0.0) != bits::has(self.at.neuron.positive, k) {
                    *a = 0.0;
                    include(&mut self.buffers.near, run);
                }
            }
        }
    }

    /// The first kink behind which the neuron would be after moving by `shift`, and the
    /// part of the way at which it is met. `reach` bounds |w| on the way.
    #[inline(always)]
    fn first_hit(&mut self, shift: f64, reach: f64) -> Option<(usize, f64)> {
        self.at.measure();
        let (heights, slopes) = (&*self.at.neuron.preactivations, &*self.at.pull.slopes);
        let mut first = None;
        let touched = self.buffers.touched.iter();
        for k in touched.flat_map(|&(run, met)| kinks_of(run, met)) {
            let (a, move_by) = (heights[k], shift * slopes[k]);
            let end = a + move_by;
            if bits::has(self.at.neuron.held, k) {
                continue;
            }
            let length = self.at.kinks.lengths[k];
            let positive = bits::has(self.at.neuron.positive, k);
            let behind = if positive { -end } else { end };
            // At zero a slope may be rounding alone.
            let is_noise = || slopes[k].abs() <= self.at.noise(k);
            if behind <= PASSED * length * reach || (a == 0.0 && is_noise()) {
                continue;
            }
            let part = (-a / move_by).clamp(0.0, 1.0);
            if first.is_none_or(|(_, before)| part < before) {
                first = Some((k, part));
            }
        }
        first
    }

    /// Decides at a kink just met, together with all others `near` zero, each with the side
    /// preferred if both ways are open: the direction of travel, or inactive after a slide.
    #[inline(always)]
    fn meet(&mut self, sign: f64, met: usize, near: f64) {
        let kinks = self.at.kinks;
        include(&mut self.buffers.near, met / RUN);
        self.buffers.decision.clear();
        let mut alone = true;
        for &run in &self.buffers.near {
            let range = run * RUN..((run + 1) * RUN).min(kinks.count());
            let heights = &self.at.neuron.preactivations[range.clone()];
            let mut zeros = at_zero(heights, &kinks.lengths[range], near);
            if run == met / RUN {
                zeros |= 1 << (met % RUN);
            }
            for k in kinks_of(run, zeros) {
                alone &= k == met;
                let positive = bits::has(self.at.neuron.positive, k);
                let speed = sign * self.at.pull.slopes[k];
                let leaves = if positive { speed < 0.0 } else { speed > 0.0 };
                let side = positive != (k == met || leaves);
                let is_held = bits::has(self.at.neuron.held, k);
                self.buffers.decision.add(k, side && !is_held);
            }
        }
        self.at.sign = sign;
        if !alone || !self.at.cross(met) {
            self.buffers.decision.settle(&mut self.at);
        }
    }

    /// Decides afresh about the kinks a neuron is held by.
    #[inline(always)]
    fn redecide(&mut self, sign: f64) {
        let mut held = bits::each(self.at.neuron.held);
        let (first, second) = (held.next(), held.next());
        drop(held);
        self.at.sign = sign;
        self.at.measure();
        let slides = match (first, second) {
            (None, _) => return,
            (Some(only), None) => self.at.slide(only),
            (Some(_), Some(_)) => self.buffers.held.slide(&mut self.at),
        };
        if !slides {
            self.buffers.decision.clear();
            for k in bits::each(self.at.neuron.held) {
                // Both ways open: the inactive one.
                self.buffers.decision.add(k, false);
            }
            self.buffers.decision.settle(&mut self.at);
        }
    }

    /// The sign of v, or at v = 0 the one it is about to take.
    fn sign(&self) -> f64 {
        let v = *self.at.neuron.output;
        if v != 0.0 {
            return v.signum();
        }
        // The kinks at zero do not enter <w, g>, whatever their rho.
        let ahead = dot(self.at.neuron.preactivations, self.at.pull.rho);
        if ahead == 0.0 { 0.0 } else { ahead.signum() }
    }
}
