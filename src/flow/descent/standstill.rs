//! Noticing that a descent gets nowhere: motionless neurons, silent points.
//!
//! Both are judged over a window as long as the whole run before it, and of at least
//! [`SHORTEST_WINDOW`] steps: a run is given up only after it has been given as many
//! steps again as it had. Close to a kink descent chatters, so a neuron counts as
//! motionless when it moved no farther than two of its present steps.

use crate::flow::activity::Activity;
use crate::network::{Evaluation, TwoLayer};

/// The first window, in steps.
const SHORTEST_WINDOW: u64 = 1_000;

/// A relative movement over a window that counts as none.
const NO_MOVEMENT: f64 = 1e-9;

pub(super) struct Standstill {
    activity: Option<Activity>,
    /// Points on which no neuron is active, as last observed.
    silent: Vec<bool>,
    silent_changed_at: u64,
    /// The network at the start of the window, and that step.
    window: Option<(TwoLayer, u64)>,
    due: u64,
}

impl Standstill {
    pub(super) fn new(samples: usize) -> Self {
        Standstill {
            activity: None,
            silent: vec![false; samples],
            silent_changed_at: 0,
            window: None,
            due: SHORTEST_WINDOW,
        }
    }

    /// Takes note of the activations; returns how many changed since the last time.
    pub(super) fn observe(&mut self, evaluation: &Evaluation, step: u64) -> u64 {
        let preactivations = evaluation.preactivations.as_ref();
        let (activity, changes) = match self.activity.take() {
            None => (Activity::of(preactivations), 0),
            Some(mut activity) => {
                let changes = activity.update(preactivations);
                (activity, changes)
            }
        };
        if changes > 0 || step == 0 {
            let silent = activity.silent(self.silent.len());
            if silent != self.silent {
                self.silent = silent;
                self.silent_changed_at = step;
            }
        }
        self.activity = Some(activity);
        changes
    }

    /// Whether a window ends at this step.
    pub(super) fn is_due(&self, step: u64) -> bool {
        step >= self.due
    }

    /// Begins the next window.
    pub(super) fn restart(&mut self, network: &TwoLayer, step: u64) {
        self.window = Some((network.clone(), step));
        self.due = 2 * step;
    }

    /// Whether no neuron moved over the window.
    pub(super) fn is_motionless(
        &self,
        network: &TwoLayer,
        evaluation: &Evaluation,
        step: f64,
    ) -> bool {
        let Some((before, _)) = &self.window else {
            return false;
        };
        (0..network.width()).all(|j| {
            let moved = (network.weights.col(j) - before.weights.col(j)).norm_l2();
            let size = network.weights.col(j).norm_l2();
            let one_step = step * evaluation.weight_velocity.col(j).norm_l2();
            let output_moved = (network.outputs[j] - before.outputs[j]).abs();
            let output_step = step * evaluation.output_velocity[j].abs();
            moved <= (NO_MOVEMENT * size).max(2.0 * one_step)
                && output_moved <= (NO_MOVEMENT * network.outputs[j].abs()).max(2.0 * output_step)
        })
    }

    /// Whether the same points, at least one, were without an active neuron throughout the window.
    pub(super) fn holds_silent_points(&self) -> bool {
        let unchanged = self
            .window
            .as_ref()
            .is_some_and(|(_, since)| self.silent_changed_at <= *since);
        unchanged && self.silent.contains(&true)
    }
}
