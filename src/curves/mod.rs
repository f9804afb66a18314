//! Reference curves: the field's pictures, regenerated from nothing and compared number by number.
//!
//! A [`Definition`] is read from `snapshots/<name>.toml`. It says which runs are made, what is
//! observed of each ([`Observe`]) and how the observations become [`Numbers`] ([`Measure`]). Those
//! are compared with the ones in `snapshots/<name>.csv`: [`regenerate`], then [`differences`].
//! Runs that several curves ask for are made once. The figure is drawn by the report.

mod built_in;
mod compare;
mod definition;
mod design;
mod error;
#[doc(hidden)]
mod figure;
mod fit;
#[doc(hidden)]
mod measure;
mod numbers;
#[doc(hidden)]
mod observe;
mod regenerate;

pub use built_in::{Snapshot, named, snapshots};
pub use compare::{Change, Difference, differences, kept};
pub use definition::{Check, Definition, Tolerance};
pub use design::{Axis, Series};
pub use error::CurveError;
pub use figure::{Direction, Figure, Guide, Level, LineOf, Mark, Panel, Style};
pub use measure::{Average, FitOf, Gain, Means, Measure, Optimum, Rows};
pub use numbers::{Number, Numbers, Row};
pub use observe::{Observe, Settings};
pub use regenerate::regenerate;

/// The part of `docs/schema.md` about the files of a reference curve.
pub const SCHEMA: &str = include_str!("schema.md");
