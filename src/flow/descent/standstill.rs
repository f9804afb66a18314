//! When a descent gets nowhere.

use faer::MatRef;

use crate::flow::field::Point;
use crate::flow::silent::Activity;

/// The first window, in steps.
const SHORTEST_WINDOW: u64 = 1_000;

/// A relative movement over a window that counts as none.
const NO_MOVEMENT: f64 = 1e-9;

/// Notices that a descent gets nowhere: motionless neurons, silent points.
///
/// Both are judged over a window as long as the whole run before it: a run is given up only after
/// as many steps again as it had. Close to a kink descent chatters, so a neuron counts as
/// motionless when it moved no farther than two of its present steps.
pub(super) struct Standstill<P> {
    pub(super) activity: Activity,
    /// Points on which no neuron is active, as last observed.
    silent: Vec<bool>,
    silent_changed_at: u64,
    /// The parameters at the start of the window, and that step.
    window: Option<(P, u64)>,
    pub(super) due: u64,
}

impl<P: Point> Standstill<P> {
    pub(super) fn new(samples: usize) -> Self {
        Standstill {
            activity: Activity::default(),
            silent: vec![false; samples],
            silent_changed_at: 0,
            window: None,
            due: SHORTEST_WINDOW,
        }
    }

    /// Takes note of the activations; returns how many changed since the last time.
    pub(super) fn observe(&mut self, preactivations: Option<MatRef<'_, f64>>, step: u64) -> u64 {
        let changes = self.activity.update(preactivations);
        if changes > 0 || step == 0 {
            let silent = self.activity.silent(self.silent.len());
            if silent != self.silent {
                self.silent = silent;
                self.silent_changed_at = step;
            }
        }
        changes
    }

    /// Begins the next window.
    pub(super) fn restart(&mut self, point: &P, step: u64) {
        self.window = Some((point.clone(), step));
        self.due = 2 * step;
    }

    /// Whether no weights have moved over the window, from a point and its velocity.
    pub(super) fn is_motionless(&self, (point, velocity): (&P, &P), step: f64) -> bool {
        let stays =
            |(before, _): &(P, u64)| point.stays_near(before, NO_MOVEMENT, velocity, 2.0 * step);
        self.window.as_ref().is_some_and(stays)
    }

    /// Whether the same points, at least one, were without an active neuron throughout the window.
    pub(super) fn holds_silent_points(&self) -> bool {
        let unchanged = |(_, since): &(P, u64)| self.silent_changed_at <= *since;
        self.window.as_ref().is_some_and(unchanged) && self.silent.contains(&true)
    }
}
