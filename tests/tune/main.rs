//! `sweetspot tune`: the search as a function, and the command through the binary.

#![cfg(test)]

#[allow(dead_code)]
#[path = "../command/mod.rs"]
mod command;
mod document;
mod exported;
mod false_gains;
#[path = "../support/model.rs"]
mod model;
mod refusals;
mod resuming;
mod search;
mod table;
