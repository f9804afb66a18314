//! The numbers reported of one recorded state.

use serde::{Deserialize, Serialize, Serializer};

use super::{
    decompose, effective_angle, error_on_rows, has_classes, normalized_margin,
    relative_weight_change, stable_rank, test_error,
};
use crate::data::Problem;
use crate::flow::State;
use crate::network::{Diagonal, Loss, Network as _, TwoLayer, mean_loss};

/// What is reported of a state along the way. A quantity without a meaning for the data is
/// `None`: labels other than -1 and +1 have no classes, so no errors, no alignment and no
/// margin. So is one that overflows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrajectoryPoint {
    /// Flow time of the sum loss.
    pub time: f64,
    /// Mean training loss; `None` where it overflows.
    pub training_risk: Option<f64>,
    /// Share of training points with y f < 0, ties as half.
    pub training_error: Option<f64>,
    /// P(y f < 0) + P(f = 0)/2 on the test set.
    pub test_error: Option<f64>,
    /// P(f = 0) on the test set.
    pub test_ties: Option<f64>,
    /// Psi, the cosine of the effective predictor to x_+.
    pub effective_psi: Option<f64>,
    /// arccos Psi, radians.
    pub omega: Option<f64>,
    /// OA, over-alignment.
    pub over_alignment: Option<f64>,
    /// OF, over-fitting.
    pub over_fitting: Option<f64>,
    /// |W|_F^2 / |W|_2^2; NaN without a meaning, which files leave empty.
    #[serde(serialize_with = "empty_for_nan")]
    pub stable_rank: f64,
    /// |theta - theta(0)| / |theta(0)|.
    pub relative_weight_change: f64,
    /// min_i y_i f_i / |theta|^2.
    pub normalized_margin: Option<f64>,
}

fn empty_for_nan<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    Some(value)
        .filter(|value| !value.is_nan())
        .serialize(serializer)
}

impl TrajectoryPoint {
    /// Measures a recorded state of a diagonal network, which computes a linear function: what
    /// speaks of neurons has no meaning for it.
    pub fn of_diagonal(problem: &Problem, start: &Diagonal, state: &State<Diagonal>) -> Self {
        let data = &problem.training;
        let network = &state.network;
        let linear = network.as_two_layer();
        let predictions = network.predict(data.points());
        let risk = mean_loss(&predictions, data.labels(), Loss::Squared);
        let finite = predictions.iter().all(|f| f.is_finite());
        let classes = has_classes(data.labels());
        let estimate = test_error(&linear, problem).filter(|_| finite);
        TrajectoryPoint {
            time: state.time,
            training_risk: Some(risk).filter(|risk| risk.is_finite()),
            training_error: (classes && finite)
                .then(|| error_on_rows(&predictions, data.labels()).error),
            test_error: estimate.map(|e| e.error),
            test_ties: estimate.map(|e| e.ties),
            effective_psi: None,
            omega: None,
            over_alignment: None,
            over_fitting: None,
            stable_rank: f64::NAN,
            relative_weight_change: network.relative_change(start),
            normalized_margin: None,
        }
    }

    /// Measures a recorded state of a run that began with `start`.
    pub fn of(problem: &Problem, loss: Loss, start: &TwoLayer, state: &State) -> Self {
        let data = &problem.training;
        let network = &state.network;
        let predictions = network.predict(data.points());
        let risk = mean_loss(&predictions, data.labels(), loss);
        let classes = has_classes(data.labels());
        // The sign of an overflow is no prediction.
        let finite = predictions.iter().all(|f| f.is_finite());
        let estimate = test_error(network, problem).filter(|_| finite);
        let omega = effective_angle(network, data).filter(|_| classes);
        let law = problem.law.as_ref();
        let parts = law.and_then(|law| decompose(network, data, law));
        TrajectoryPoint {
            time: state.time,
            training_risk: Some(risk).filter(|risk| risk.is_finite()),
            training_error: (classes && finite)
                .then(|| error_on_rows(&predictions, data.labels()).error),
            test_error: estimate.map(|e| e.error),
            test_ties: estimate.map(|e| e.ties),
            effective_psi: omega.map(libm::cos),
            omega,
            over_alignment: parts.map(|p| p.over_alignment),
            over_fitting: parts.map(|p| p.over_fitting),
            stable_rank: stable_rank(network),
            relative_weight_change: relative_weight_change(start, network),
            normalized_margin: normalized_margin(network, data)
                .filter(|margin| classes && margin.is_finite()),
        }
    }
}
