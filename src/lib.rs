//! `sweetspot`: checks that run for the theory of feature learning strength.
//!
//! Data flows one way through the modules, in this order: [`config`] and
//! [`random`] decide a run, [`data`] and [`network`] set it up, [`flow`] moves it.

pub mod cli;
pub mod config;
pub mod data;
pub mod flow;
pub mod network;
pub mod observables;
pub mod random;
pub mod report;
pub mod statistics;
pub mod sweep;
