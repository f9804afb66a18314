//! Where the points come from: one [`Dataset`], many sources.

mod dataset;
mod error;

pub use dataset::Dataset;
pub use error::DataError;
