//! How a run ended and what it took.

use super::measures::any;
use super::{Quantity, Run, UNIT};
use crate::flow::{Solution, StopReason};
use crate::network::Network;

pub(super) const QUANTITIES: &[Quantity] = &[
    any::run("time", "Flow time of the SUM loss at the stop.", |run| {
        Some(solution(run)?.end.time)
    })
    .unit("flow time"),
    any::run("reached", "1 where the stop rule was met, else 0.", |run| {
        ended(run, StopReason::Reached)
    })
    .within(UNIT),
    any::run(
        "at_start",
        "1 where the start already met the stop rule, else 0.",
        |run| {
            let solution = solution(run)?;
            let reached = solution.stopped == StopReason::Reached;
            Some(f64::from(reached && solution.end.time == 0.0))
        },
    )
    .within(UNIT),
    any::run(
        "stalled",
        "1 where points without an active neuron hold the risk above the target for ever, else 0.",
        |run| ended(run, StopReason::Stalled),
    )
    .within(UNIT),
    any::run(
        "stationary",
        "1 where the velocity is zero before the target, else 0.",
        |run| ended(run, StopReason::Stationary),
    )
    .within(UNIT),
    any::run(
        "exhausted",
        "1 where the step limit came first, else 0.",
        |run| ended(run, StopReason::Exhausted),
    )
    .within(UNIT),
    any::run(
        "diverged",
        "1 where a number became infinite or NaN, else 0.",
        |run| ended(run, StopReason::Diverged),
    )
    .within(UNIT),
    any::run("steps", "Accepted steps.", |run| {
        Some(solution(run)?.cost.steps as f64)
    })
    .count(),
    any::run("evaluations", "Evaluations of the velocity.", |run| {
        Some(solution(run)?.cost.evaluations as f64)
    })
    .count(),
    any::run(
        "events",
        "Activations and deactivations of any neuron on any point.",
        |run| Some(solution(run)?.cost.events as f64),
    )
    .count(),
    any::run(
        "sliding_events",
        "Times a neuron began to slide along a kink (exact flow).",
        |run| Some(solution(run)?.cost.sliding_events as f64),
    )
    .count(),
    any::run(
        "nonunique_events",
        "Events after which the flow has more than one continuation (exact flow).",
        |run| Some(solution(run)?.cost.nonunique_events as f64),
    )
    .count(),
    any::run(
        "learning_rate",
        "The step of gradient descent on the sum loss.",
        |run| solution(run)?.step,
    )
    .from("configuration: flow.step")
    .unit("flow time"),
];

fn solution(run: &Run) -> Option<&Solution<Box<dyn Network>>> {
    run.solution.as_ref()
}

fn ended(run: &Run, reason: StopReason) -> Option<f64> {
    Some(f64::from(solution(run)?.stopped == reason))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{before, is_none, observed, one};
    use crate::flow::StopReason;

    #[test]
    fn the_end_and_the_costs_are_those_of_the_solution() {
        let run = observed("");
        let solution = run.solution.clone().unwrap();
        assert_eq!(one(&run, "time"), solution.end.time);
        assert_eq!(one(&run, "reached"), 1.0);
        assert_eq!(one(&run, "at_start"), 0.0);
        assert_eq!(one(&run, "steps"), solution.cost.steps as f64);
        assert_eq!(one(&run, "evaluations"), solution.cost.evaluations as f64);
        assert_eq!(one(&run, "events"), solution.cost.events as f64);
        assert!(one(&run, "events") > 0.0);
        assert_eq!(
            one(&run, "sliding_events"),
            solution.cost.sliding_events as f64
        );
        assert_eq!(
            one(&run, "nonunique_events"),
            solution.cost.nonunique_events as f64
        );
        assert!(is_none(&run, "learning_rate"));
    }

    #[test]
    fn each_reason_has_its_name() {
        let names = ["reached", "stalled", "stationary", "exhausted", "diverged"];
        let reasons = [
            StopReason::Reached,
            StopReason::Stalled,
            StopReason::Stationary,
            StopReason::Exhausted,
            StopReason::Diverged,
        ];
        let mut run = observed("");
        for (at, reason) in reasons.into_iter().enumerate() {
            run.solution.as_mut().unwrap().stopped = reason;
            for (other, name) in names.iter().enumerate() {
                assert_eq!(one(&run, name), f64::from(at == other), "{name}");
            }
        }
    }

    #[test]
    fn a_target_that_the_start_meets() {
        let mut run = observed("stop.value = 5.0");
        assert_eq!(one(&run, "at_start"), 1.0);
        run.solution.as_mut().unwrap().stopped = StopReason::Exhausted;
        assert_eq!(one(&run, "at_start"), 0.0);
    }

    #[test]
    fn descent_has_a_step_and_a_run_before_training_nothing() {
        let run = observed("flow = { method = 'descent', step = 1e-3 }");
        assert_eq!(one(&run, "learning_rate"), 1e-3);
        for name in [
            "time",
            "reached",
            "at_start",
            "stalled",
            "steps",
            "learning_rate",
        ] {
            assert!(is_none(&before(""), name), "{name}");
        }
    }
}
