//! How large a step still trains.

use std::sync::atomic::AtomicBool;

use super::Quantity;
use crate::sweep::largest_learning_rate;

/// The edge is found to 2%, fine against the factors between the divisors of a claim.
const LOG_TOLERANCE: f64 = 0.02;

/// Of gradient descent on the run's data from its start.
pub(super) fn quantities() -> Vec<Quantity> {
    vec![Quantity::run(
        "largest_learning_rate",
        "flow time",
        "Largest step of gradient descent that meets the stop rule within stop.max_steps steps, to 2%; \
         runs of its own, from the same start.",
        "AMSP25",
        |run| {
            // Within one quantity there is nobody to interrupt it; it takes 10 to 32 short runs.
            let never = AtomicBool::new(false);
            let edge =
                largest_learning_rate(&run.config, &run.problem, &run.start, LOG_TOLERANCE, &never);
            Some(edge.ok()??.trains)
        },
    )]
}
