//! The configuration: what a run is, as plain data.
//!
//! One struct a section of the TOML file, each with its defaults. Kinds of data and networks and
//! the methods are enums that hold the keys of the kind chosen. [`schema`] is the table of all
//! keys, which reading, errors and `docs/schema.md` share.

mod calibrated;
mod changes;
mod classes;
mod command;
mod command_rules;
mod data;
mod deep;
pub(crate) mod document;
mod entries;
mod error;
mod file;
mod flat;
mod flow;
mod load;
mod network;
mod origin;
mod overrides;
mod print;
mod rules;
#[doc(hidden)]
pub mod schema;
mod stop;
mod strength;
mod sweep;
mod task;
mod written_keys;

pub use changes::Changes;
pub use classes::{ClassesConfig, TeacherConfig};
pub use command::{CommandConfig, Piece, Strength, TEST_ERROR, number, pieces};
pub use data::{
    Construction, Data, DataConfig, DigitsConfig, MixtureConfig, SeparableConfig,
    SparseRegressionConfig, ThreePointsConfig,
};
pub use deep::{
    Activation, CnnBlock, CnnConfig, DeepConfig, MlpConfig, Parametrisation, Precision,
};
pub use document::ReadProblem;
pub use error::{ConfigError, ConfigProblem};
pub use file::{FileConfig, Missing, RowsConfig, TestPart, key_of_labels};
pub use flow::{DescentConfig, FlowConfig, Method, Optimizer, Rate, Record};
pub use network::{
    Init, LinearConfig, Loss, LossConfig, NetworkConfig, NetworkKind, StartWeights, TwoLayerConfig,
};
pub use origin::{At, Origin};
pub use overrides::Override;
pub use stop::{StopAt, StopConfig};
pub use sweep::{Grid, SweepConfig};
pub use task::{DigitsTask, NamedTask};

use serde::Serialize;

/// Everything that decides a run's numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Config {
    /// Master seed: every random stream derives from it.
    pub seed: u64,
    /// Which draw of data and weights `train` uses; a sweep uses 0..replicates.
    pub replicate: u64,
    /// Where the points come from.
    pub data: DataConfig,
    /// The network and its initialisation.
    pub network: NetworkConfig,
    /// The loss of the margin.
    pub loss: LossConfig,
    /// How the gradient flow is followed.
    pub flow: FlowConfig,
    /// When a run ends.
    pub stop: StopConfig,
    /// The grid of a sweep.
    pub sweep: SweepConfig,
    /// A program of the user's own in place of all that; what it trains, it alone decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<CommandConfig>,
}
