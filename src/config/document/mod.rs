//! TOML texts read with places: configurations, claims and reference curves alike.
//!
//! A [`Source`] is the text; what is written in it is a tree of [`Written`] values, each with its
//! position. [`Section`] and [`Field`] read the tree by names and types, with errors that point at
//! what is wrong and say what is allowed.

mod problem;
mod section;
mod source;

pub use problem::ReadProblem;
pub(crate) use problem::did_you_mean;
pub use section::{Field, Section, nearest};
pub use source::{Part, Source, Written};
