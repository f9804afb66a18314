//! Faults that a researcher makes, planted one at a time: does a claim notice each of them?
//!
//! One build has them all: `cargo test --release --features faults --test faults`.
#![cfg(test)]

mod document;
mod noticed;
mod planted;
mod table;
