//! Claims: theorems written down as files, and whether they hold.
//!
//! A [`Claim`] is read from a file, its runs are made (shared with those of other claims), its
//! quantities are gathered from them, and its kind of check turns them into an [`Outcome`].

mod claim;
mod error;
mod file;
mod formula;
mod outcome;
mod paper;
mod registry;
mod values;

pub use claim::{
    Along, Check, Claim, Control, Expectation, Kind, Locate, LocateHow, Over, Pair, Seeds, Setting,
    Transform, Trend,
};
pub use error::{ClaimError, ClaimProblem};
pub use file::KnownQuantity;
pub use formula::{Formula, FormulaError, FormulaProblem};
pub use outcome::{Counterexample, Outcome, Panel, PanelSeries, Verdict};
pub use paper::{Paper, Question};
pub use registry::Registry;
pub use values::{Axis, Values};
