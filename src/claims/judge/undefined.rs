//! Runs that have no value: whatever they could have is tried.

use std::cell::RefCell;

use super::super::Check;
use super::super::measure::quantity;
use super::numbers::complete;
use super::statistic::Statistic;
use crate::statistics::{Evidence, StatisticsError, with_undefined};

/// Judges numbers of which some are missing (docs/statistics.md): a run that has no value cannot be
/// left out, since those that fail to arrive are not a random choice. `judge` is asked for every
/// choice of the ends of the range that the formula has; the evidence is what stands under all of
/// them, and what is reported is the reading nearest to the cut, with the hull of all intervals.
///
/// # Errors
/// A formula without a finite range, too many grid points with missing values, those of `judge`.
pub(super) fn under_every_value(
    check: &Check,
    values: &[Vec<Option<f64>>],
    judge: impl Fn(&[Vec<f64>]) -> Result<Statistic, String>,
) -> Result<Statistic, String> {
    if let Some(values) = complete(values) {
        return judge(&values);
    }
    let range = range(check, values);
    let readings = RefCell::new(Vec::new());
    let evidence = with_undefined(values, range, |values| {
        let reading = judge(values).map_err(Reason)?;
        let evidence = reading.evidence;
        readings.borrow_mut().push(reading);
        Ok::<Evidence, Reason>(evidence)
    });
    let what = missing(check, values);
    let evidence = evidence.map_err(|Reason(reason)| {
        format!("{what}; with those at an end of their range: {reason}")
    })?;
    let readings = readings.into_inner();
    let hull = hull(&readings);
    let [low, high] = range;
    let bounded = low.is_finite() && high.is_finite();
    let distance = |reading: &Statistic| reading.margin.map_or(0.0, f64::abs);
    let nearest = readings
        .into_iter()
        .min_by(|a, b| distance(a).total_cmp(&distance(b)));
    match nearest {
        Some(nearest) => Ok(Statistic {
            evidence,
            interval: hull,
            text: format!(
                "{}; {what}: each is taken for anything from {low} to {high}, and this is the reading \
                 nearest to the cut",
                nearest.text
            ),
            ..nearest
        }),
        None if bounded => Err(format!(
            "{what}: at too many points of the grid to try what they could be"
        )),
        None => Err(format!(
            "{what}, and its definition gives it no range to try"
        )),
    }
}

/// What stops a judge.
struct Reason(String);

impl From<StatisticsError> for Reason {
    fn from(error: StatisticsError) -> Self {
        Reason(error.to_string())
    }
}

/// The hull of the ranges of the formulas that miss a value.
fn range(check: &Check, values: &[Vec<Option<f64>>]) -> [f64; 2] {
    let formulas = check.kind.formulas();
    let numbers = values.iter().enumerate();
    let missing = numbers.filter(|(_, values)| values.contains(&None));
    let ranges = missing.map(|(number, _)| formulas[number % formulas.len()].range(of_name));
    let hull = ranges.reduce(|a: [f64; 2], b| [a[0].min(b[0]), a[1].max(b[1])]);
    hull.unwrap_or([f64::NEG_INFINITY, f64::INFINITY])
}

fn of_name(name: &str) -> Option<[f64; 2]> {
    quantity(name)?.range
}

/// How many runs have no value, and the first of them.
fn missing(check: &Check, values: &[Vec<Option<f64>>]) -> String {
    let (mut count, mut runs) = (0, 0);
    let mut first = None;
    // The numbers of one run at a grid point are those of its formulas.
    for (point, formulas) in values.chunks(check.kind.formulas().len()).enumerate() {
        let seeds = formulas.first().map_or(0, Vec::len);
        let lacks = |seed: &usize| formulas.iter().any(|values| values[*seed].is_none());
        let lacking: Vec<usize> = (0..seeds).filter(lacks).collect();
        count += lacking.len();
        runs += seeds;
        first = first.or(lacking.first().map(|&replicate| (replicate, point)));
    }
    let (replicate, point) = first.unwrap_or_default();
    format!(
        "the quantity has no finite value in {count} of {runs} runs (first: replicate {replicate}, point {point} \
         of the grid)"
    )
}

fn hull(readings: &[Statistic]) -> Option<[f64; 2]> {
    let intervals = readings.iter().filter_map(|reading| reading.interval);
    intervals.reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])])
}
