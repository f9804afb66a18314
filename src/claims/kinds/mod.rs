//! The kinds of check, a file each: its keys, its formulas, what it takes from a run, its test and
//! its words. A new kind is a file here and a line in [`KINDS`].

pub(super) mod equality;
pub(super) mod exponent;
pub(super) mod inequality;
pub(super) mod interior_optimum;
pub(super) mod kind;
pub(super) mod limit;
pub(super) mod locate;
pub(super) mod monotone;
pub(super) mod ordering;
pub(super) mod proportion;

#[cfg(test)]
pub(super) mod tests;

use kind::KindInFiles;

/// Every kind, in the order of the documentation.
pub(super) const KINDS: &[KindInFiles] = &[
    inequality::IN_FILES,
    equality::IN_FILES,
    monotone::IN_FILES,
    exponent::IN_FILES,
    limit::IN_FILES,
    ordering::IN_FILES,
    interior_optimum::IN_FILES,
    proportion::IN_FILES,
];

/// The names of [`KINDS`].
pub(super) const NAMES: &[&str] = &{
    let mut names = [""; KINDS.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = KINDS[at].name;
        at += 1;
    }
    names
};
