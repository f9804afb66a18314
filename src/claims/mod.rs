//! Claims: theorems written down as files, and whether they hold.
//!
//! A [`Claim`] is read from a file, its runs are made (shared with those of other claims), its
//! quantities are gathered from them, and its kind of check turns them into an [`Outcome`].

mod answer;
mod claim;
mod outcome;
mod values;

pub use answer::{Answer, Report, Summary};
pub use claim::{
    Along, Check, Claim, Control, Expectation, Kind, Locate, LocateHow, Over, Pair, Seeds, Setting,
    Transform, Trend,
};
pub use outcome::{Counterexample, Outcome, Panel, PanelSeries, Verdict};
pub use values::{Axis, Values};
