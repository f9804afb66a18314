//! `[network]` and `[loss]`: what is trained, from where, and on which loss.

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

/// The kinds of network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkKind {
    /// `f(x) = sum_j v_j relu(<w_j, x>)`.
    #[default]
    TwoLayer,
    /// `f(x) = <u^2 - v^2, x>`, from `u = v = alpha 1` (WGL20).
    Diagonal,
}

/// The laws of the initial weights; `W(0) = alpha Wbar`, `Wbar` iid N(0, 1/d).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Init {
    /// `v_j = +-|w_j|` with fair signs.
    #[default]
    Balanced,
    /// `v_j = alpha N(0, 1)`, independent of w_j.
    Unbalanced,
    /// `v_j = +-2 |w_j|`: the output weight dominates, so its sign never changes.
    Dominated,
    /// Balanced neurons in pairs of equal w and opposite v: f is 0 at the start.
    Antisymmetric,
}

/// The losses, as functions of the margin z = y f (squared: of f and y).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// `log(1 + e^-z)`.
    Logistic,
    /// `2 log(1 + e^-z)`, so that the slope at 0 is -1 (MMV24).
    #[default]
    Logistic2,
    /// `e^-z`.
    Exponential,
    /// `(f - y)^2 / 2`, for regression.
    Squared,
}

/// `[network]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkConfig {
    /// The kind of network.
    pub kind: NetworkKind,
    /// Number of hidden neurons h (two-layer).
    pub width: usize,
    /// The law of the initial weights (two-layer without given weights).
    pub init: Init,
    /// Wbar, d lists of length h: the given hidden weights are alpha Wbar, in every replicate.
    pub weights: Option<Vec<Vec<f64>>>,
    /// The given output weights over alpha, length h.
    pub outputs: Option<Vec<f64>>,
    /// Initialisation scale alpha; small alpha is strong feature learning.
    pub alpha: f64,
    /// gamma: the network trained is f/gamma (two-layer).
    pub output_divisor: Option<f64>,
}

impl Default for NetworkConfig {
    fn default() -> Self {
        NetworkConfig {
            kind: NetworkKind::TwoLayer,
            width: 64,
            init: Init::Balanced,
            weights: None,
            outputs: None,
            alpha: 0.05,
            output_divisor: None,
        }
    }
}

impl NetworkConfig {
    /// gamma; 1 unless it is given.
    pub fn output_divisor(&self) -> f64 {
        self.output_divisor.unwrap_or(1.0)
    }

    /// The section with the defaults in place of what has no meaning for the kind.
    pub(super) fn effective(&self) -> NetworkConfig {
        match self.kind {
            NetworkKind::TwoLayer if self.weights.is_some() => NetworkConfig {
                init: Init::default(),
                ..self.clone()
            },
            NetworkKind::TwoLayer => self.clone(),
            NetworkKind::Diagonal => NetworkConfig {
                kind: self.kind,
                alpha: self.alpha,
                ..NetworkConfig::default()
            },
        }
    }
}

impl Serialize for NetworkConfig {
    /// Leaves out the keys that have no meaning for the kind, or beside given weights: reading
    /// would refuse them.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let two_layer = self.kind == NetworkKind::TwoLayer;
        let mut section = serializer.serialize_map(None)?;
        section.serialize_entry("kind", &self.kind)?;
        if two_layer {
            section.serialize_entry("width", &self.width)?;
            if self.weights.is_none() {
                section.serialize_entry("init", &self.init)?;
            }
            if let Some(weights) = &self.weights {
                section.serialize_entry("weights", weights)?;
            }
            if let Some(outputs) = &self.outputs {
                section.serialize_entry("outputs", outputs)?;
            }
        }
        section.serialize_entry("alpha", &self.alpha)?;
        if let Some(gamma) = self.output_divisor.filter(|_| two_layer) {
            section.serialize_entry("output_divisor", &gamma)?;
        }
        section.end()
    }
}

/// `[loss]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LossConfig {
    /// The loss.
    pub name: Loss,
}
