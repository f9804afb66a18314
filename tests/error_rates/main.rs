//! How often the verdicts are right, by simulation.
//!
//! Everything is drawn from the crate's streams, so the shares are the same every time;
//! limits still leave room for binomial error, in case the streams change. The numbers of
//! `docs/statistics.md` are those of ten times the repetitions, a few minutes:
//! `SWEETSPOT_SIMULATIONS=10 cargo test --release --test error_rates -- --nocapture`.

#![cfg(test)]

mod kinds;
mod looks;
mod noise;
mod paper;
mod rates;
mod sweep;
