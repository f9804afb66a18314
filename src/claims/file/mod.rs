//! Reading the files of claims and papers.

mod check;
mod claim;
mod control;
mod keys;
mod over;
mod paper;
mod quantity;
mod section;
mod setting;
mod source;

#[cfg(test)]
mod tests;

pub(super) use claim::place_of_questions;
pub use quantity::{KnownQuantity, known_quantities};
pub(super) use setting::reserved;
