//! Sizes and distances of the coefficients beta of a linear predictor.

use crate::flow::State;
use crate::math::norm_of_any_size;
use crate::network::Diagonal;

/// |beta|_1.
pub fn l1_norm(beta: &[f64]) -> f64 {
    beta.iter().map(|b| b.abs()).sum()
}

/// |beta - target|_2, without under- or overflow; both of length d.
pub fn coefficient_distance(beta: &[f64], target: &[f64]) -> f64 {
    norm_of_any_size(beta.iter().zip(target).map(|(b, t)| b - t))
}

/// The least |beta(t) - target|_2 over the recorded states: how near a path comes to a point it is
/// said to visit. `None` without states.
///
/// ```
/// use sweetspot::flow::State;
/// use sweetspot::network::Diagonal;
/// use sweetspot::observables::closest_approach;
/// let state = State { time: 0.0, network: Diagonal::new(0.1, 2) };
/// assert_eq!(closest_approach(&[state], &[3.0, 4.0]), Some(5.0));
/// ```
pub fn closest_approach(states: &[State<Diagonal>], target: &[f64]) -> Option<f64> {
    let distances = states
        .iter()
        .map(|state| coefficient_distance(&state.network.beta(), target));
    distances.reduce(f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norms_and_distances_of_known_vectors() {
        assert_eq!(l1_norm(&[1.0, -2.0, 0.5]), 3.5);
        assert_eq!(coefficient_distance(&[1.0, 5.0], &[4.0, 1.0]), 5.0);
        let tiny = coefficient_distance(&[3e-200, 0.0], &[0.0, 4e-200]);
        assert!((tiny / 5e-200 - 1.0).abs() < 1e-15);
    }

    #[test]
    fn the_closest_state_counts() {
        let start = Diagonal::new(1.0, 1);
        let states: Vec<State<Diagonal>> = [0.0, 0.3, 0.6]
            .into_iter()
            .map(|g| State {
                time: g,
                network: start.grown(vec![g]),
            })
            .collect();
        let middle = states[1].network.beta()[0];
        assert_eq!(closest_approach(&states, &[middle]), Some(0.0));
        let beyond = closest_approach(&states, &[10.0]).unwrap();
        assert!((beyond - (10.0 - states[2].network.beta()[0])).abs() < 1e-15);
        assert_eq!(closest_approach(&[], &[1.0]), None);
    }
}
