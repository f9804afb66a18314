//! `sweep --command` and `tune --command`: real processes through the binary.

#![cfg(test)]

mod ending;
mod failing;
mod program;
mod refusals;
mod resuming;
mod sweeping;
mod tuning;
mod values;
