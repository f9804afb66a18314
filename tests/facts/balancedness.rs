//! Fact 1: v_j^2 - |w_j|^2 is constant; where it is >= 0 at the start, v_j keeps its sign.

use proptest::prelude::*;
use sweetspot::data::Dataset;
use sweetspot::network::{Init, TwoLayer};

use crate::problem::*;

/// The largest change of v_j^2 - |w_j|^2 relative to the larger v_j^2 + |w_j|^2.
fn balancedness_drift(before: &TwoLayer, after: &TwoLayer) -> f64 {
    let parts = |n: &TwoLayer, j: usize| {
        let (v, w) = (n.outputs[j], n.weights.col(j).squared_norm_l2());
        (v * v - w, v * v + w)
    };
    (0..before.width()).fold(0.0, |worst: f64, j| {
        let ((b, b_size), (a, a_size)) = (parts(before, j), parts(after, j));
        worst.max((a - b).abs() / b_size.max(a_size).max(f64::MIN_POSITIVE))
    })
}

fn signs(network: &TwoLayer) -> Vec<bool> {
    network.outputs.iter().map(|v| *v > 0.0).collect()
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn balancedness_is_conserved(plan in plans(INITS)) {
        let problem = plan.draw().unwrap();
        let run = problem.exact(&[30.0 * problem.moment()]).unwrap();
        let drift = balancedness_drift(&problem.start, &run.end.network);
        prop_assert!(drift <= 1e-12, "{drift:e}, {:?}", run.cost);
    }

    #[test]
    fn outputs_that_dominate_keep_their_sign(
        plan in plans(&[Init::Balanced, Init::Dominated, Init::Antisymmetric])
    ) {
        let problem = plan.draw().unwrap();
        let time = 30.0 * problem.moment();
        let run = problem.exact(&[0.25 * time, 0.5 * time, time]).unwrap();
        for state in run.states.iter().chain([&run.end]) {
            prop_assert_eq!(signs(&problem.start), signs(&state.network));
        }
    }
}

#[test]
fn balancedness_is_lost_when_one_layer_ascends() {
    for seed in 0..8 {
        let problem = plain(seed).unwrap();
        let time = 10.0 * problem.moment();
        let descent = march(&problem.start, time, |n| problem.velocity(n));
        assert!(balancedness_drift(&problem.start, &descent) < 1e-4);
        let flipped = march(&problem.start, time, |n| {
            let mut velocity = problem.velocity(n);
            velocity.outputs.iter_mut().for_each(|v| *v = -*v);
            velocity
        });
        let drift = balancedness_drift(&problem.start, &flipped);
        assert!(drift > 1e-3, "seed {seed}: {drift:e}");
    }
}

#[test]
fn a_small_output_weight_can_change_its_sign() {
    // One point with y = 1 and a neuron with v < 0, |v| < |w|, active on it: v grows through 0.
    let mut problem = plain(0).unwrap();
    problem.data = Dataset::new(faer::mat![[1.0]], vec![1.0]).unwrap();
    problem.start = TwoLayer {
        weights: faer::mat![[1.0]],
        outputs: vec![-0.1],
    };
    let run = problem.flow(1e-6, &[2.0]).unwrap();
    assert_ne!(signs(&problem.start), signs(&run.end.network));
}
