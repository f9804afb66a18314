//! Errors on training and test points.

use super::{Quantity, UNIT};
use crate::observables::{test_error, training_error};

pub(super) fn quantities() -> Vec<Quantity> {
    let mut all = [
        Quantity::state(
            ["test_error", "test_error_at"],
            "probability",
            "P(y f < 0) + P(f = 0)/2 on the test set.",
            "definition",
            |run, moment| Some(test_error(&moment.network, &run.problem)?.error),
        )
        .map(|quantity| quantity.within(UNIT)),
        Quantity::state(
            ["test_ties", "test_ties_at"],
            "probability",
            "P(f = 0) on the test set: the wedge on which no neuron is active.",
            "definition",
            |run, moment| Some(test_error(&moment.network, &run.problem)?.ties),
        )
        .map(|quantity| quantity.within(UNIT)),
        Quantity::state(
            ["training_error", "training_error_at"],
            "probability",
            "Share of training points with y f < 0, ties as half.",
            "definition",
            |run, moment| {
                let classes = run.has_classes();
                classes.then(|| training_error(&moment.network, run.data()))
            },
        )
        .map(|quantity| quantity.within(UNIT)),
    ]
    .concat();
    all.push(
        Quantity::run(
            "start_test_error",
            "probability",
            "The test error of the random initial function.",
            "definition",
            |run| Some(test_error(&run.start, &run.problem)?.error),
        )
        .within(UNIT)
        .known_before(),
    );
    all
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::super::tests::{all, before, by_hand, is_none, near, observed, one};
    use crate::math::normal;

    /// One neuron along s: f > 0 on half of the plane, f = 0 on the other half.
    fn half() -> super::super::Observed {
        by_hand(
            "data = { dimension = 2, signal = 1.0, noise = 1.0 }",
            mat![[1.0, 0.0], [-1.0, 0.0], [-2.0, 0.0], [3.0, 0.0]],
            &[1.0, 1.0, -1.0, -1.0],
            mat![[1.0], [0.0]],
            &[1.0],
        )
    }

    #[test]
    fn ties_count_half() {
        let run = half();
        near(one(&run, "test_ties"), 0.5);
        // Wrong on Phi(-1)/2, and half of the ties.
        let error = 0.5 * normal::cdf(-1.0) + 0.25;
        near(one(&run, "test_error"), error);
        near(one(&run, "start_test_error"), error);
        // Right, tie, tie, wrong.
        near(one(&run, "training_error"), 0.5);
    }

    #[test]
    fn along_a_run_the_error_falls_and_ends_in_the_summary() {
        let run = observed("flow.record = [0.0, 0.2]");
        let summary = &run.finished.as_ref().unwrap().summary;
        assert_eq!(Some(one(&run, "test_error")), summary.test_error);
        assert_eq!(Some(one(&run, "test_ties")), summary.test_ties);
        assert_eq!(Some(one(&run, "training_error")), summary.training_error);
        assert_eq!(all(&run, "test_error_at")[0], one(&run, "start_test_error"));
        assert_ne!(all(&run, "test_error_at")[0], all(&run, "test_error_at")[1]);
    }

    #[test]
    fn a_regression_has_no_errors() {
        let run = before("data.kind = 'three-points'\n loss.name = 'squared'");
        for name in [
            "test_error",
            "test_ties",
            "training_error",
            "start_test_error",
        ] {
            assert!(is_none(&run, name), "{name}");
        }
    }
}
