//! Where a neuron on one or several kinks goes: across, along, or one of two ways.
//!
//! On the kinks Z with <w, u_k> = 0 the field is set-valued: rho_k lies between its
//! values a_- and a_+ on the two sides (Filippov 1988, section 4). A direction is
//! consistent if with D_k = v <g, u_k>
//! rho_k = a_+ where D_k > 0, rho_k = a_- where D_k < 0, and D_k = 0 where rho_k is in between.
//!
//! - A kink with v (a_+ - a_-) < 0 attracts. For attracting kinks the conditions are
//!   those of the minimum of |g|^2 over the box, a convex problem: g is unique. D_k = 0
//!   is a slide.
//! - A kink with v (a_+ - a_-) > 0 repels. Its conditions are those of a MAXIMUM: it goes
//!   to a side, and more than one choice may be consistent. The minimum over the
//!   attracting kinks is a convex function of the repelling ones' rho, so moving an
//!   inconsistent kink to its other side raises it: the search ends, at a consistent
//!   choice, and one always exists. This also says where w = 0 goes.

use super::bits;
use super::box_least_squares::{BoxLeastSquares, Place};
use super::journal::Journal;
use super::kinks::{Kinks, Sides};
use super::neurons::Neuron;
use crate::flow::EventKind;

/// Rounding errors of a slope, relative to the sum of |rho_k||u_k|.
pub(super) const SLOPE_NOISE: f64 = 2e-14;

/// Up to this many repelling kinks all their choices are looked at.
const MOST_ENUMERATED: usize = 6;

/// Slopes within so many of their rounding errors are those of a neuron at rest.
const AT_REST: f64 = 8.0;

/// What pulls a neuron: g and what follows from it.
pub(super) struct Pull<'a> {
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
    pub(super) fn set(&mut self, k: usize, rho: f64, kinks: &Kinks) {
        let change = rho - self.rho[k];
        if change == 0.0 {
            return;
        }
        self.rho[k] = rho;
        let direction = kinks.direction(k).iter();
        for (g, u) in self.vector.iter_mut().zip(direction) {
            *g += change * u;
        }
        let column = kinks.gram_column(k).iter();
        for (b, gram) in self.slopes.iter_mut().zip(column) {
            *b += change * gram;
        }
    }
}

/// One kink at zero.
#[derive(Clone, Copy, Debug)]
struct Zero {
    kink: usize,
    /// Whether the positive side is where it came from, or is bound to.
    side: bool,
    role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    Attracts,
    Repels,
    /// Both sides pull alike.
    Smooth,
}

/// The kinks at zero of one neuron, and buffers to decide about them.
#[derive(Clone, Debug, Default)]
pub(super) struct Decision {
    zeros: Vec<Zero>,
    squares: BoxLeastSquares,
    /// Those of the zeros that repel.
    repelling: Vec<usize>,
    /// The sides before other choices are tried.
    sides: Vec<bool>,
}

impl Decision {
    /// Forgets the kinks.
    pub(super) fn clear(&mut self) {
        self.zeros.clear();
    }

    /// Adds a kink and the side preferred for it if both are possible.
    pub(super) fn add(&mut self, kink: usize, side: bool) {
        self.zeros.push(Zero {
            kink,
            side,
            role: Role::Smooth,
        });
    }

    /// Decides about the kinks added, and changes the pull and the neuron's sides
    /// accordingly. `sign` is v's on the way on; without one nothing moves.
    pub(super) fn settle(
        &mut self,
        neuron: &mut Neuron<'_>,
        pull: &mut Pull<'_>,
        sign: f64,
        kinks: &Kinks,
        sides: &Sides,
        journal: &mut Journal,
    ) {
        if self.zeros.is_empty() || sign == 0.0 {
            return;
        }
        self.prepare(neuron, pull, sign, kinks, sides);
        self.search(sign, sides);
        self.squares.differentiate();
        let is_origin = self.zeros.len() == kinks.count() && !kinks.has_inactive_side();
        if is_origin && self.rests() {
            if !self.leaves(sign, sides) {
                return self.rest(neuron, pull, kinks, journal);
            }
            // Resting may be a solution still, as it is while the sides' fields surround zero.
            journal.nonunique += 1;
        } else if self.has_another(sign, sides) {
            journal.nonunique += 1;
        }
        self.squares.differentiate();
        self.apply(neuron, pull, sign, kinks, sides, journal);
    }

