//! What a search found, with the keys of its JSON document.

use serde::Serialize;

use super::advice::Advice;
use super::confirm::{Gain, Verdict};
use super::spent::Spent;
use super::table::DataSummary;
use super::trials::Failed;
use crate::config::Config;
use crate::sweep::CurvePoint;

/// What a search found. It is what `sweetspot tune --json` prints, with the version and the
/// command beside it.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// What of the data was used.
    pub table: DataSummary,
    /// The strength to use.
    pub recommended: Recommended,
    /// The values of c that are as good, within one standard error of the difference.
    pub band: Band,
    /// What the two ends of the grid cost.
    pub arms: Arms,
    /// What the recommended value gains over usual ones, on splits that chose nothing.
    pub gains: Vec<Gain>,
    /// The curve of the search.
    pub curve: Vec<Point>,
    /// Splits of the search and of the confirmation.
    pub splits: Splits,
    /// What it cost.
    pub spent: Spent,
    /// What to type.
    pub advice: Advice,
    /// A command's runs that gave no error.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<Failed>,
    /// The configuration of a run at the recommended value.
    pub config: Config,
}

/// The strength to use.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recommended {
    /// The multiplier c of the output.
    pub c: f64,
    /// gamma = 1/c.
    pub gamma: f64,
    /// The initialisation scale that is the same, where it is (two-layer: c = alpha^2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alpha: Option<f64>,
    /// Learning rate of the mean loss; a command has its own.
    pub learning_rate: Option<f64>,
    /// Mean error on the rows held out by the confirmation's splits.
    pub test_error: f64,
    /// Lower end of its 99% interval.
    pub test_error_low: f64,
    /// Upper end of it.
    pub test_error_high: f64,
}

/// A range of c.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Band {
    /// The smallest.
    pub low: f64,
    /// The largest.
    pub high: f64,
}

/// The two ends of the grid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Arms {
    /// Small c, strong feature learning.
    pub rich: Arm,
    /// Large c.
    pub lazy: Arm,
}

/// What one end of the grid costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Arm {
    /// The c at this end.
    pub c: f64,
    /// Its error less the smoothed best one.
    pub cost: f64,
    /// Lower end of the cost's 99% interval.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// What it comes to.
    pub verdict: ArmVerdict,
}

/// What an arm comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ArmVerdict {
    /// The end of strong feature learning costs.
    #[serde(rename = "too rich")]
    TooRich,
    /// The lazy end costs.
    #[serde(rename = "too lazy")]
    TooLazy,
    /// It costs nothing that matters.
    #[serde(rename = "no effect")]
    NoEffect,
    /// Not decided.
    #[serde(rename = "inconclusive")]
    Inconclusive,
}

impl ArmVerdict {
    /// The verdict on an end from that on the difference.
    pub(super) fn of(verdict: Verdict, rich: bool) -> ArmVerdict {
        match (verdict, rich) {
            (Verdict::Better, true) => ArmVerdict::TooRich,
            (Verdict::Better, false) => ArmVerdict::TooLazy,
            (Verdict::NoEffect, _) => ArmVerdict::NoEffect,
            (Verdict::Inconclusive, _) => ArmVerdict::Inconclusive,
        }
    }
}

/// A point of the curve.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// "c".
    pub axis: &'static str,
    /// The multiplier.
    pub c: f64,
    /// What a sweep's curve has; the 95% interval counts the rows that splits share.
    #[serde(flatten)]
    pub point: CurvePoint,
    /// Error less that at the recommended c, on the same splits.
    pub excess: f64,
    /// Lower end of its 95% interval; `None` where there is one split.
    pub excess_low: Option<f64>,
    /// Upper end of it.
    pub excess_high: Option<f64>,
    /// The mean smoothed over its neighbours.
    pub smoothed: f64,
    /// Learning rate of the mean loss that it was trained with; a command has its own.
    pub learning_rate: Option<f64>,
}

/// Splits made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Splits {
    /// By the search.
    pub search: usize,
    /// By the confirmation.
    pub confirmation: usize,
    /// Whether the search ended because the best part of the curve was decided.
    pub decided: bool,
}
