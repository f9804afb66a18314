//! Which neuron is active on which point, and what no neuron can change any more.

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, MatRef, Par};

use super::{Flow, Stop, neuron};
use crate::data::Dataset;
use crate::network::{Evaluation, Loss, TwoLayer};

/// The active pairs (neuron, point), those with <w_j, x_i> > 0.
#[derive(Clone, Debug)]
pub(super) struct Activity {
    active: Vec<bool>,
}

impl Activity {
    /// The activity at n x h preactivations.
    pub fn of(preactivations: MatRef<'_, f64>) -> Self {
        let (n, h) = (preactivations.nrows(), preactivations.ncols());
        let mut activity = Activity {
            active: vec![false; n * h],
        };
        activity.update(preactivations);
        activity
    }

    /// For every point, whether no neuron is active on it.
    pub fn silent(&self, points: usize) -> Vec<bool> {
        let mut silent = vec![true; points];
        for neuron in self.active.chunks_exact(points) {
            for (silent, active) in silent.iter_mut().zip(neuron) {
                *silent &= !active;
            }
        }
        silent
    }

    /// Moves on to new preactivations and counts the pairs that changed.
    pub fn update(&mut self, preactivations: MatRef<'_, f64>) -> u64 {
        let mut changes = 0;
        let n = preactivations.nrows();
        for j in 0..preactivations.ncols() {
            let known = &mut self.active[j * n..(j + 1) * n];
            for (known, a) in known.iter_mut().zip(preactivations.col(j).iter()) {
                let now = *a > 0.0;
                changes += u64::from(now != *known);
                *known = now;
            }
        }
        changes
    }
}

/// A run in which some neuron still changes by this many times its own size while the time
/// doubles is on its way, not stuck: the start of a tiny initialisation has no events either.
const ON_ITS_WAY: f64 = 10.0;

/// Whether a run that has seen no event for long will see none any more and never meet its stop
/// rule: silent points hold it, and no neuron is on its way to anywhere.
pub(super) fn is_stuck<M>(
    flow: &Flow<'_, M>,
    network: &TwoLayer,
    evaluation: &Evaluation,
    time: f64,
) -> bool {
    neuron::fastest(network, evaluation) * time <= ON_ITS_WAY
        && is_held_by_silent_points(flow.stop, network, flow.data, flow.validation, flow.loss)
}

/// Whether the points on which no neuron is active keep the stop rule from being met,
/// whatever happens on the other points. There f = 0, without a gradient.
fn is_held_by_silent_points(
    stop: Stop,
    network: &TwoLayer,
    data: &Dataset,
    validation: Option<&Dataset>,
    loss: Loss,
) -> bool {
    let least_risk = |set: &Dataset, counts: fn(f64) -> bool| {
        let silent = silent_points(network, set.points());
        let (mut sum, mut count) = (0.0, 0.0);
        for (&y, silent) in set.labels().iter().zip(silent) {
            if counts(y) {
                count += 1.0;
                sum += if silent { loss.value(0.0, y) } else { 0.0 };
            }
        }
        sum / count
    };
    match stop {
        Stop::TrainingRisk(value) => least_risk(data, |_| true) > value,
        Stop::PositiveClassRisk(value) => least_risk(data, |y| y > 0.0) > value,
        Stop::ValidationRisk(value) => {
            validation.is_some_and(|set| least_risk(set, |_| true) > value)
        }
        Stop::TrainingAccuracy(value) => {
            let silent = silent_points(network, data.points());
            let others = silent.iter().filter(|silent| !**silent).count();
            (others as f64 / data.samples() as f64) < value
        }
        Stop::GradientNorm(_) | Stop::LargestOutput(_) | Stop::Time(_) => false,
    }
}

/// For every point, whether no neuron is active on it.
fn silent_points(network: &TwoLayer, points: MatRef<'_, f64>) -> Vec<bool> {
    let mut preactivations = Mat::zeros(points.nrows(), network.width());
    matmul(
        &mut preactivations,
        Accum::Replace,
        points,
        &network.weights,
        1.0,
        Par::Seq,
    );
    (0..points.nrows())
        .map(|i| !preactivations.row(i).iter().any(|a| *a > 0.0))
        .collect()
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;

    #[test]
    fn changes_are_counted_per_pair() {
        let mut activity = Activity::of(mat![[1.0, -1.0], [0.0, 2.0]].as_ref());
        assert_eq!(activity.update(mat![[1.0, -1.0], [0.0, 2.0]].as_ref()), 0);
        assert_eq!(activity.update(mat![[-1.0, 1.0], [0.0, 2.0]].as_ref()), 2);
        assert_eq!(
            activity.update(mat![[-1.0, 1.0], [1e-300, 2.0]].as_ref()),
            1
        );
    }

    #[test]
    fn silent_points_hold_exactly_what_they_hold() {
        // The only neuron is active on the first point alone: two of three points are
        // silent, one of the two positive ones.
        let points = mat![[1.0, 0.0], [-1.0, 0.0], [-2.0, 1.0]];
        let data = Dataset::new(points, vec![1.0, 1.0, -1.0]).unwrap();
        let network = TwoLayer {
            weights: mat![[1.0], [0.0]],
            outputs: vec![1.0],
        };
        let held =
            |stop| is_held_by_silent_points(stop, &network, &data, Some(&data), Loss::Exponential);
        let third = 1.0 / 3.0;
        assert!(held(Stop::TrainingRisk(2.0 * third - 1e-9)));
        assert!(!held(Stop::TrainingRisk(2.0 * third + 1e-9)));
        assert!(held(Stop::ValidationRisk(2.0 * third - 1e-9)));
        assert!(!held(Stop::ValidationRisk(2.0 * third + 1e-9)));
        assert!(held(Stop::PositiveClassRisk(0.5 - 1e-9)));
        assert!(!held(Stop::PositiveClassRisk(0.5 + 1e-9)));
        assert!(held(Stop::TrainingAccuracy(third + 1e-9)));
        assert!(!held(Stop::TrainingAccuracy(third)));
        assert!(!held(Stop::Time(1.0)) && !held(Stop::GradientNorm(0.0)));
    }
}
