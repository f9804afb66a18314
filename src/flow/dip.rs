//! Dips: between the two ends of a step that both miss it, a stop rule may be met for a while.
//!
//! What the rule is followed by (`Stop::trace`) is interpolated by the cubic through the last
//! ends of steps. Where it, less some times what the parabola through three of them differs, comes
//! down to the rule, the step is integrated to the lowest such point. That point becomes a place to
//! interpolate from, until the rule is met there or nothing is left below it. Where an event gives
//! the way a corner no polynomial fits: between places that have others on both sides the lines
//! through these bound a gap from below that is convex.

use super::stop::Stop;

/// Ends of steps kept before the end of the step at hand.
const KEPT: usize = 3;

/// Points of the step, or of a part of it, at which the interpolation is looked at first.
const GRID: usize = 8;

/// The interpolation is taken to be off by so many times what it differs from one of a degree
/// less. The gap of a step with a corner in its middle, between steps of the same length, is 5 such
/// differences below the cubic; 9 below where the step is half as long as those before.
const SAFETY: f64 = 9.0;

/// Times that the search for the lowest point narrows its bracket, and to which part of it.
const NARROWINGS: usize = 40;
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// Points of one step to integrate to.
const MOST_LOOKS: usize = 16;

/// Shares of a step closer than this are one.
const SAME: f64 = 1e-9;

/// A place on the way, and what was seen there.
struct Place {
    /// Its share of the step at hand: negative before its start, 1 at its end.
    share: f64,
    trace: Vec<f64>,
    /// That of the trace.
    gap: f64,
}

/// The last places of a run.
pub(super) struct Dips<'a> {
    stop: Stop,
    labels: &'a [f64],
    places: Vec<Place>,
    /// The end of the last step, and its length.
    time: f64,
    length: f64,
    buffer: Vec<f64>,
}

/// What bounds the gap between places.
#[derive(Clone, Copy)]
enum Bound {
    Smooth,
    Corner,
}

impl<'a> Dips<'a> {
    pub fn new(stop: Stop, labels: &'a [f64]) -> Self {
        Dips {
            stop,
            labels,
            places: Vec::new(),
            time: 0.0,
            length: 0.0,
            buffer: Vec::new(),
        }
    }

    /// Goes on to the end of a step.
    pub fn add_end(&mut self, time: f64, trace: &[f64]) {
        // Without the looks inside of the step before.
        self.places
            .retain(|place| place.share <= 0.0 || place.share == 1.0);
        let oldest = (self.places.len() > KEPT).then(|| self.places.remove(0));
        let mut memory = oldest.map_or_else(Vec::new, |place| place.trace);
        memory.clear();
        memory.extend_from_slice(trace);
        let length = time - self.time;
        for place in &mut self.places {
            place.share = (place.share - 1.0) * (self.length / length);
        }
        (self.time, self.length) = (time, length);
        self.insert(1.0, memory);
    }

    /// The share of the step at which the rule is met and the gap there, if `look` finds one: it
    /// integrates the step to a share, and returns the rule's gap and trace there.
    pub fn find(
        &mut self,
        mut look: impl FnMut(f64) -> Option<(f64, Vec<f64>)>,
    ) -> Option<(f64, f64)> {
        // The start, the end, and one to say how the way bends.
        if self.places.len() < 3 {
            return None;
        }
        // In turns: either finds what it is made for in a few looks.
        let mut kinds = [Bound::Smooth, Bound::Corner];
        for _ in 0..MOST_LOOKS {
            let share = kinds.into_iter().find_map(|kind| self.lowest(kind))?;
            let (gap, trace) = look(share)?;
            if gap <= 0.0 {
                return Some((share, gap));
            }
            self.insert(share, trace);
            kinds.reverse();
        }
        None
    }

    fn insert(&mut self, share: f64, trace: Vec<f64>) {
        self.buffer.clone_from(&trace);
        let gap = self.stop.traced_gap(&mut self.buffer, self.labels);
        let at = self.places.partition_point(|other| other.share < share);
        self.places.insert(at, Place { share, trace, gap });
    }

    /// The share of the step where the gap may be lowest, if it may come down to 0.
    fn lowest(&mut self, kind: Bound) -> Option<f64> {
        let start = self.places.partition_point(|place| place.share < 0.0);
        let parts = self.places.len() - 1 - start;
        let grid = if parts == 1 { GRID } else { GRID / 2 };
        let mut best = (f64::INFINITY, start, 0.0, 0.0);
        let mut highest = f64::NEG_INFINITY;
        for part in start..start + parts {
            let (left, right) = (self.places[part].share, self.places[part + 1].share);
            let width = (right - left) / (grid + 1) as f64;
            for k in 1..=grid {
                let share = left + k as f64 * width;
                let bound = self.bound(kind, part, share);
                highest = highest.max(bound);
                if bound < best.0 {
                    best = (bound, part, share, width);
                }
            }
        }
        let (lowest, part, share, width) = best;
        // A corner between two points of the grid is below both by less than this.
        let reach = (highest - lowest) / GRID as f64;
        if lowest.is_infinite() || lowest > reach {
            return None;
        }
        let bracket = (share - width, share + width);
        let (share, bound) = narrow(bracket, |share| self.bound(kind, part, share));
        let is_same = |place: &Place| (place.share - share).abs() < SAME;
        (bound <= 0.0 && !self.places.iter().any(is_same)).then_some(share)
    }

