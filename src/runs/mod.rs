//! Runs: as they are asked for, as they are made, and as they come back.

pub(crate) mod any_float;
mod diagonal;
mod draw;
mod error;
mod key;
mod make;
mod plan;
mod request;
mod store;
mod transform;
mod workers;

pub use crate::flow::{Following, follow_two_layer as follow};
pub use diagonal::{run_any, run_diagonal};
pub use error::RunError;
pub use key::{Digests, NUMERICS_VERSION, key_of};
pub(crate) use key::{digest, files};
pub use make::{Run, draw_problem, draw_start, require_two_layer, run, run_from};
pub use plan::{Axis, Columns, Coordinates, Plan, Rows, RunRecord, USUAL, column, number};
pub use request::{Request, Until};
pub use store::{Store, StoreError};
pub use transform::{Transform, transformed};
pub use workers::{Job, Made, Progress, Worker, Workers};
