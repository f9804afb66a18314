//! Fact 3, L = 2: the flow of c f with rate 1/c from theta_0 is the flow of f from c^(1/2) theta_0.

use proptest::prelude::*;
use sweetspot::network::TwoLayer;

use crate::problem::*;

/// The gradient flow's velocity of the loss of c f, times a rate.
///
/// With u = c v, c f is the network (W, u): dL/dw is that network's, dL/dv is c times its dL/du.
fn multiplied(problem: &Problem, network: &TwoLayer, c: f64, rate: f64) -> TwoLayer {
    let outputs = network.outputs.iter().map(|v| c * v).collect();
    let mut velocity = problem.velocity(&TwoLayer {
        weights: network.weights.clone(),
        outputs,
    });
    velocity.outputs.iter_mut().for_each(|v| *v *= c);
    velocity.scaled(rate)
}

/// How far the flow of c f at this rate, scaled by c^(1/2), is from the flow of f.
fn mismatch(problem: &Problem, c: f64, rate: f64) -> f64 {
    let time = 20.0 * problem.moment();
    let plain = march(&problem.start, time, |n| problem.velocity(n));
    let start = problem.start.scaled(1.0 / c.sqrt());
    let scaled = march(&start, time, |n| multiplied(problem, n, c, rate));
    distance(&plain, &scaled.scaled(c.sqrt()))
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn an_output_multiplier_is_a_scale_of_the_start(plan in plans(INITS), c in 0.01..100.0f64) {
        let problem = plan.draw().unwrap();
        // At a kink rounding decides the side, and the two ways part.
        let end = march(&problem.start, 20.0 * problem.moment(), |n| problem.velocity(n));
        prop_assume!(masks_agree(&problem, &problem.start, &end));
        let off = mismatch(&problem, c, 1.0 / c);
        // exp(-y f) turns a rounding of f into one |f| times as large.
        let f = problem.start.predict(problem.data.points());
        let largest = f.iter().fold(1.0, |largest: f64, f| largest.max(f.abs()));
        prop_assert!(off < 1e-11 * largest, "{off:e}, |f| {largest}");
    }

    #[test]
    fn for_a_power_of_four_to_the_bit(plan in plans(INITS), exponent in -8..8i32) {
        let problem = plan.draw().unwrap();
        let c = 4f64.powi(exponent);
        prop_assert_eq!(mismatch(&problem, c, 1.0 / c), 0.0);
    }
}

#[test]
fn another_rate_is_another_flow() {
    for seed in 0..8 {
        let problem = plain(seed).unwrap();
        for (c, rate) in [(4.0, 1.0), (0.25, 1.0), (4.0, 0.5), (4.0, 0.26)] {
            let off = mismatch(&problem, c, rate);
            assert!(off > 1e-4, "seed {seed}, c = {c}, rate {rate}: {off:e}");
        }
    }
}
