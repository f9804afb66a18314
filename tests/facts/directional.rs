//! Fact 5: the gradient equals finite differences away from kinks; at a kink the one-sided
//! slopes are those of the two sides and lie in Clarke's interval.

use proptest::prelude::*;
use sweetspot::network::{
    GradientCheck, GradientCheckError, Init, Loss, TwoLayer, check_claimed_gradient, check_gradient,
};
use sweetspot::random::Streams;

use crate::problem::*;

/// The start with its first neuron moved onto the kink of the first point, and so onto those
/// of its multiples.
fn on_a_kink(problem: &Problem) -> TwoLayer {
    let mut network = problem.start.clone();
    let x = problem.data.points().row(0);
    // Twice, since the first projection leaves the rounding of a large part.
    for _ in 0..2 {
        let preactivation: f64 = x
            .iter()
            .zip(network.weights.col(0).iter())
            .map(|(x, w)| x * w)
            .sum();
        let factor = preactivation / x.squared_norm_l2();
        for (w, x) in network.weights.col_mut(0).iter_mut().zip(x.iter()) {
            *w -= factor * x;
        }
    }
    network
}

/// The check of a gradient that is the right one changed by `change`.
fn check_changed(
    problem: &Problem,
    network: &TwoLayer,
    change: &dyn Fn(&mut TwoLayer),
) -> Result<GradientCheck, GradientCheckError> {
    let claimed = |network: &TwoLayer| {
        let mut gradient = problem.velocity(network).scaled(-1.0);
        change(&mut gradient);
        gradient
    };
    let mut stream = Streams::new(1).test();
    check_claimed_gradient(
        network,
        &problem.data,
        problem.loss,
        &claimed,
        100,
        &mut stream,
    )
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn the_gradient_agrees_with_differences(plan in plans(INITS), most in 5..60usize) {
        let problem = plan.draw().unwrap();
        let mut stream = Streams::new(plan.seed).test();
        let check =
            check_gradient(&problem.start, &problem.data, problem.loss, most, &mut stream).unwrap();
        prop_assert!(!check.refutes(), "{check:?}");
        // A gradient that the loss's rounding hides is neither refuted nor agreed to.
        prop_assume!(check.is_decisive());
        prop_assert!(check.agrees(), "{check:?}");
    }

    #[test]
    fn at_a_kink_both_sides_agree(plan in plans(&[Init::Balanced, Init::Unbalanced])) {
        // In one dimension the only w on a kink is 0, on all of them at once.
        prop_assume!(plan.dimension > 1);
        let problem = plan.draw().unwrap();
        let network = on_a_kink(&problem);
        let mut stream = Streams::new(plan.seed).test();
        let check =
            check_gradient(&network, &problem.data, problem.loss, 100, &mut stream).unwrap();
        prop_assert!(!check.refutes(), "{check:?}");
        prop_assume!(check.is_decisive());
        prop_assert!(check.agrees(), "{check:?}");
        // Another kink may be too near for any step.
        prop_assert!(check.one_sided > 0 || check.excluded > 0, "{check:?}");
    }
}

#[test]
fn a_wrong_gradient_is_found() {
    for seed in 0..8 {
        let mut problem = plain(seed).unwrap();
        for loss in [
            Loss::Logistic,
            Loss::Logistic2,
            Loss::Exponential,
            Loss::Squared,
        ] {
            problem.loss = loss;
            let check = |change: &dyn Fn(&mut TwoLayer)| {
                check_changed(&problem, &problem.start, change).unwrap()
            };
            assert!(check(&|_| ()).agrees());
            let small = check(&|gradient| *gradient = gradient.scaled(1.0 + 1e-5));
            assert!(!small.agrees(), "{loss:?}, seed {seed}: {small:?}");
            let flipped = check(&|gradient| gradient.outputs[0] = -gradient.outputs[0]);
            let active = flipped.worst.is_some_and(|worst| worst.found != 0.0);
            assert!(
                !flipped.agrees() || !active,
                "{loss:?}, seed {seed}: {flipped:?}"
            );
        }
    }
}

#[test]
fn at_a_kink_one_mask_for_both_sides_is_found() {
    for seed in 0..8 {
        let problem = plain(seed).unwrap();
        let network = on_a_kink(&problem);
        let gradient = problem.velocity(&network).scaled(-1.0);
        let claimed = |_: &TwoLayer| gradient.clone();
        let mut stream = Streams::new(1).test();
        let check = check_claimed_gradient(
            &network,
            &problem.data,
            problem.loss,
            &claimed,
            100,
            &mut stream,
        )
        .unwrap();
        assert!(!check.agrees(), "seed {seed}: {check:?}");
        assert!(check.worst.is_some_and(|worst| worst.one_sided));
    }
}
