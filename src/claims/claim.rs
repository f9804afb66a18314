//! A claim as it stands in its file.

use serde::{Deserialize, Serialize};

use super::{Axis, Formula, Verdict};
use crate::config::Config;
use crate::runs::Transform;

/// A theorem, a measurement or a conjecture that can be checked by running it.
#[derive(Clone, Debug)]
pub struct Claim {
    /// `<paper>/<file stem>`.
    pub id: String,
    /// The paper's key: the name of the file's folder.
    pub paper: String,
    /// One line for a table.
    pub title: String,
    /// Paper and theorem, or where the proof is.
    pub source: String,
    /// The statement that is checked, in words and symbols.
    pub statement: String,
    /// Which of the paper's own claims (`paper.toml`) this bears on, counted from 1.
    pub questions: Vec<u32>,
    /// What is checked.
    pub check: Check,
    /// Where it is checked, in the order of the file.
    pub settings: Vec<Setting>,
    /// The same check on a wrong premise.
    pub control: Control,
}

/// What is checked in every setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The kind of check and its formulas.
    pub kind: Kind,
    /// Formula of the flow time a run lasts to, over quantities known before training;
    /// `None`: the configuration's stop rule.
    pub until: Option<Formula>,
    /// A second run of the same seed, whose quantities are named `pair_<name>`.
    pub pair: Option<Pair>,
}

/// How the second run differs from the first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pair {
    /// Configuration keys it changes, dotted, with their values.
    pub config: Vec<(String, toml::Value)>,
    /// A change of data and start together.
    pub transform: Option<Transform>,
}

/// The kinds of check. Formulas are over named quantities; `where` selects elements.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `left >= right - slack` for every element of every seed.
    Inequality {
        /// The axes the elements run over.
        each: Vec<Axis>,
        /// Which elements count: non-zero selects.
        filter: Option<Formula>,
        /// The larger side.
        left: Formula,
        /// The smaller side.
        right: Formula,
        /// Amount by which the right side may be larger.
        slack: f64,
        /// Fewest elements that make a verdict.
        at_least: u64,
    },
    /// `|left - right| <= absolute + relative * max(|left|, |right|)` for every element of every seed.
    Equality {
        /// The axes the elements run over.
        each: Vec<Axis>,
        /// Which elements count.
        filter: Option<Formula>,
        /// One side.
        left: Formula,
        /// The other.
        right: Formula,
        /// Absolute tolerance.
        absolute: f64,
        /// Relative tolerance.
        relative: f64,
        /// Fewest elements that make a verdict.
        at_least: u64,
    },
    /// `|mean over seeds of (left - right)| <= within`.
    EqualMeans {
        /// One side, a number per run.
        left: Formula,
        /// The other.
        right: Formula,
        /// Largest difference that counts as equal.
        within: f64,
    },
    /// The quantity goes one way along time (every seed) or along a swept key (means).
    Monotone {
        /// The quantity.
        quantity: Formula,
        /// Which way.
        trend: Trend,
        /// Along what.
        along: Along,
        /// Which times count (along time).
        filter: Option<Formula>,
        /// Step against the trend that is still allowed.
        slack: f64,
        /// Fewest steps that make a verdict.
        at_least: u64,
    },
    /// The quantity is a power of the swept key with an exponent in `expected +- within`.
    Exponent {
        /// The swept key.
        over: Over,
        /// The quantity.
        quantity: Formula,
        /// The exponent.
        expected: f64,
        /// Half-width of the range around it.
        within: f64,
        /// Largest curvature that still counts as a power law; `None`: only reported.
        curvature: Option<f64>,
        /// The quantity is the place of an inner optimum or crossing.
        locate: Option<Locate>,
    },
    /// The quantity tends to a limit along the swept key.
    Limit {
        /// The swept key.
        over: Over,
        /// The quantity.
        quantity: Formula,
        /// The limit, a formula of the same run.
        target: Formula,
        /// Largest gap at the last value.
        within: f64,
        /// Least fall of log |gap| from the first value to the last.
        falls_by: f64,
    },
    /// The mean of `greater - smaller` is at least `by`.
    Ordering {
        /// The greater one, a number per run.
        greater: Formula,
        /// The smaller one.
        smaller: Formula,
        /// The margin.
        by: f64,
    },
    /// Some interior value of the swept key beats both ends by more than a share `margin`.
    InteriorOptimum {
        /// The swept key.
        over: Over,
        /// The quantity to minimise.
        quantity: Formula,
        /// Relative margin rho.
        margin: f64,
    },
    /// The share of seeds whose run has `of` non-zero is at least / at most a bound.
    Proportion {
        /// What is counted.
        of: Formula,
        /// The bound.
        bound: f64,
        /// Whether the share is claimed to be at least (else at most) the bound.
        at_least: bool,
    },
}

