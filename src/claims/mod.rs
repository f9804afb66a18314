//! Claims: theorems written down as files, and whether they hold.
//!
//! A [`Registry`] has the [`Claim`]s of a folder. A claim's [`Check`], or its control's, in one
//! [`Setting`] is a [`Case`]: the unit that gets a verdict. A task is a case on its way there: it asks
//! a round for runs at the points of its grid, each made once whoever shares it; its [`Kind`] says what
//! is measured in a run and what all seeds together show, the [`Outcome`].

mod audit;
mod case;
mod claim;
mod configured;
mod data_files;
mod error;
mod file;
mod formula;
mod judge;
mod kinds;
mod measure;
mod outcome;
mod questions;
mod registry;
mod report;
mod runs;
mod scope;
mod sentence;
mod task;
mod template;
mod verify;

#[cfg(test)]
mod tests;

pub use crate::quantities::Axis;
pub use crate::runs::Transform;
pub use crate::statistics::Verdict;
pub use audit::{AtSeed, Audit, AuditedSetting, Counting, Exception, Predicted, Rate};
pub use case::Case;
pub use claim::{Check, Claim, Control, Pair, Seeds, Setting};
pub use configured::ConfiguredError;
pub use error::{ClaimError, ClaimProblem};
pub use file::paper::{Paper, Question};
pub use file::reader::Over;
pub use formula::{Formula, FormulaError, FormulaProblem};
pub use kinds::kind::Kind;
pub use outcome::{Counterexample, Figure, FigureSeries, Outcome, TailFree};
pub use registry::Registry;
pub use report::{Answer, Reading, Report, Summary, WrongVerdict, answers};
#[cfg(feature = "report")]
#[cfg(feature = "report")]
pub(crate) use scope::setting_words;
pub use sentence::{Place, Sentence};
pub use template::Template;
pub use verify::{Budget, Verification, VerifyError};
