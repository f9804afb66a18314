//! `[flow]`: how the gradient flow is followed.

use serde::{Deserialize, Serialize};

/// The ways to follow the flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// The event-driven exact flow of two-layer networks.
    Exact,
    /// Gradient descent with a fixed step, full batch or stochastic.
    #[default]
    Descent,
    /// An adaptive embedded explicit Runge-Kutta pair.
    RungeKutta,
}

/// When the state is recorded along the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Record {
    /// This many states, evenly spaced in time from the start to the stop.
    Count(usize),
    /// These flow times (sum loss).
    Times(Vec<f64>),
}

impl Default for Record {
    fn default() -> Self {
        Record::Times(Vec::new())
    }
}

/// `[flow]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FlowConfig {
    /// The method.
    pub method: Method,
    /// Error of f a step may make (exact), or relative error of the weights (runge-kutta).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
    /// Step in flow time (descent); chosen from the data where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<f64>,
    /// Points in a batch (descent); all of them where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_size: Option<usize>,
    /// When the state is recorded.
    pub record: Record,
}

impl FlowConfig {
    /// The method's tolerance.
    pub fn tolerance(&self) -> f64 {
        let default = match self.method {
            Method::Exact => 3e-4,
            Method::Descent | Method::RungeKutta => 1e-6,
        };
        self.tolerance.unwrap_or(default)
    }
}
