//! `[flow]`: how the gradient flow is followed.

use serde::{Deserialize, Serialize};

/// `[flow]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FlowConfig {
    /// The method, with the keys that it has.
    #[serde(flatten)]
    pub method: Method,
    /// When the state is recorded.
    #[serde(default)]
    pub record: Record,
}

/// The ways to follow the flow.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case")]
pub enum Method {
    /// The event-driven exact flow of two-layer networks.
    Exact {
        /// Error of f that a step may make.
        #[serde(default = "exact_tolerance")]
        tolerance: f64,
    },
    /// An adaptive embedded explicit Runge-Kutta pair.
    RungeKutta {
        /// Error of f, and of any neuron relative to its size, that a step may make.
        #[serde(default = "runge_kutta_tolerance")]
        tolerance: f64,
    },
    /// Gradient descent with a fixed step, full batch or stochastic.
    Descent {
        /// Step in flow time; chosen from the data where it is `None`.
        #[serde(skip_serializing_if = "Option::is_none")]
        step: Option<f64>,
        /// Points in a batch; all of them where it is `None`.
        #[serde(skip_serializing_if = "Option::is_none")]
        batch_size: Option<usize>,
    },
}

fn exact_tolerance() -> f64 {
    2e-4
}

fn runge_kutta_tolerance() -> f64 {
    1e-6
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

impl Default for Method {
    fn default() -> Self {
        Method::exact()
    }
}

impl Method {
    /// The exact flow with its default tolerance.
    pub fn exact() -> Self {
        Method::Exact {
            tolerance: exact_tolerance(),
        }
    }

    /// The Runge-Kutta pair with its default tolerance.
    pub fn runge_kutta() -> Self {
        Method::RungeKutta {
            tolerance: runge_kutta_tolerance(),
        }
    }

    /// Full-batch descent with a step chosen from the data.
    pub fn descent() -> Self {
        Method::Descent {
            step: None,
            batch_size: None,
        }
    }

    /// The name of the method in a configuration.
    pub fn name(&self) -> &'static str {
        match self {
            Method::Exact { .. } => "exact",
            Method::RungeKutta { .. } => "runge-kutta",
            Method::Descent { .. } => "descent",
        }
    }

    /// Whether this is the exact flow.
    pub fn is_exact(&self) -> bool {
        matches!(self, Method::Exact { .. })
    }

    /// Whether this is descent.
    pub fn is_descent(&self) -> bool {
        matches!(self, Method::Descent { .. })
    }

    /// Whether this is descent with every point in each step.
    pub fn is_full_batch_descent(&self) -> bool {
        matches!(
            self,
            Method::Descent {
                batch_size: None,
                ..
            }
        )
    }

    /// The configured step of descent.
    pub fn step(&self) -> Option<f64> {
        match self {
            Method::Descent { step, .. } => *step,
            _ => None,
        }
    }

    /// The configured points in a batch of descent.
    pub fn batch_size(&self) -> Option<usize> {
        match self {
            Method::Descent { batch_size, .. } => *batch_size,
            _ => None,
        }
    }

    /// The method with this step, where it is descent; `None` has one chosen from the data.
    #[must_use]
    pub fn with_step(self, step: Option<f64>) -> Self {
        match self {
            Method::Descent { batch_size, .. } => Method::Descent { step, batch_size },
            other => other,
        }
    }

    /// The tolerance of a step; descent has none.
    pub fn tolerance(&self) -> Option<f64> {
        match self {
            Method::Exact { tolerance } | Method::RungeKutta { tolerance } => Some(*tolerance),
            Method::Descent { .. } => None,
        }
    }

    /// The method with its tolerance divided by a number; descent has none.
    #[must_use]
    pub fn tightened(mut self, factor: f64) -> Self {
        if let Method::Exact { tolerance } | Method::RungeKutta { tolerance } = &mut self {
            *tolerance /= factor;
        }
        self
    }
}
