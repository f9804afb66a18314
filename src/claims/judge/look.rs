//! One look at all seeds so far, and what hinders it.

use std::cell::RefCell;

use thiserror::Error;

use crate::claims::Formula;
use crate::claims::measure::{Measured, quantity};
use crate::claims::outcome::Outcome;
use crate::statistics::{Evidence, LOOKS, Looks, StatisticsError, level_of_a_pair, with_undefined};

/// How sharp a look has to be.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The level of this look alone, for both sides together.
    pub level: f64,
    /// Data of the last look, a seed or a block of seeds each: for the power.
    pub last_seeds: usize,
    pub last_level: f64,
    /// The level of all looks together, for a test that needs no shares.
    pub pair_level: f64,
}

impl Look {
    /// What the last look finds, in words that end in "is" or "are".
    pub fn finds(&self, what: std::fmt::Arguments<'_>) -> String {
        format!("with {} seeds {what} found in 99%", self.last_seeds)
    }

    /// The look of this number, from 1, of a test whose data are blocks of so many seeds, where
    /// so many pairs of verdicts share the paper's level.
    pub fn new(
        number: usize,
        looks: Looks,
        block: usize,
        pairs: usize,
    ) -> Result<Look, StatisticsError> {
        Ok(Look {
            level: Looks::level(number, pairs)?,
            last_seeds: looks.most() / block,
            last_level: Looks::level(LOOKS, pairs)?,
            pair_level: level_of_a_pair(pairs),
        })
    }
}

#[derive(Clone, Debug, PartialEq, Error)]
pub enum Undecided {
    #[error("replicate {replicate} could not be run: {reason}")]
    Failed { replicate: u64, reason: String },
    #[error("the quantity has no finite value in a run of replicate {replicate}")]
    NoValue { replicate: u64 },
    #[error("elements where numbers are needed")]
    NoNumbers,
    #[error(
        "{missing} of {blocks} blocks have no such place inside the inner grid (point {outer} of the outer grid)"
    )]
    NoPlace {
        missing: usize,
        blocks: usize,
        outer: usize,
    },
    #[error("{missing}, and its definition gives it no range to try")]
    NoRange { missing: String },
    #[error("{missing}: at too many points of the grid to try what they could be")]
    TooMany { missing: String },
    #[error("the premise fails in {left_out} of {seeds} draws: too many to say anything")]
    Premise { left_out: usize, seeds: usize },
    #[error("{missing}; with those at an end of their range: {reason}")]
    AtAnEnd {
        missing: String,
        reason: Box<Undecided>,
    },
    #[error(transparent)]
    Refused(#[from] StatisticsError),
}

/// Whether every run of a draw meets the check's premise.
pub fn meets_the_premise(points: &[Measured]) -> bool {
    !points.contains(&Measured::OutsideThePremise)
}

/// `values[number][seed]` of `measured[seed][point]`: the points of the grid in their order, within
/// each the check's formulas in theirs; `None` where a run has no finite value. Draws that do not meet
/// the premise are not among the seeds.
pub fn numbers(measured: &[Vec<Measured>]) -> Result<Vec<Vec<Option<f64>>>, Undecided> {
    let mut values: Vec<Vec<Option<f64>>> = Vec::new();
    let draws = (0..).zip(measured);
    for (replicate, points) in draws.filter(|(_, points)| meets_the_premise(points)) {
        let mut numbers = Vec::new();
        for point in points {
            match point {
                Measured::Numbers(found) => numbers.extend(found),
                Measured::Elements(_) | Measured::OutsideThePremise => {
                    return Err(Undecided::NoNumbers);
                }
                Measured::Failed(reason) => {
                    let reason = reason.clone();
                    return Err(Undecided::Failed { replicate, reason });
                }
            }
        }
        values.resize(numbers.len().max(values.len()), Vec::new());
        for (values, number) in values.iter_mut().zip(numbers) {
            values.push(number);
        }
    }
    Ok(values)
}

