//! Which neuron is active on which point.

use faer::MatRef;

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