    /// How low the gap may be at a share of the step, between the places `part` and the next;
    /// infinite where nothing is known.
    fn bound(&mut self, kind: Bound, part: usize, share: f64) -> f64 {
        let bound = match kind {
            Bound::Smooth => self.smooth_bound(part, share),
            Bound::Corner => self.corner_bound(part, share),
        };
        if bound.is_nan() { f64::INFINITY } else { bound }
    }

    /// Of a gap that is convex, from places on both sides.
    fn corner_bound(&self, part: usize, share: f64) -> f64 {
        let Some([before, start, end, after]) = self.places.get(part - 1..part + 3) else {
            return f64::INFINITY;
        };
        line(before, start, share).max(line(end, after, share))
    }

    /// Of a gap that is smooth.
    fn smooth_bound(&mut self, part: usize, share: f64) -> f64 {
        let count = self.places.len();
        let most = count.min(KEPT + 1);
        let first = part.saturating_sub(1).min(count - most);
        let last = first + most - 1;
        // Without the farther of the outer two, unless that is an end of the part.
        let from_left = share - self.places[first].share;
        let from_right = self.places[last].share - share;
        let less = if last > part + 1 && from_left < from_right {
            first..last
        } else {
            first + 1..last + 1
        };
        let [finer, coarser] = [first..last + 1, less].map(|range| {
            interpolate(&self.places[range], share, &mut self.buffer);
            self.stop.traced_gap(&mut self.buffer, self.labels)
        });
        finer - SAFETY * (finer - coarser).abs()
    }
}

/// The lowest point in a bracket and the height there, by golden sections.
fn narrow((mut low, mut high): (f64, f64), mut height: impl FnMut(f64) -> f64) -> (f64, f64) {
    let (mut a, mut b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut at_a, mut at_b) = (height(a), height(b));
    for _ in 0..NARROWINGS {
        if at_a <= at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - GOLDEN * (high - low);
            at_a = height(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + GOLDEN * (high - low);
            at_b = height(b);
        }
    }
    if at_a <= at_b { (a, at_a) } else { (b, at_b) }
}

/// The gap on the line through two places.
fn line(a: &Place, b: &Place, share: f64) -> f64 {
    a.gap + (b.gap - a.gap) * (share - a.share) / (b.share - a.share)
}

/// The trace of the polynomial through places, at a share (Lagrange).
fn interpolate(places: &[Place], share: f64, values: &mut Vec<f64>) {
    values.clear();
    values.resize(places[0].trace.len(), 0.0);
    for (k, place) in places.iter().enumerate() {
        let others = places.iter().enumerate().filter(|(i, _)| *i != k);
        let weight: f64 = others
            .map(|(_, other)| (share - other.share) / (place.share - other.share))
            .product();
        for (value, seen) in values.iter_mut().zip(&place.trace) {
            *value += weight * seen;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shares of a step from 0 to 1 that were looked at; three steps of these lengths were
    /// before. The last one is where the gap was met, if it was.
    fn looks(gap: impl Fn(f64) -> f64, lengths: [f64; 3]) -> (Vec<f64>, bool) {
        let mut dips = Dips::new(Stop::ValidationRisk(1.0), &[]);
        let mut time = -lengths.iter().sum::<f64>();
        for length in lengths {
            dips.add_end(time, &[gap(time)]);
            time += length;
        }
        dips.add_end(0.0, &[gap(0.0)]);
        dips.add_end(1.0, &[gap(1.0)]);
        let mut shares = Vec::new();
        let met = dips.find(|share| {
            shares.push(share);
            Some((gap(share), vec![gap(share)]))
        });
        (shares, met.is_some())
    }

    #[test]
    fn a_smooth_dip_takes_a_few_looks() {
        for depth in [0.1, 1e-3, 1e-6, 1e-9, 1e-12] {
            let gap = |s: f64| libm::cosh(s - 0.3) - 1.0 + 0.1 * (s - 0.3).powi(3) - depth;
            let (shares, met) = looks(gap, [0.5, 0.8, 1.0]);
            assert!(met && shares.len() <= 12, "{depth:e}: {shares:?}");
        }
    }

    #[test]
    fn nothing_is_looked_at_far_from_the_rule() {
        for lengths in [[1.0; 3], [0.2, 0.5, 1.0]] {
            assert_eq!(looks(|s| 1.0 + libm::exp(-s), lengths), (vec![], false));
            assert_eq!(looks(|s| 0.5 + (s - 0.5) * (s - 0.5), lengths).0, [0.0; 0]);
        }
        // One that stays above is left after a few.
        let (shares, met) = looks(|s| (s - 0.4) * (s - 0.4) + 1e-6, [1.0; 3]);
        assert!(!met && shares.len() <= 3, "{shares:?}");
    }

    #[test]
    fn a_corner_is_looked_for_where_lines_meet() {
        for lengths in [[1.0; 3], [0.3, 0.5, 0.9]] {
            for place in [0.3, 0.5, 0.7] {
                let gap = |s: f64| (s - place).abs() - 1e-4 + 0.05 * (s - place) * (s - place);
                let (shares, met) = looks(gap, lengths);
                assert!(met, "{lengths:?} {place}: {shares:?}");
            }
        }
    }
}