/// The same without gaps; `None` where a run has no value.
pub fn complete(values: &[Vec<Option<f64>>]) -> Option<Vec<Vec<f64>>> {
    let values = values.iter();
    values
        .map(|values| values.iter().copied().collect())
        .collect()
}

/// Judges numbers of which some are missing (docs/statistics.md): a run that has no value cannot be
/// left out, since those that fail to arrive are not a random choice. `judge` is asked for every
/// choice of the ends of the range that the formula has; the evidence is what stands under all of
/// them, and what is reported is the reading nearest to the cut, with the hull of all intervals.
pub fn under_every_value(
    formulas: &[&Formula],
    values: &[Vec<Option<f64>>],
    judge: impl Fn(&[Vec<f64>]) -> Result<Outcome, Undecided>,
) -> Result<Outcome, Undecided> {
    if let Some(values) = complete(values) {
        return judge(&values);
    }
    let [low, high] = range_of_missing(formulas, values);
    let missing = missing(formulas.len(), values);
    let readings = RefCell::new(Vec::new());
    let evidence = with_undefined(values, [low, high], |values| {
        let reading = judge(values)?;
        let evidence = reading.evidence.unwrap_or(Evidence::NONE);
        readings.borrow_mut().push(reading);
        Ok(evidence)
    });
    let evidence = evidence.map_err(|reason: Undecided| Undecided::AtAnEnd {
        missing: missing.clone(),
        reason: Box::new(reason),
    })?;
    let readings = readings.into_inner();
    let intervals = readings.iter().filter_map(|reading| reading.interval);
    let interval = intervals.reduce(hull);
    let distance = |reading: &Outcome| reading.margin.map_or(0.0, f64::abs);
    let nearer = |a: &Outcome, b: &Outcome| distance(a).total_cmp(&distance(b));
    match readings.into_iter().min_by(nearer) {
        Some(nearest) => Ok(Outcome {
            evidence: Some(evidence),
            interval,
            finding: format!(
                "{}; {missing}: each is taken for anything from {low} to {high}, and this is the reading \
                 nearest to the cut",
                nearest.finding
            ),
            ..nearest
        }),
        None if low.is_finite() && high.is_finite() => Err(Undecided::TooMany { missing }),
        None => Err(Undecided::NoRange { missing }),
    }
}

/// The hull of the ranges of the formulas that miss a value.
fn range_of_missing(formulas: &[&Formula], values: &[Vec<Option<f64>>]) -> [f64; 2] {
    let numbers = values.iter().enumerate();
    let missing = numbers.filter(|(_, values)| values.contains(&None));
    let ranges = missing.map(|(number, _)| range(formulas[number % formulas.len()]));
    let range = ranges.reduce(hull);
    range.unwrap_or([f64::NEG_INFINITY, f64::INFINITY])
}

/// Between which values a formula lies, from the ranges of its quantities.
pub fn range(formula: &Formula) -> [f64; 2] {
    formula.range(|name: &str| quantity(name)?.range)
}

fn hull(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0].min(b[0]), a[1].max(b[1])]
}

/// How many runs have no value, and the first of them, in words. The numbers of one run at a point of
/// the grid are those of its formulas.
fn missing(formulas: usize, values: &[Vec<Option<f64>>]) -> String {
    let (mut count, mut runs) = (0, 0);
    let mut first = None;
    for (point, numbers) in values.chunks(formulas).enumerate() {
        let seeds = numbers.first().map_or(0, Vec::len);
        let lacks = |seed: &usize| numbers.iter().any(|values| values[*seed].is_none());
        let mut lacking = (0..seeds).filter(lacks).peekable();
        first = first.or(lacking.peek().map(|&replicate| (replicate, point)));
        count += lacking.count();
        runs += seeds;
    }
    let (replicate, point) = first.unwrap_or_default();
    format!(
        "the quantity has no finite value in {count} of {runs} runs (first: replicate {replicate}, \
         point {point} of the grid)"
    )
}
