//! Fact 2: d(sum loss)/dt = -|g|^2 away from kinks, and the risk never rises.

use proptest::prelude::*;
use sweetspot::data::Dataset;
use sweetspot::flow::runge_kutta::Flow;
use sweetspot::flow::{Stop, StopReason};
use sweetspot::network::{Loss, TwoLayer};

use crate::problem::*;

/// The loss lost minus the integral of |g|^2 (Simpson's rule), over three states half a time
/// apart, relative to what the integral would be if no pulls cancelled: where they nearly do,
/// the integral itself is smaller than the rule's own error.
fn dissipation_gap(problem: &Problem, states: [&TwoLayer; 3], time: f64) -> f64 {
    let [a, b, c] = states.map(|network| problem.evaluate(network).speed());
    let integral = time / 6.0 * (a * a + 4.0 * b * b + c * c);
    let lost = problem.sum_loss(states[0]) - problem.sum_loss(states[2]);
    // Rounding of the two losses, which differ by little.
    let rounding = 1e-14 * problem.sum_loss(states[0]);
    let uncancelled = time * problem.uncancelled_speed(states[0]).powi(2);
    ((lost - integral).abs() - rounding).max(0.0) / uncancelled.max(f64::MIN_POSITIVE)
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn the_loss_falls_by_the_squared_gradient(plan in plans(INITS)) {
        let problem = plan.draw().unwrap();
        // Short, for the rule's error falls with the fourth power.
        let time = 0.1 * problem.moment();
        let run = problem.flow(1e-12, &[0.0, 0.5 * time, time]).unwrap();
        prop_assume!(run.cost.events == 0);
        let [a, b, c] = [0, 1, 2].map(|i| &run.states[i].network);
        let gap = dissipation_gap(&problem, [a, b, c], time);
        prop_assert!(gap < 1e-6, "{gap:e}");
    }

    #[test]
    fn the_risk_never_rises(plan in plans(INITS)) {
        let problem = plan.draw().unwrap();
        let time = 30.0 * problem.moment();
        let times: Vec<f64> = (0..=10).map(|i| 0.1 * f64::from(i) * time).collect();
        let run = problem.exact(&times).unwrap();
        prop_assert_eq!(run.states.len(), times.len());
        for pair in run.states.windows(2) {
            let (before, after) =
                (problem.sum_loss(&pair[0].network), problem.sum_loss(&pair[1].network));
            prop_assert!(after <= before * (1.0 + 1e-12), "{before} -> {after}");
        }
    }
}

#[test]
fn dissipation_fails_for_a_wrong_gradient_and_an_ascent() {
    let mut seen = 0;
    for seed in 0..12 {
        let problem = plain(seed).unwrap();
        let time = problem.moment();
        let gap = |velocity: &dyn Fn(&TwoLayer) -> TwoLayer| {
            let middle = march(&problem.start, 0.5 * time, velocity);
            let end = march(&middle, 0.5 * time, velocity);
            let smooth = masks_agree(&problem, &problem.start, &end);
            smooth.then(|| {
                (
                    dissipation_gap(&problem, [&problem.start, &middle, &end], time),
                    end,
                )
            })
        };
        let half = |n: &TwoLayer| {
            let mut velocity = problem.velocity(n);
            velocity.outputs.fill(0.0);
            velocity
        };
        let (Some((right, down)), Some((ascent, up)), Some((frozen, _))) = (
            gap(&|n| problem.velocity(n)),
            gap(&|n| problem.velocity(n).scaled(-1.0)),
            gap(&half),
        ) else {
            continue;
        };
        seen += 1;
        assert!(right < 1e-6, "seed {seed}: {right:e}");
        assert!(ascent > 1e-2, "seed {seed}: {ascent:e}");
        assert!(frozen > 1e-3, "seed {seed}: {frozen:e}");
        let start = problem.sum_loss(&problem.start);
        assert!(problem.sum_loss(&down) < start && problem.sum_loss(&up) > start);
    }
    assert!(seen >= 4, "{seen} problems away from kinks");
}

#[test]
fn dissipation_fails_for_the_masked_gradient_while_a_neuron_slides() {
    // The first point pulls w across the second one's kink, the second pushes it back: w
    // slides. relu'(0) = 0 takes one side's gradient for the minimum-norm one.
    let points = faer::mat![[1.0, 0.0], [1.0, -1.0]];
    let problem = Problem {
        data: Dataset::new(points, vec![1.0, -1.0]).unwrap(),
        start: TwoLayer {
            weights: faer::mat![[1e-3], [1.05e-3]],
            outputs: vec![2e-3],
        },
        loss: Loss::Logistic2,
    };
    // The pair crawls along the kink: hundreds of steps for one neuron.
    let run = Flow::new(&problem.data, problem.loss)
        .tolerance(1e-5)
        .stop(Stop::Time(0.6))
        .record(&[0.5, 0.55, 0.6])
        .integrate(&problem.start)
        .unwrap();
    assert_eq!(run.stopped, StopReason::Reached);
    let [a, b, c] = [0, 1, 2].map(|i| &run.states[i].network);
    for state in [a, b, c] {
        let preactivation = problem.evaluate(state).preactivations[(1, 0)];
        assert!(
            preactivation.abs() < 1e-2 * state.weights.norm_l2(),
            "it does not slide: {preactivation:e}, {:?}",
            run.cost
        );
    }
    let gap = dissipation_gap(&problem, [a, b, c], 0.1);
    assert!(gap > 1e-2, "{gap:e}");
}