impl Kind {
    /// Its formulas.
    pub fn formulas(&self) -> Vec<&Formula> {
        match self {
            Kind::Inequality {
                filter,
                left,
                right,
                ..
            }
            | Kind::Equality {
                filter,
                left,
                right,
                ..
            } => filter.iter().chain([left, right]).collect(),
            Kind::Monotone {
                quantity, filter, ..
            } => filter.iter().chain([quantity]).collect(),
            Kind::EqualMeans { left, right, .. } => vec![left, right],
            Kind::Exponent { quantity, .. } | Kind::InteriorOptimum { quantity, .. } => {
                vec![quantity]
            }
            Kind::Limit {
                quantity, target, ..
            } => vec![quantity, target],
            Kind::Ordering {
                greater, smaller, ..
            } => vec![greater, smaller],
            Kind::Proportion { of, .. } => vec![of],
        }
    }

    /// Whether its verdict is statistical: seeds are added in looks until it is decided. Else a
    /// single element decides against it.
    pub fn is_statistical(&self) -> bool {
        match self {
            Kind::Inequality { .. } | Kind::Equality { .. } => false,
            Kind::Monotone { along, .. } => matches!(along, Along::Means(_)),
            _ => true,
        }
    }
}

/// Which way a quantity goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trend {
    /// It never falls.
    Increasing,
    /// It never grows.
    Decreasing,
}

/// What a monotone quantity is followed along.
#[derive(Clone, Debug, PartialEq)]
pub enum Along {
    /// The recorded times of each run; further axes of the quantity are each followed.
    Time,
    /// A swept key: the means over seeds.
    Means(Over),
    /// A swept key: every seed by itself.
    EachSeed(Over),
}

/// A configuration key and the values it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Over {
    /// The dotted key.
    pub key: String,
    /// At least two values, ascending; those of a limit may also descend towards it.
    pub values: Vec<f64>,
}

/// Finds a place on an inner grid and takes it as the quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Locate {
    /// The inner grid.
    pub over: Over,
    /// What is looked for.
    pub how: LocateHow,
    /// Seeds whose means make one curve.
    pub block: usize,
}

/// What is looked for on an inner grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LocateHow {
    /// The grid value with the smallest mean of the block.
    Argmin,
    /// The vertex of a parabola through the smallest mean and its two neighbours on each side.
    FittedMinimum,
    /// Where the mean first crosses a level, interpolated in the logs.
    Crossing(f64),
}

/// The same check on a wrong premise, which must come out violated.
#[derive(Clone, Debug)]
pub struct Control {
    /// What is wrong with the premise.
    pub why: String,
    /// The check with the replacements made.
    pub check: Check,
    /// The settings it runs in, with the replacements made; each expects VIOLATED.
    pub settings: Vec<Setting>,
}

/// One setting of a claim.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its name in the file.
    pub name: String,
    /// The expected verdict.
    pub expect: Verdict,
    /// Whether it meets the assumptions under which the paper makes its claim.
    pub inside: bool,
    /// Seeds.
    pub seeds: Seeds,
    /// The complete configuration; `seed` and `replicate` are those of the run.
    pub config: Config,
}

/// Seeds of a budget: a fixed count for a deterministic check, those of the first of five looks for
/// a statistical one. 0 in `quick`: only in the full budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seeds {
    /// Of `--budget quick`.
    pub quick: usize,
    /// Of `--budget full`.
    pub full: usize,
}
