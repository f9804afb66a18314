//! The largest learning rate that trains (AMSP25).

use std::sync::atomic::AtomicBool;

use super::Quantity;
use super::measures::any;
use crate::flow;

/// The edge is found to 2%, fine against the factors between the divisors of a claim.
const LOG_TOLERANCE: f64 = 0.02;

static NEVER: AtomicBool = AtomicBool::new(false);

pub(super) const QUANTITIES: &[Quantity] = &[any::run(
    "largest_learning_rate",
    "Largest step of gradient descent that meets the stop rule within stop.max_steps steps, \
         to 2%; runs of its own, from the same start.",
    |run| {
        let (config, problem) = (&run.config, &run.problem);
        let edge = flow::largest_learning_rate(config, problem, &*run.start, LOG_TOLERANCE, &NEVER);
        Some(edge.ok()??.trains)
    },
)
.from("AMSP25")
.unit("flow time")];
