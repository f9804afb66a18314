//! How large a step still trains.

use super::Quantity;
use super::largest_learning_rate::largest_learning_rate;
use super::measures::two_layer;

/// The edge is found to 2%, fine against the factors between the divisors of a claim.
const LOG_TOLERANCE: f64 = 0.02;

/// Of gradient descent on the run's data from its start.
pub(super) fn quantities() -> Vec<Quantity> {
    vec![
        two_layer::run(
            "largest_learning_rate",
            "AMSP25",
            "Largest step of gradient descent that meets the stop rule within stop.max_steps steps, \
             to 2%; runs of its own, from the same start.",
            |run| {
                let (config, problem) = (&run.config, &run.problem);
                let edge = largest_learning_rate(config, problem, run.start, LOG_TOLERANCE);
                Some(edge.ok()??.trains)
            },
        )
        .unit("flow time"),
    ]
}
