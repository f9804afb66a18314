//! The numbers reported of one run.

use serde::{Deserialize, Deserializer, Serialize};

use super::{ErrorEstimate, TrajectoryPoint, balancedness_drift, decompose, test_error};
use crate::data::Problem;
use crate::flow::{Solution, StopReason};
use crate::network::{Diagonal, Loss, TwoLayer};

/// What is reported of a run at its stop. A quantity without a meaning for the data
/// is `None`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Flow time of the sum loss at the stop.
    pub time: f64,
    /// Accepted steps.
    pub steps: u64,
    /// Evaluations of the velocity.
    pub evaluations: u64,
    /// Activations and deactivations.
    pub events: u64,
    /// Times a neuron began to slide along a kink.
    pub sliding_events: u64,
    /// Events after which the flow has more than one continuation.
    pub nonunique_events: u64,
    /// Why the run ended.
    pub stop_reason: StopReason,
    /// Mean training loss; `None` where it overflows.
    pub training_risk: Option<f64>,
    /// Share of training points with y f < 0, ties as half.
    pub training_error: Option<f64>,
    /// P(y f < 0) + P(f = 0)/2 on the test set.
    pub test_error: Option<f64>,
    /// Lower end of the test error's 95% interval (test points only, not seeds).
    pub test_error_low: Option<f64>,
    /// Upper end of that interval.
    pub test_error_high: Option<f64>,
    /// P(f = 0) on the test set.
    pub test_ties: Option<f64>,
    /// Psi, the cosine of the effective predictor to x_+.
    pub effective_psi: Option<f64>,
    /// Angle of x_+ to the signal direction s, radians.
    pub phi: Option<f64>,
    /// arccos Psi, radians.
    pub omega: Option<f64>,
    /// E(w_hat) - E*, the effective predictor's error above the Bayes error.
    pub excess_error: Option<f64>,
    /// OA, the part of the excess that every direction in the cone has.
    pub over_alignment: Option<f64>,
    /// OF, the rest of the excess.
    pub over_fitting: Option<f64>,
    /// max_j |change of v_j^2 - |w_j|^2| / max(initial, final v_j^2 + |w_j|^2); NaN for a network
    /// without neurons.
    #[serde(deserialize_with = "nan_from_null")]
    pub balancedness_drift: f64,
    /// |theta - theta(0)| / |theta(0)|.
    pub relative_weight_change: f64,
    /// |W|_F^2 / |W|_2^2; NaN, which JSON writes as null, where a weight is not finite.
    #[serde(deserialize_with = "nan_from_null")]
    pub stable_rank: f64,
    /// min_i y_i f_i / |theta|^2.
    pub normalized_margin: Option<f64>,
}

fn nan_from_null<'de, D: Deserializer<'de>>(value: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(value)?.unwrap_or(f64::NAN))
}

impl Summary {
    /// Measures a finished run: `start` is the network it began with. Of a run with an output
    /// divisor, these are the [divided](Solution::divided) start and solution.
    pub fn of(problem: &Problem, loss: Loss, start: &TwoLayer, solution: &Solution) -> Self {
        let end = TrajectoryPoint::of(problem, loss, start, &solution.end);
        let network = &solution.end.network;
        let law = problem.law.as_ref();
        let parts = law.and_then(|law| decompose(network, &problem.training, law));
        let estimate = test_error(network, problem).filter(|_| end.test_error.is_some());
        Summary {
            phi: parts.map(|p| p.phi),
            excess_error: parts.map(|p| p.excess_error),
            balancedness_drift: balancedness_drift(start, network),
            ..Summary::from_end(end, estimate, solution)
        }
    }

    /// Measures a finished run of a diagonal network; what speaks of neurons is `None` or NaN.
    pub fn of_diagonal(problem: &Problem, start: &Diagonal, solution: &Solution<Diagonal>) -> Self {
        let end = TrajectoryPoint::of_diagonal(problem, start, &solution.end);
        let linear = solution.end.network.as_two_layer();
        let estimate = test_error(&linear, problem).filter(|_| end.test_error.is_some());
        Summary::from_end(end, estimate, solution)
    }

    /// What the last state and the way there say.
    fn from_end<N>(
        end: TrajectoryPoint,
        estimate: Option<ErrorEstimate>,
        solution: &Solution<N>,
    ) -> Self {
        let cost = solution.cost;
        Summary {
            time: end.time,
            steps: cost.steps,
            evaluations: cost.evaluations,
            events: cost.events,
            sliding_events: cost.sliding_events,
            nonunique_events: cost.nonunique_events,
            stop_reason: solution.stopped,
            training_risk: end.training_risk,
            training_error: end.training_error,
            test_error: end.test_error,
            test_error_low: estimate.map(|e| e.low),
            test_error_high: estimate.map(|e| e.high),
            test_ties: end.test_ties,
            effective_psi: end.effective_psi,
            phi: None,
            omega: end.omega,
            excess_error: None,
            over_alignment: end.over_alignment,
            over_fitting: end.over_fitting,
            balancedness_drift: f64::NAN,
            relative_weight_change: end.relative_weight_change,
            stable_rank: end.stable_rank,
            normalized_margin: end.normalized_margin,
        }
    }
}
