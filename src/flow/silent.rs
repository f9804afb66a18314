//! Silent points, those without an active neuron: f = 0 there, without a gradient.

use faer::MatRef;

use super::setting::Setting;
use super::stop::Stop;
use crate::data::Dataset;

/// A run has seen no event for long once its time has grown by this factor since the last.
pub(super) const LONG: f64 = 100.0;

/// Whether silent points keep the stop rule from being met, whatever happens on the others: the
/// best these can do is a loss of zero, and a right answer. `training` says which training points
/// are silent; `of` says it of other points, all false where the method cannot tell.
pub(super) fn hold(
    setting: &Setting<'_>,
    training: &[bool],
    of: impl FnOnce(&Dataset) -> Vec<bool>,
) -> bool {
    let (data, loss) = (setting.data, setting.loss);
    let least_risk = |set: &Dataset, silent: &[bool], counts: fn(f64) -> bool| {
        let (mut sum, mut count) = (0.0, 0.0);
        for (&y, &silent) in set.labels().iter().zip(silent) {
            if counts(y) {
                count += 1.0;
                sum += if silent { loss.value(0.0, y) } else { 0.0 };
            }
        }
        sum / count
    };
    match setting.stop {
        Stop::TrainingRisk(value) => least_risk(data, training, |_| true) > value,
        Stop::PositiveClassRisk(value) => least_risk(data, training, |y| y > 0.0) > value,
        Stop::ValidationRisk(value) => setting
            .validation
            .is_some_and(|set| least_risk(set, &of(set), |_| true) > value),
        Stop::TrainingAccuracy(value) => {
            let others = training.iter().filter(|silent| !**silent).count();
            (others as f64 / data.samples() as f64) < value
        }
        Stop::GradientNorm(_) | Stop::LargestOutput(_) | Stop::Time(_) => false,
    }
}

/// The active pairs (neuron, point), those with <w_j, x_i> > 0; none before the first look, and
/// of a network without neurons that can be silent.
#[derive(Clone, Debug, Default)]
pub(super) struct Activity {
    active: Vec<bool>,
}

impl Activity {
    /// For every point, whether no neuron is active on it.
    pub fn silent(&self, points: usize) -> Vec<bool> {
        let mut silent = vec![!self.active.is_empty(); points];
        for neuron in self.active.chunks_exact(points) {
            for (silent, active) in silent.iter_mut().zip(neuron) {
                *silent &= !active;
            }
        }
        silent
    }

    /// Moves on to new n x h preactivations; returns the number of pairs that have changed since
    /// the last look.
    pub fn update(&mut self, preactivations: Option<MatRef<'_, f64>>) -> u64 {
        let Some(preactivations) = preactivations else {
            return 0;
        };
        let (n, h) = (preactivations.nrows(), preactivations.ncols());
        let is_first = self.active.is_empty();
        self.active.resize(n * h, false);
        let mut changes = 0;
        for j in 0..h {
            let known = &mut self.active[j * n..(j + 1) * n];
            for (known, a) in known.iter_mut().zip(preactivations.col(j).iter()) {
                let now = *a > 0.0;
                changes += u64::from(now != *known);
                *known = now;
            }
        }
        if is_first { 0 } else { changes }
    }
}

#[cfg(test)]
mod tests {
    use faer::{Mat, mat};

    use super::*;
    use crate::flow::exact;
    use crate::network::Loss;

    #[test]
    fn silent_points_hold_exactly_what_they_hold() {
        // Two of three points are silent, one of the two positive ones.
        let points = mat![[1.0, 0.0], [-1.0, 0.0], [-2.0, 1.0]];
        let data = Dataset::new(points, vec![1.0, 1.0, -1.0]).unwrap();
        let silent = [false, true, true];
        let held = |stop| {
            let flow = exact::Flow::new(&data, Loss::Exponential).stop(stop);
            let flow = flow.validation(Some(&data));
            hold(&flow.setting, &silent, |_| silent.to_vec())
        };
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

    #[test]
    fn changes_are_counted_per_pair() {
        let mut activity = Activity::default();
        let mut update = |heights: Mat<f64>| activity.update(Some(heights.as_ref()));
        assert_eq!(update(mat![[1.0, -1.0], [0.0, 2.0]]), 0);
        assert_eq!(update(mat![[1.0, -1.0], [0.0, 2.0]]), 0);
        assert_eq!(update(mat![[-1.0, 1.0], [0.0, 2.0]]), 2);
        assert_eq!(update(mat![[-1.0, 1.0], [1e-300, 2.0]]), 1);
        assert_eq!(activity.silent(2), [false, false]);
    }
}
