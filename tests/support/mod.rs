//! Shared by the tests of flows: problems, and references to compare with.

pub mod euler;
pub mod problems;
