//! What measures read of observations, and what they refuse.

use crate::curves::design::{Design, product};
use crate::curves::observe::Reading;

/// A quantity of observations that are one row each.
pub fn values(found: &[Vec<Reading>], quantity: &str) -> Vec<f64> {
    let of = |reading: &Reading| {
        let named = reading.values.iter().find(|(name, _)| *name == quantity);
        named.map_or(f64::NAN, |(_, value)| *value)
    };
    found.iter().flatten().map(of).collect()
}

/// What was observed of the runs of a series, by point and replicate.
#[derive(Clone, Copy)]
pub struct Observed<'a> {
    pub design: Design<'a>,
    pub series: &'a str,
    pub runs: &'a [Vec<Reading>],
}

/// A quantity along the last axis, by value and replicate, and the place on the axes before it.
pub type Section = (Vec<(String, f64)>, Vec<Vec<f64>>);

impl Observed<'_> {
    /// The sections of a quantity at every point of the axes before the last.
    pub fn along_last(&self, quantity: &str) -> Vec<Section> {
        let grids = self.design.grids();
        let Some((last, others)) = grids.split_last() else {
            return Vec::new();
        };
        let replicates = self.design.replicates as usize;
        let sections = self.runs.chunks(last.len() * replicates);
        let of_section = |(point, runs): (Vec<f64>, &[Vec<Reading>])| {
            let by_value = runs.chunks(replicates).map(|runs| values(runs, quantity));
            (self.design.place(&point), by_value.collect())
        };
        let points = product(others).into_iter();
        points.zip(sections).map(of_section).collect()
    }
}

/// Refuses a quantity that is not among those known.
pub fn check_among(quantity: &str, known: &[&str]) -> Result<(), String> {
    match known.contains(&quantity) {
        true => Ok(()),
        false => {
            let known = known.join(", ");
            Err(format!("`{quantity}` is not observed; there are {known}"))
        }
    }
}
