//! From what was measured to a verdict: what the kinds of check share.

pub mod elementwise;
pub mod look;
pub mod statistical;

#[cfg(test)]
mod tests;
