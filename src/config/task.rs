//! Which classes labels are sorted into.

use serde::{Deserialize, Serialize};

/// Which classes the labels are sorted into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DigitsTask {
    /// By its name.
    Named(NamedTask),
    /// `[a, b]`: digit a is +1, digit b is -1, all others are left out.
    Pair([i64; 2]),
}

/// The named tasks on class labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NamedTask {
    /// Even labels are +1, odd ones -1.
    Parity,
    /// The labels 0 to 9 are ten classes.
    Ten,
    /// Every distinct label is a class, three at least.
    Classes,
}

impl DigitsTask {
    /// Whether its classes are three or more.
    pub fn has_many_classes(self) -> bool {
        matches!(self, DigitsTask::Named(NamedTask::Ten | NamedTask::Classes))
    }
}
