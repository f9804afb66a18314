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
    /// Gradient descent with steps of one length, full batch or stochastic.
    Descent(DescentConfig),
}

/// Gradient descent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DescentConfig {
    /// Step in flow time, or what the rate is multiplied by; chosen from the data where it is
    /// `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<f64>,
    /// Points in a batch; all of them where it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_size: Option<usize>,
    /// How a gradient becomes a step.
    #[serde(skip_serializing_if = "is_default")]
    pub optimizer: Optimizer,
    /// Factor by which past gradients fade in every step; 0.9 where it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub momentum: Option<f64>,
    /// lambda of `lambda/2 |theta|^2` beside the mean loss.
    #[serde(skip_serializing_if = "is_default")]
    pub weight_decay: f64,
    /// Where the length of the step comes from.
    #[serde(skip_serializing_if = "is_default")]
    pub rate: Rate,
}

/// How a gradient becomes a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Optimizer {
    /// A step against the gradient.
    #[default]
    Sgd,
    /// A step against a fading sum of all gradients so far (Polyak's heavy ball).
    Momentum,
    /// Adam (Kingma and Ba 2015), weight decay apart from the gradient (Loshchilov and Hutter 2019).
    Adam,
}

/// Where the length of the step comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rate {
    /// The step is given.
    #[default]
    Given,
    /// The step times `c^(-2/L)`, c = 1/gamma the output's multiplier, L the number of layers.
    Scaled,
    /// The step times the largest that trains, found by a search before the run.
    Calibrated,
}

/// Factor of [`Optimizer::Momentum`] unless told otherwise.
const MOMENTUM: f64 = 0.9;

impl DescentConfig {
    /// The factor by which past gradients fade in every step.
    pub fn momentum(&self) -> f64 {
        self.momentum.unwrap_or(MOMENTUM)
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
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
        Method::Descent(DescentConfig::default())
    }

    /// The name of the method in a configuration.
    pub fn name(&self) -> &'static str {
        match self {
            Method::Exact { .. } => "exact",
            Method::RungeKutta { .. } => "runge-kutta",
            Method::Descent(_) => "descent",
        }
    }

    /// Whether this is the exact flow.
    pub fn is_exact(&self) -> bool {
        matches!(self, Method::Exact { .. })
    }

    /// Whether this is descent.
    pub fn is_descent(&self) -> bool {
        matches!(self, Method::Descent(_))
    }

    /// Whether this is descent with every point in each step.
    pub fn is_full_batch_descent(&self) -> bool {
        self.descending()
            .is_some_and(|descent| descent.batch_size.is_none())
    }

    /// What is asked of descent; `None` for another method.
    pub fn descending(&self) -> Option<&DescentConfig> {
        match self {
            Method::Descent(descent) => Some(descent),
            _ => None,
        }
    }

    /// The configured step of descent.
    pub fn step(&self) -> Option<f64> {
        self.descending()?.step
    }

    /// The configured points in a batch of descent.
    pub fn batch_size(&self) -> Option<usize> {
        self.descending()?.batch_size
    }

    /// The method with this step given, where it is descent; `None` has one chosen from the data.
    #[must_use]
    pub fn with_step(self, step: Option<f64>) -> Self {
        match self {
            Method::Descent(descent) => Method::Descent(DescentConfig {
                step,
                rate: Rate::Given,
                ..descent
            }),
            other => other,
        }
    }

    /// The tolerance of a step; descent has none.
    pub fn tolerance(&self) -> Option<f64> {
        match self {
            Method::Exact { tolerance } | Method::RungeKutta { tolerance } => Some(*tolerance),
            Method::Descent(_) => None,
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