    fn prepare(
        &mut self,
        neuron: &Neuron<'_>,
        pull: &Pull<'_>,
        sign: f64,
        kinks: &Kinks,
        sides: &Sides,
    ) {
        let q = self.zeros.len();
        self.squares.reset(q);
        // A slide most often goes on. But no more than d independent kinks can be slid
        // along: where all are at zero (w = 0), most will end at a bound.
        let held = |zero: &Zero| bits::has(neuron.held, zero.kink);
        let slides = self.zeros.iter().filter(|z| held(z)).count() <= pull.vector.len();
        for (a, zero) in self.zeros.iter_mut().enumerate() {
            let (high, low) = (sides.positive[zero.kink], sides.negative[zero.kink]);
            zero.role = if sign * (high - low) < 0.0 {
                Role::Attracts
            } else if high != low {
                Role::Repels
            } else {
                Role::Smooth
            };
            self.squares.low[a] = high.min(low);
            self.squares.high[a] = high.max(low);
            self.squares.tolerance[a] = SLOPE_NOISE * sides.scale * kinks.lengths[zero.kink];
            self.squares.base[a] = pull.slopes[zero.kink];
            self.squares.rho[a] = 0.5 * (high + low);
            self.squares.places[a] = if zero.role != Role::Attracts {
                Place::Fixed
            } else if slides && held(zero) {
                Place::Free
            } else if sides.at(zero.kink, zero.side) == self.squares.low[a] {
                Place::Low
            } else {
                Place::High
            };
        }
        for a in 0..q {
            let column = kinks.gram_column(self.zeros[a].kink);
            for b in 0..q {
                let other = self.zeros[b].kink;
                self.squares.gram[a * q + b] = column[other];
                self.squares.base[a] -= column[other] * pull.rho[other];
            }
        }
        self.squares.differentiate();
    }

    /// Solves for the sides as they stand.
    fn solve(&mut self, sides: &Sides) {
        for (a, zero) in self.zeros.iter().enumerate() {
            if zero.role != Role::Attracts {
                self.squares.set(a, sides.at(zero.kink, zero.side));
            }
        }
        self.squares.solve();
    }

    /// Whether a repelling kink moves to the side chosen for it.
    fn agrees(&self, a: usize, sign: f64) -> bool {
        let zero = self.zeros[a];
        let speed = sign * self.squares.slopes[a];
        let away = if zero.side { speed } else { -speed };
        zero.role != Role::Repels || away >= -self.squares.tolerance[a]
    }

    fn search(&mut self, sign: f64, sides: &Sides) {
        for _ in 0..20 + 3 * self.zeros.len() {
            self.solve(sides);
            match (0..self.zeros.len()).find(|a| !self.agrees(*a, sign)) {
                Some(a) => self.zeros[a].side = !self.zeros[a].side,
                None => return,
            }
        }
        self.solve(sides);
    }

    /// Whether another choice of sides is consistent too.
    fn has_another(&mut self, sign: f64, sides: &Sides) -> bool {
        self.find_repelling();
        if self.repelling.is_empty() {
            return false;
        }
        let mut found = false;
        for choice in choices(self.repelling.len()) {
            self.flip(choice);
            self.solve(sides);
            found |= self.all_agree(sign);
            self.flip(choice);
            if found {
                break;
            }
        }
        self.solve(sides);
        found
    }

    fn find_repelling(&mut self) {
        self.repelling.clear();
        let places = self.zeros.iter().enumerate();
        let repelling = places.filter(|(_, zero)| zero.role == Role::Repels);
        self.repelling.extend(repelling.map(|(a, _)| a));
    }

    fn all_agree(&self, sign: f64) -> bool {
        self.repelling.iter().all(|a| self.agrees(*a, sign))
    }

