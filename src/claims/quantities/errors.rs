//! Errors on training and test points.

use super::Quantity;
use crate::observables::{test_error, training_error};

pub(super) fn quantities() -> Vec<Quantity> {
    let mut all = [
        Quantity::state(
            ["test_error", "test_error_at"],
            "probability",
            "P(y f < 0) + P(f = 0)/2 on the test set.",
            "theory: setting",
            |run, moment| Some(test_error(&moment.network, &run.problem)?.error),
        ),
        Quantity::state(
            ["test_ties", "test_ties_at"],
            "probability",
            "P(f = 0) on the test set: the wedge on which no neuron is active.",
            "theory: setting",
            |run, moment| Some(test_error(&moment.network, &run.problem)?.ties),
        ),
        Quantity::state(
            ["training_error", "training_error_at"],
            "probability",
            "Share of training points with y f < 0, ties as half.",
            "theory: setting",
            |run, moment| {
                let classes = run.has_classes();
                classes.then(|| training_error(&moment.network, run.data()))
            },
        ),
    ]
    .concat();
    all.push(
        Quantity::run(
            "start_test_error",
            "probability",
            "The test error of the random initial function.",
            "theory: setting",
            |run| Some(test_error(&run.start, &run.problem)?.error),
        )
        .known_before(),
    );
    all
}
