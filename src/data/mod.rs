//! Where the points come from: one [`Dataset`], many sources.
//!
//! [`Problem::draw`] turns the `[data]` section and the streams of one replicate
//! into everything a run needs. [`Mixture`] is the law that most sources rest on.

mod classes;
mod dataset;
mod error;
mod files;
mod image;
mod label_noise;
mod labels;
mod memory;
mod mixture;
mod problem;
mod rows;
mod separable;
mod shipped;
mod sparse_regression;
mod split;
mod subspace;
mod table;

pub use dataset::{Dataset, orthogonal_separability};
pub use error::DataError;
#[cfg(feature = "cli")]
pub(crate) use files::discard_partial;
pub use files::is_decoding;
pub use files::npy;
pub(crate) use files::{is_partial, write_atomically};
pub use image::Image;
pub use memory::TooMuchMemory;
pub(crate) use memory::check_memory;
pub use mixture::Mixture;
pub use problem::{DrawReport, Problem, TestSet};
pub use rows::Preparation;
pub use separable::{REJECTION_LIMIT, SEPARABILITY_FLOOR};
pub(crate) use shipped::{SPARSE_PATH_INPUTS, SPARSE_PATH_TARGETS};
pub use split::Split;
pub use table::{Class, Feature, FeatureKind, TableSummary};