    /// Whether nothing pulls, up to rounding.
    fn rests(&self) -> bool {
        let pairs = self.squares.slopes.iter().zip(&self.squares.tolerance);
        pairs.fold(true, |all, (slope, noise)| {
            all && slope.abs() <= AT_REST * noise
        })
    }

    /// Finds a consistent choice that leaves w = 0, if there is one.
    fn leaves(&mut self, sign: f64, sides: &Sides) -> bool {
        self.find_repelling();
        self.sides.clear();
        self.sides.extend(self.zeros.iter().map(|zero| zero.side));
        for choice in choices(self.repelling.len()) {
            self.flip(choice);
            self.search(sign, sides);
            self.squares.differentiate();
            if self.all_agree(sign) && !self.rests() {
                return true;
            }
            for (zero, side) in self.zeros.iter_mut().zip(&self.sides) {
                zero.side = *side;
            }
        }
        false
    }

    /// Holds the neuron by all kinks, so that it is decided about again.
    fn rest(
        &self,
        neuron: &mut Neuron<'_>,
        pull: &mut Pull<'_>,
        kinks: &Kinks,
        journal: &mut Journal,
    ) {
        pull.vector.fill(0.0);
        pull.slopes.fill(0.0);
        neuron.preactivations.fill(0.0);
        for k in 0..kinks.count() {
            if !bits::has(neuron.held, k) {
                bits::put(neuron.held, k, true);
                journal.note(EventKind::Slide, kinks.points[k]);
            }
        }
    }

    fn flip(&mut self, choice: u64) {
        for (bit, a) in self.repelling.iter().enumerate() {
            if choice >> bit.min(63) & 1 == 1 {
                self.zeros[*a].side = !self.zeros[*a].side;
            }
        }
    }

    fn apply(
        &mut self,
        neuron: &mut Neuron<'_>,
        pull: &mut Pull<'_>,
        sign: f64,
        kinks: &Kinks,
        sides: &Sides,
        journal: &mut Journal,
    ) {
        for (a, zero) in self.zeros.iter().enumerate() {
            pull.set(zero.kink, self.squares.rho[a], kinks);
        }
        for a in 0..self.zeros.len() {
            let k = self.zeros[a].kink;
            let (was_held, was_positive) =
                (bits::has(neuron.held, k), bits::has(neuron.positive, k));
            neuron.preactivations[k] = 0.0;
            let slides = self.squares.places[a] == Place::Free;
            bits::put(neuron.held, k, slides);
            if slides {
                pull.slopes[k] = 0.0;
                if !was_held {
                    journal.note(EventKind::Slide, kinks.points[k]);
                }
                continue;
            }
            if was_held {
                journal.note(EventKind::Release, kinks.points[k]);
            }
            let positive = self.side(a, sign, sides);
            bits::put(neuron.positive, k, positive);
            if positive && !was_positive {
                journal.note(EventKind::Activate, kinks.points[k]);
            } else if was_positive && !positive {
                journal.note(EventKind::Deactivate, kinks.points[k]);
            }
        }
    }

    /// The side a kink that does not slide goes to.
    fn side(&self, a: usize, sign: f64, sides: &Sides) -> bool {
        let zero = self.zeros[a];
        match zero.role {
            Role::Repels => zero.side,
            Role::Attracts => self.squares.rho[a] == sides.positive[zero.kink],
            Role::Smooth => {
                let speed = sign * self.squares.slopes[a];
                if speed.abs() <= self.squares.tolerance[a] {
                    zero.side
                } else {
                    speed > 0.0
                }
            }
        }
    }
}

/// Which of some repelling kinks to flip: every choice; beyond a few kinks, those that differ
/// in one, or in all.
fn choices(repelling: usize) -> impl Iterator<Item = u64> {
    let (all, single) = if repelling <= MOST_ENUMERATED {
        (1 << repelling, 0)
    } else {
        (1, repelling.min(63))
    };
    let differ_in_all = (single > 0).then_some(u64::MAX);
    let differ_in_one = (0..single).map(|bit| 1 << bit);
    (1..all).chain(differ_in_one).chain(differ_in_all)
}
