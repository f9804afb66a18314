//! `[network]` and `[loss]`: what is trained, from where, and on which loss.

use serde::{Deserialize, Serialize};

use super::deep::{CnnConfig, DeepConfig, MlpConfig};

/// alpha of a network that is not deep, if none is given.
const ALPHA: f64 = 0.05;

/// `[network]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct NetworkConfig {
    /// The kind of network, with the keys that this kind has.
    #[serde(flatten)]
    pub kind: NetworkKind,
    /// Initialisation scale alpha; small alpha is strong feature learning.
    pub alpha: f64,
    /// gamma: the network trained is f/gamma; 1 where it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_divisor: Option<f64>,
}

/// `[network]` as it is written: what is left out depends on the kind.
#[derive(Deserialize)]
struct Written {
    #[serde(flatten)]
    kind: NetworkKind,
    alpha: Option<f64>,
    output_divisor: Option<f64>,
}

impl From<Written> for NetworkConfig {
    fn from(written: Written) -> Self {
        let default = if written.kind.is_deep() { 1.0 } else { ALPHA };
        NetworkConfig {
            alpha: written.alpha.unwrap_or(default),
            kind: written.kind,
            output_divisor: written.output_divisor,
        }
    }
}

/// The kinds of network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum NetworkKind {
    /// `f(x) = sum_j v_j relu(<w_j, x>)`.
    TwoLayer(TwoLayerConfig),
    /// `f(x) = <u^2 - v^2, x>`, from `u = v = alpha 1` (WGL20).
    Diagonal,
    /// `f(x) = W_L ... W_1 x`, one output.
    Linear(LinearConfig),
    /// Dense layers with activations between them.
    Mlp(MlpConfig),
    /// Convolutions, pooling and a linear head.
    Cnn(CnnConfig),
    /// A network of a library user's own, by its name; no file can ask for one.
    #[serde(untagged)]
    Custom {
        /// Its name.
        kind: String,
    },
}

/// The two-layer ReLU network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TwoLayerConfig {
    /// Number of hidden neurons h.
    pub width: usize,
    /// The weights at the start, over alpha.
    #[serde(flatten)]
    pub start: StartWeights,
}

/// The deep linear network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinearConfig {
    /// Numbers of hidden neurons, from the input on: one fewer than there are layers.
    pub hidden: Vec<usize>,
    /// lambda of a balanced start, `W_(l+1)^T W_(l+1) - W_l W_l^T = lambda 1`; independent entries
    /// where it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imbalance: Option<f64>,
    /// How many layers start small, of size alpha, the first ones; the others start at 1. All
    /// where it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub small_layers: Option<usize>,
}

/// Where the weights at the start come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StartWeights {
    /// The same weights in every replicate.
    Given {
        /// Wbar, d lists of length h: the hidden weights are alpha Wbar.
        weights: Vec<Vec<f64>>,
        /// The output weights over alpha, length h.
        outputs: Vec<f64>,
    },
    /// Drawn for every replicate.
    Drawn {
        /// The law of the weights.
        #[serde(default)]
        init: Init,
    },
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

/// `[loss]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LossConfig {
    /// The loss.
    pub name: Loss,
}

/// The losses, as functions of the margin z = y f (squared: of f and y; cross-entropy: of K outputs
/// and the class y among them).
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
    /// `-log softmax(f)_y`, for K classes.
    CrossEntropy,
}

impl Default for NetworkConfig {
    fn default() -> Self {
        NetworkConfig {
            kind: TwoLayerConfig::default().into(),
            alpha: ALPHA,
            output_divisor: None,
        }
    }
}

impl Default for TwoLayerConfig {
    fn default() -> Self {
        TwoLayerConfig {
            width: 64,
            start: Init::default().into(),
        }
    }
}

impl Default for LinearConfig {
    fn default() -> Self {
        LinearConfig {
            hidden: vec![64],
            imbalance: None,
            small_layers: None,
        }
    }
}

impl LinearConfig {
    /// Number of layers L.
    pub fn depth(&self) -> usize {
        self.hidden.len() + 1
    }
}

impl From<TwoLayerConfig> for NetworkKind {
    fn from(two_layer: TwoLayerConfig) -> Self {
        NetworkKind::TwoLayer(two_layer)
    }
}

impl NetworkKind {
    /// The name of the kind in a configuration.
    pub fn name(&self) -> &str {
        match self {
            NetworkKind::TwoLayer(_) => "two-layer",
            NetworkKind::Diagonal => "diagonal",
            NetworkKind::Linear(_) => "linear",
            NetworkKind::Mlp(_) => "mlp",
            NetworkKind::Cnn(_) => "cnn",
            NetworkKind::Custom { kind } => kind,
        }
    }

    /// What is asked of a deep network, mlp or cnn; `None` for another kind.
    pub fn deep(&self) -> Option<&DeepConfig> {
        match self {
            NetworkKind::Mlp(mlp) => Some(&mlp.deep),
            NetworkKind::Cnn(cnn) => Some(&cnn.deep),
            _ => None,
        }
    }

    /// Whether it is a deep network, mlp or cnn.
    pub fn is_deep(&self) -> bool {
        self.deep().is_some()
    }
}

impl From<Init> for StartWeights {
    fn from(init: Init) -> Self {
        StartWeights::Drawn { init }
    }
}

impl NetworkConfig {
    /// gamma; 1 unless it is given.
    pub fn output_divisor(&self) -> f64 {
        self.output_divisor.unwrap_or(1.0)
    }

    /// What is asked of a two-layer network; `None` for another kind.
    pub fn two_layer(&self) -> Option<&TwoLayerConfig> {
        match &self.kind {
            NetworkKind::TwoLayer(two_layer) => Some(two_layer),
            _ => None,
        }
    }

    /// What is asked of a linear network; `None` for another kind.
    pub fn linear(&self) -> Option<&LinearConfig> {
        match &self.kind {
            NetworkKind::Linear(linear) => Some(linear),
            _ => None,
        }
    }

    /// Number of hidden neurons h (two-layer).
    pub fn width(&self) -> Option<usize> {
        Some(self.two_layer()?.width)
    }

    /// The law of the weights (two-layer without given weights).
    pub fn init(&self) -> Option<Init> {
        match self.two_layer()?.start {
            StartWeights::Drawn { init } => Some(init),
            StartWeights::Given { .. } => None,
        }
    }

    /// Whether the weights at the start are given.
    pub fn is_given(&self) -> bool {
        let start = self.two_layer().map(|two_layer| &two_layer.start);
        matches!(start, Some(StartWeights::Given { .. }))
    }

    /// Gives a two-layer network this width; another kind has none to be changed.
    pub fn set_width(&mut self, width: usize) {
        if let NetworkKind::TwoLayer(two_layer) = &mut self.kind {
            two_layer.width = width;
        }
    }
}
