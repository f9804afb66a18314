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
use super::box_least_squares::{BoxLeastSquares, Position};
use super::contact::{Contact, SLOPE_NOISE};
use super::kinks::Sides;

/// Up to this many repelling kinks all their choices are looked at.
const MOST_ENUMERATED: usize = 6;

/// Slopes within so many of their rounding errors are those of a neuron at rest.
const AT_REST: f64 = 8.0;

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
pub struct Decision {
    zeros: Vec<Zero>,
    squares: BoxLeastSquares,
    /// Those of the zeros that repel.
    repelling: Vec<usize>,
    /// The scale of g's rounding errors without the zeros' pull, where that is small beside what
    /// they may pull with.
    late: Option<f64>,
    /// The sides before other choices are tried.
    sides: Vec<bool>,
}

impl Decision {
    /// Forgets the kinks.
    pub fn clear(&mut self) {
        self.zeros.clear();
    }

    /// Adds a kink and the side preferred for it if both are possible.
    pub fn add(&mut self, kink: usize, side: bool) {
        let role = Role::Smooth;
        self.zeros.push(Zero { kink, side, role });
    }

    /// Decides about the kinks added, and changes the pull and the neuron's sides
    /// accordingly. Where v has no sign nothing moves.
    pub fn settle(&mut self, contact: &mut Contact<'_>) {
        let Contact {
            sign, kinks, sides, ..
        } = *contact;
        if self.zeros.is_empty() || sign == 0.0 {
            return;
        }
        self.prepare(contact);
        self.search(sign, sides);
        self.squares.differentiate();
        let is_origin = self.zeros.len() == kinks.count() && !kinks.has_inactive_side();
        if is_origin && self.rests() {
            if !self.leaves(sign, sides) {
                return contact.rest();
            }
            // Resting may be a solution still, as it is while the sides' fields surround zero.
            contact.journal.nonunique += 1;
        } else if self.has_another(sign, sides) {
            contact.journal.nonunique += 1;
        }
        self.squares.differentiate();
        self.apply(contact);
    }

    fn prepare(&mut self, contact: &Contact<'_>) {
        let q = self.zeros.len();
        let Contact {
            pull, kinks, sides, ..
        } = contact;
        self.squares.reset(q);
        let scale = contact.scale();
        self.late = (scale < sides.scale).then_some(scale);
        // A slide most often goes on. But no more than d independent kinks can be slid
        // along: where all are at zero (w = 0), most will end at a bound.
        let held = |zero: &Zero| bits::has(contact.neuron.held, zero.kink);
        let slides = self.zeros.iter().filter(|z| held(z)).count() <= pull.vector.len();
        for (a, zero) in self.zeros.iter_mut().enumerate() {
            let (high, low) = (sides.positive[zero.kink], sides.negative[zero.kink]);
            zero.role = if contact.attracts(zero.kink) {
                Role::Attracts
            } else if high != low {
                Role::Repels
            } else {
                Role::Smooth
            };
            self.squares.low[a] = high.min(low);
            self.squares.high[a] = high.max(low);
            self.squares.tolerance[a] = contact.noise(zero.kink);
            self.squares.base[a] = pull.slopes[zero.kink];
            self.squares.rho[a] = match self.late {
                None => 0.5 * (high + low),
                Some(_) => sides.least(zero.kink),
            };
            self.squares.positions[a] = if zero.role != Role::Attracts {
                Position::Fixed
            } else if slides && held(zero) {
                Position::Free
            } else if sides.at(zero.kink, zero.side) == self.squares.low[a] {
                Position::Low
            } else {
                Position::High
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
        if let Some(scale) = self.late {
            // The rounding errors of large rho tried on the way are above those of a small result.
            for _ in 0..2 {
                self.measure(scale);
                self.squares.differentiate();
                self.squares.solve();
            }
            self.measure(scale);
        }
    }

    /// What is rounding in the slopes at the zeros' rho as they are.
    fn measure(&mut self, scale: f64) {
        let squares = &mut self.squares;
        let (q, gram) = (squares.count(), &squares.gram);
        let length = |a: usize| gram[a * q + a].sqrt();
        let rho = squares.rho.iter().enumerate();
        let scale = rho.fold(scale, |scale, (a, rho)| scale + rho.abs() * length(a));
        for (a, tolerance) in squares.tolerance.iter_mut().enumerate() {
            *tolerance = SLOPE_NOISE * scale * length(a);
        }
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
        let found = choices(self.repelling.len()).any(|choice| {
            self.flip(choice);
            self.solve(sides);
            let found = self.all_agree(sign);
            self.flip(choice);
            found
        });
        self.solve(sides);
        found
    }

    fn find_repelling(&mut self) {
        self.repelling.clear();
        let repels = |a: &usize| self.zeros[*a].role == Role::Repels;
        self.repelling.extend((0..self.zeros.len()).filter(repels));
    }

    fn all_agree(&self, sign: f64) -> bool {
        self.repelling.iter().all(|a| self.agrees(*a, sign))
    }

    /// Whether nothing pulls, up to rounding.
    fn rests(&self) -> bool {
        let mut pairs = self.squares.slopes.iter().zip(&self.squares.tolerance);
        pairs.all(|(slope, noise)| slope.abs() <= AT_REST * noise)
    }

    /// Finds a consistent choice that leaves w = 0, if there is one.
    fn leaves(&mut self, sign: f64, sides: &Sides) -> bool {
        self.find_repelling();
        self.sides.clear();
        self.sides.extend(self.zeros.iter().map(|zero| zero.side));
        choices(self.repelling.len()).any(|choice| {
            self.flip(choice);
            self.search(sign, sides);
            self.squares.differentiate();
            let leaves = self.all_agree(sign) && !self.rests();
            if !leaves {
                for (zero, side) in self.zeros.iter_mut().zip(&self.sides) {
                    zero.side = *side;
                }
            }
            leaves
        })
    }

    fn flip(&mut self, choice: u64) {
        for (bit, a) in self.repelling.iter().enumerate() {
            if choice >> bit.min(63) & 1 == 1 {
                self.zeros[*a].side = !self.zeros[*a].side;
            }
        }
    }

    fn apply(&self, contact: &mut Contact<'_>) {
        for (zero, rho) in self.zeros.iter().zip(&self.squares.rho) {
            contact.pull.set(zero.kink, *rho, contact.kinks);
        }
        for (a, zero) in self.zeros.iter().enumerate() {
            let k = zero.kink;
            contact.neuron.preactivations[k] = 0.0;
            let slides = self.squares.positions[a] == Position::Free;
            contact.hold(k, slides);
            if slides {
                contact.pull.slopes[k] = 0.0;
            } else {
                contact.take_side(k, self.side(a, contact.sign, contact.sides));
            }
        }
    }

    /// The side a kink that does not slide goes to.
    fn side(&self, a: usize, sign: f64, sides: &Sides) -> bool {
        let zero = self.zeros[a];
        let speed = sign * self.squares.slopes[a];
        match zero.role {
            Role::Attracts => self.squares.rho[a] == sides.positive[zero.kink],
            Role::Smooth if speed.abs() > self.squares.tolerance[a] => speed > 0.0,
            Role::Repels | Role::Smooth => zero.side,
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
