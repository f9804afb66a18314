//! The states kept along the way.

use super::State;

/// Collects the states at the times asked for, in order.
#[derive(Debug)]
pub(super) struct Recorder<'a, N> {
    /// The times still to come, ascending.
    times: &'a [f64],
    states: Vec<State<N>>,
}

impl<'a, N> Recorder<'a, N> {
    /// A recorder for ascending times.
    pub fn new(times: &'a [f64]) -> Self {
        Recorder {
            times,
            states: Vec::new(),
        }
    }

    /// Keeps the network at every time still to come that is at most `until`; `at` gives it, if
    /// there is one.
    pub fn keep_until(&mut self, until: f64, mut at: impl FnMut(f64) -> Option<N>) {
        while let Some((&time, later)) = self.times.split_first()
            && time <= until
        {
            self.times = later;
            let state = at(time).map(|network| State { time, network });
            self.states.extend(state);
        }
    }

    /// All that was kept.
    pub fn into_states(self) -> Vec<State<N>> {
        self.states
    }
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;
    use crate::network::TwoLayer;

    #[test]
    fn every_time_is_kept_once_and_none_after_the_end() {
        let times = [0.0, 0.5, 0.5, 2.0, 9.0];
        let mut recorder = Recorder::new(&times);
        let at = |time: f64| {
            Some(TwoLayer {
                weights: mat![[time]],
                outputs: vec![1.0],
            })
        };
        for end in [0.0, 1.0, 1.0, 2.0] {
            recorder.keep_until(end, at);
        }
        let kept: Vec<f64> = recorder.into_states().iter().map(|s| s.time).collect();
        assert_eq!(kept, [0.0, 0.5, 0.5, 2.0]);
    }
}
