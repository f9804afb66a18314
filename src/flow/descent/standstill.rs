//! Noticing that a descent gets nowhere: motionless neurons, dead points.
//!
//! Both are judged over a window as long as the whole run before it, and of at least
//! [`SHORTEST_WINDOW`] steps: a run is given up only after it has been given as many
//! steps again as it had. Close to a kink descent chatters, so a neuron counts as
//! motionless when it moved no farther than two of its present steps.

use crate::network::{Evaluation, TwoLayer};

/// The first window, in steps.
const SHORTEST_WINDOW: u64 = 1_000;

/// A relative movement over a window that counts as none.
const NO_MOVEMENT: f64 = 1e-9;

pub(super) struct Standstill {
    /// Active neurons by (neuron, point), as last observed.
    active: Vec<bool>,
    /// Points on which no neuron is active, as last observed.
    dead: Vec<bool>,
    dead_changed_at: u64,
    /// The network at the start of the window, and that step.
    window: Option<(TwoLayer, u64)>,
    due: u64,
    observed: bool,
}

impl Standstill {
    pub(super) fn new(samples: usize, width: usize) -> Self {
        Standstill {
            active: vec![false; samples * width],
            dead: vec![false; samples],
            dead_changed_at: 0,
            window: None,
            due: SHORTEST_WINDOW,
            observed: false,
        }
    }

    /// Takes note of the activations; returns how many changed since the last time.
    pub(super) fn observe(&mut self, evaluation: &Evaluation, step: u64) -> u64 {
        let n = self.dead.len();
        let mut alive = vec![false; n];
        let mut changes = 0;
        for (j, active) in self.active.chunks_exact_mut(n).enumerate() {
            let preactivations = evaluation.preactivations.col(j);
            for ((active, alive), &a) in
                active.iter_mut().zip(&mut alive).zip(preactivations.iter())
            {
                let now = a > 0.0;
                changes += u64::from(now != *active);
                *active = now;
                *alive |= now;
            }
        }
        for (dead, alive) in self.dead.iter_mut().zip(alive) {
            if *dead == alive {
                *dead = !alive;
                self.dead_changed_at = step;
            }
        }
        if !self.observed {
            self.observed = true;
            return 0;
        }
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

    /// Whether the same points, at least one, were dead throughout the window.
    pub(super) fn holds_dead_points(&self) -> bool {
        let unchanged = self
            .window
            .as_ref()
            .is_some_and(|(_, since)| self.dead_changed_at <= *since);
        unchanged && self.dead.contains(&true)
    }

    /// The points on which no neuron is active.
    pub(super) fn dead_points(&self) -> &[bool] {
        &self.dead
    }
}
