//! How a run ended and what it took.

use super::super::observed::{Finished, Observed};
use super::{Quantity, UNIT};
use crate::flow::StopReason;

/// Of a finished run as a whole.
pub(super) fn quantities() -> Vec<Quantity> {
    [ends(), costs()].concat()
}

fn ends() -> Vec<Quantity> {
    vec![
        Quantity::run(
            "time",
            "flow time",
            "Flow time of the SUM loss at the stop.",
            "definition",
            |run| Some(run.finished.as_ref()?.solution.end.time),
        ),
        Quantity::run(
            "reached",
            "",
            "1 where the stop rule was met, else 0.",
            "definition",
            |run| ended(run, StopReason::Reached),
        ).within(UNIT),
        Quantity::run(
            "at_start",
            "",
            "1 where the start already met the stop rule, else 0.",
            "definition",
            |run| {
                let finished = run.finished.as_ref()?;
                let reached = finished.solution.stopped == StopReason::Reached;
                Some(f64::from(reached && finished.solution.end.time == 0.0))
            },
        ).within(UNIT),
        Quantity::run(
            "stalled",
            "",
            "1 where points without an active neuron hold the risk above the target for ever, else 0.",
            "definition",
            |run| ended(run, StopReason::Stalled),
        ).within(UNIT),
        Quantity::run(
            "stationary",
            "",
            "1 where the velocity is zero before the target, else 0.",
            "definition",
            |run| ended(run, StopReason::Stationary),
        ).within(UNIT),
        Quantity::run(
            "exhausted",
            "",
            "1 where the step limit came first, else 0.",
            "definition",
            |run| ended(run, StopReason::Exhausted),
        ).within(UNIT),
        Quantity::run(
            "diverged",
            "",
            "1 where a number became infinite or NaN, else 0.",
            "definition",
            |run| ended(run, StopReason::Diverged),
        ).within(UNIT),
    ]
}

fn costs() -> Vec<Quantity> {
    vec![
        Quantity::run("steps", "", "Accepted steps.", "definition", |run| {
            Some(solution(run)?.cost.steps as f64)
        }),
        Quantity::run(
            "evaluations",
            "",
            "Evaluations of the velocity.",
            "definition",
            |run| Some(solution(run)?.cost.evaluations as f64),
        ),
        Quantity::run(
            "events",
            "",
            "Activations and deactivations of any neuron on any point.",
            "definition",
            |run| Some(solution(run)?.cost.events as f64),
        ),
        Quantity::run(
            "sliding_events",
            "",
            "Times a neuron began to slide along a kink (exact flow).",
            "definition",
            |run| Some(solution(run)?.cost.sliding_events as f64),
        ),
        Quantity::run(
            "nonunique_events",
            "",
            "Events after which the flow has more than one continuation (exact flow).",
            "definition",
            |run| Some(solution(run)?.cost.nonunique_events as f64),
        ),
        Quantity::run(
            "learning_rate",
            "flow time",
            "The step of gradient descent on the sum loss.",
            "configuration: flow.step",
            |run| solution(run)?.step,
        ),
    ]
}

fn solution(run: &Observed) -> Option<&crate::flow::Solution> {
    let Finished { solution, .. } = run.finished.as_ref()?;
    Some(solution)
}

fn ended(run: &Observed, reason: StopReason) -> Option<f64> {
    Some(f64::from(solution(run)?.stopped == reason))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{before, is_none, observed, one};
    use crate::flow::StopReason;

    #[test]
    fn the_end_and_the_costs_are_those_of_the_solution() {
        let run = observed("");
        let solution = run.finished.as_ref().unwrap().solution.clone();
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
            run.finished.as_mut().unwrap().solution.stopped = reason;
            for (other, name) in names.iter().enumerate() {
                assert_eq!(one(&run, name), f64::from(at == other), "{name}");
            }
        }
    }

    #[test]
    fn a_target_that_the_start_meets() {
        let mut run = observed("stop.value = 5.0");
        assert_eq!(one(&run, "at_start"), 1.0);
        run.finished.as_mut().unwrap().solution.stopped = StopReason::Exhausted;
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
