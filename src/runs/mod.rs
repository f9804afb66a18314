//! Runs: as they are asked for, as they are made, and as they come back.

pub(crate) mod any_float;
mod calibration;
mod command;
mod digest;
mod error;
mod exported;
mod key;
mod memory;
mod plan;
mod problem;
mod request;
mod shard;
mod store;
mod transform;
mod workers;

pub use command::{CommandError, Commands, end_all, line_of};
pub(crate) use command::{FRESH, with_values};
pub(crate) use digest::digest;
pub use error::RunError;
pub use exported::ExportedModel;
pub(crate) use key::files;
pub use key::{Digests, NUMERICS_VERSION, key_of};
pub use plan::{Columns, Coordinates, Plan, Rows, RunRecord, USUAL, column, number};
pub use problem::draw_problem;
pub use request::{Request, Until};
pub use shard::Shard;
pub(crate) use store::parts;
pub use store::{Store, StoreError, Unreadable};
pub use transform::Transform;
pub use workers::{Job, Made, Progress, Worker, Workers};
