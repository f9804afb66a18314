//! From what was measured to a verdict: what the kinds of check share.

pub mod elementwise;
pub mod look;

#[cfg(test)]
mod tests;
