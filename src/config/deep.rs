//! Deep networks: what is asked of an mlp and of a cnn.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Dense layers, each with the activation behind it, and a linear head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MlpConfig {
    /// Numbers of hidden neurons, from the input on: one fewer than there are layers of weights.
    pub hidden: Vec<usize>,
    /// What every deep network has.
    #[serde(flatten)]
    pub deep: DeepConfig,
}

/// Convolutions, each with the activation behind it, pooling, and a linear head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CnnConfig {
    /// From the image on; the last one makes a list of numbers of it.
    pub blocks: Vec<CnnBlock>,
    /// What every deep network has.
    #[serde(flatten)]
    pub deep: DeepConfig,
}

/// What every deep network has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeepConfig {
    /// What all numbers of hidden neurons or channels are multiplied by; 1 where it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width_multiplier: Option<usize>,
    /// The law of the parameters at the start, and the layers' multipliers.
    pub init: Parametrisation,
    /// What follows the sums of the hidden layers.
    pub activation: Activation,
    /// Whether neurons have biases.
    pub bias: bool,
    /// Whether f is less what it is at the start (COB19).
    pub centre_output: bool,
    /// The numbers that it computes with.
    pub precision: Precision,
}

/// The field's parametrisations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Parametrisation {
    /// Weights N(0, 2/fan-in) in front of an activation, N(0, 1/fan-in) in the linear head.
    #[default]
    He,
    /// Weights N(0, 1/fan-in).
    Lecun,
    /// Weights and biases uniform within 1/sqrt(fan-in) of 0: the defaults of PyTorch's layers.
    Pytorch,
    /// He's standard deviations as factors of the layers, whose weights are N(0, 1).
    Ntk,
    /// Maximal updates, from He at the base width on.
    Mup,
}

/// What follows the sums of a hidden layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
    /// max(z, 0).
    #[default]
    Relu,
    /// z Phi(z), Phi the standard normal distribution function; exact.
    Gelu,
    /// tanh z.
    Tanh,
    /// z.
    Linear,
}

/// The numbers that a deep network computes with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// Double precision.
    #[default]
    F64,
    /// Single precision, at half the cost.
    F32,
}

/// A part of a cnn; written as a word, or its number of channels in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum CnnBlock {
    /// 3x3 convolutions with so many channels, at least 1.
    Channels(usize),
    /// The largest of every 2x2 positions.
    Pool,
    /// The mean over all positions.
    Mean,
    /// All numbers as a list.
    Flatten,
}

impl DeepConfig {
    /// What all numbers of hidden neurons or channels are multiplied by.
    pub fn width_multiplier(&self) -> usize {
        self.width_multiplier.unwrap_or(1)
    }
}

impl CnnBlock {
    /// Whether it ends the blocks.
    pub fn ends(self) -> bool {
        matches!(self, CnnBlock::Mean | CnnBlock::Flatten)
    }
}

impl fmt::Display for CnnBlock {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CnnBlock::Channels(channels) => write!(out, "{channels}"),
            CnnBlock::Pool => out.write_str("pool"),
            CnnBlock::Mean => out.write_str("mean"),
            CnnBlock::Flatten => out.write_str("flatten"),
        }
    }
}

impl FromStr for CnnBlock {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let channels = || text.parse().ok().filter(|channels| *channels > 0);
        match text {
            "pool" => Ok(CnnBlock::Pool),
            "mean" => Ok(CnnBlock::Mean),
            "flatten" => Ok(CnnBlock::Flatten),
            _ => channels()
                .map(CnnBlock::Channels)
                .ok_or_else(|| format!("{text:?} is no block of a cnn")),
        }
    }
}

impl TryFrom<String> for CnnBlock {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<CnnBlock> for String {
    fn from(block: CnnBlock) -> String {
        block.to_string()
    }
}

impl Default for MlpConfig {
    fn default() -> Self {
        MlpConfig {
            hidden: vec![128; 3],
            deep: DeepConfig::default(),
        }
    }
}

impl Default for CnnConfig {
    fn default() -> Self {
        use CnnBlock::{Channels, Mean, Pool};
        CnnConfig {
            blocks: vec![Channels(16), Pool, Channels(32), Mean],
            deep: DeepConfig::default(),
        }
    }
}
