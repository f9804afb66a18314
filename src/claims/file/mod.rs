//! Reading the files of claims and papers.

mod check;
mod claim;
mod control;
mod paper;
pub(super) mod quantity;
pub(super) mod reader;
mod reserved;
mod setting;
pub(super) mod swept;

#[cfg(test)]
mod tests;

pub(super) use claim::origin_of_questions;
pub use quantity::{KnownQuantity, known_quantities};
pub(super) use reserved::reserved;
