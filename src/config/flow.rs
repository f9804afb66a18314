//! `[flow]`: how the gradient flow is followed.

use serde::{Deserialize, Serialize};

/// The ways to follow the flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// The event-driven exact flow of two-layer networks.
    #[default]
    Exact,
    /// An adaptive embedded explicit Runge-Kutta pair.
    RungeKutta,
    /// Gradient descent with a fixed step, full batch or stochastic.
    Descent,
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
    /// Error a step may make: of f (exact), of any neuron relative to its size
    /// (runge-kutta).
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
    /// The method's tolerance; `descent` has none, and ignores it.
    pub fn tolerance(&self) -> f64 {
        self.tolerance.unwrap_or(match self.method {
            Method::Exact => 2e-4,
            Method::RungeKutta | Method::Descent => 1e-6,
        })
    }

    /// The section with every default filled in that has a meaning for the method.
    pub(super) fn effective(&self) -> FlowConfig {
        let descent = self.method == Method::Descent;
        let adaptive = !descent;
        FlowConfig {
            method: self.method,
            tolerance: adaptive.then(|| self.tolerance()),
            step: self.step.filter(|_| descent),
            batch_size: self.batch_size.filter(|_| descent),
            record: self.record.clone(),
        }
    }
}
