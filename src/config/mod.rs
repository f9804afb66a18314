//! The configuration: what a run is, as plain data.
//!
//! One struct a section of the TOML file, each with its defaults. Optional keys are
//! those that only some kinds of data, methods or stop rules understand; the accessor
//! of the same name holds the default. [`schema`] is the table of all keys, which
//! reading, errors and `docs/schema.md` share.

mod changes;
mod data;
mod entries;
mod error;
mod flow;
mod load;
mod network;
mod overrides;
mod place;
mod print;
mod rules;
pub mod schema;
mod source;
mod stop;
mod sweep;

pub use changes::Changes;
pub use data::{Construction, DataConfig, DataKind, DigitsTask, NamedTask};
pub use error::{ConfigError, Problem};
pub use flow::{FlowConfig, Method, Record};
pub(crate) use load::Layer;
pub use network::{Init, Loss, LossConfig, NetworkConfig, NetworkKind};
pub use overrides::Override;
pub use place::Place;
pub(crate) use print::excerpt;
pub(crate) use source::Part;
pub use stop::{StopAt, StopConfig};
pub use sweep::{Grid, SweepConfig};

use serde::{Deserialize, Serialize};

/// Everything that decides a run's numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
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
}
