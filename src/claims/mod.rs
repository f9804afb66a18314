//! Claims: theorems written down as files, and whether they hold.
//!
//! A [`Claim`] is read from a file, its runs are made (shared with those of other claims), its
//! quantities are gathered from them, and its kind of check turns them into an [`Outcome`].

mod claim;
pub mod observed;
mod outcome;
pub mod quantities;
pub mod transform;
mod values;

pub use claim::{
    Along, Check, Claim, Control, Expectation, Kind, Locate, LocateHow, Over, Pair, Seeds, Setting,
    Transform, Trend,
};
pub use outcome::{Counterexample, Outcome, Panel, PanelSeries, Verdict};
pub use values::{Axis, Values};
