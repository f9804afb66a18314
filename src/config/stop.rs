//! `[stop]`: when a run ends.

use serde::{Deserialize, Serialize};

/// What is watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopAt {
    /// Mean training loss at most the value.
    #[default]
    TrainingRisk,
    /// Mean training loss of the points with y > 0 at most the value.
    PositiveClassRisk,
    /// Mean loss on the validation points at most the value.
    ValidationRisk,
    /// Share of training points with y f > 0 at least the value.
    TrainingAccuracy,
    /// Norm of the gradient of the SUM loss at most the value.
    GradientNorm,
    /// Largest |f| on the training points at least the value.
    LargestOutput,
    /// Flow time (sum loss) at least the value.
    Time,
}

impl StopAt {
    /// Whether it says how well the training points are fitted, which some step of descent gets to.
    pub fn is_fitted(self) -> bool {
        matches!(self, StopAt::TrainingRisk | StopAt::TrainingAccuracy)
    }
}

/// `[stop]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StopConfig {
    /// What is watched.
    pub at: StopAt,
    /// The value it has to reach.
    pub value: f64,
    /// Steps after which a run is `exhausted`.
    pub max_steps: u64,
}

impl Default for StopConfig {
    fn default() -> Self {
        StopConfig {
            at: StopAt::TrainingRisk,
            value: 0.1,
            max_steps: 1_000_000,
        }
    }
}
