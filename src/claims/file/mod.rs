//! Reading the files of claims and papers.

mod check;
mod claim;
mod control;
pub(super) mod paper;
pub(super) mod quantity;
pub(super) mod reader;
pub(super) mod setting;

#[cfg(test)]
mod tests;
