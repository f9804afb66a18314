//! From what was measured to a verdict.

mod blocks;
mod curve;
mod elementwise;
mod evidence;
mod means;
mod numbers;
mod shares;
mod statistic;
mod undefined;

#[cfg(test)]
mod tests;

pub(super) use elementwise::{ElementsOfSeed, elementwise};
pub(super) use evidence::evidence;
pub(super) use numbers::{complete, numbers};
pub(super) use statistic::{Sharpness, Statistic, statistic};

use super::{Counterexample, Panel, Verdict};

/// A verdict with what supports it.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub verdict: Verdict,
    pub margin: Option<f64>,
    pub effect: Option<f64>,
    pub interval: Option<[f64; 2]>,
    pub count: u64,
    pub power: Option<String>,
    pub text: String,
    pub counterexample: Option<Counterexample>,
    pub panel: Option<Panel>,
}

impl Finding {
    /// Nothing was decided, for a reason.
    pub fn inconclusive(text: impl Into<String>) -> Self {
        Finding {
            verdict: Verdict::Inconclusive,
            margin: None,
            effect: None,
            interval: None,
            count: 0,
            power: None,
            text: text.into(),
            counterexample: None,
            panel: None,
        }
    }
}
