//! `locate`: the place of a minimum or crossing on an inner grid is taken as the quantity, one for
//! each block of seeds.

use std::ops::Bound;

use serde::Serialize;

use crate::claims::ClaimError;
use crate::claims::file::reader::{Order, Over, optional, swept};
use crate::claims::judge::look::Undecided;
use crate::config::document::Field;
use crate::config::schema::Interval;
use crate::math::{fitted_minimum, mean, smallest};

pub const KEYS: &[&str] = &["key", "values", "how", "block"];

const FORM: &str =
    "{ key = \"network.alpha\", values = [0.01, 0.1, 1], how = \"argmin\", block = 16 }";
const HOW: &str = "\"argmin\", \"fitted-minimum\" or { crossing = LEVEL }";

pub(super) const ANY: Interval = (Bound::Unbounded, Bound::Unbounded);

#[derive(Serialize)]
pub struct Locate {
    pub over: Over,
    pub how: How,
    /// Seeds whose means make one curve.
    pub block: usize,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub enum How {
    /// The grid value with the smallest mean of the block.
    Argmin,
    /// The vertex of a parabola through the smallest mean and its two neighbours on each side.
    FittedMinimum,
    /// Where the mean first crosses a level, interpolated in the logs.
    Crossing(f64),
}

pub(super) fn locate(field: &Field<'_>) -> Result<Locate, ClaimError> {
    let section = field.section(FORM)?;
    section.only(KEYS)?;
    let block = optional(&section, "block", |field| Ok(field.positive_count()?))?;
    Ok(Locate {
        over: swept(&section, 3, Order::Ascending)?,
        how: how(section.need("how", "what is looked for")?)?,
        block: block.map_or(16, |block| block as usize),
    })
}

fn how(field: &Field<'_>) -> Result<How, ClaimError> {
    match field.written.value.as_str() {
        Some("argmin") => return Ok(How::Argmin),
        Some("fitted-minimum") => return Ok(How::FittedMinimum),
        _ => {}
    }
    let section = field.section(HOW)?;
    section.only(&["crossing"])?;
    let level = section.need("crossing", "the level that is crossed")?;
    Ok(How::Crossing(level.number(ANY)?))
}

impl Locate {
    /// The curve of places, `[outer][block]`, from `values[outer and inner][seed]`.
    pub fn curve(&self, values: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, Undecided> {
        let of_outer = |(outer, curves): (usize, &[Vec<f64>])| {
            let places = self.places(curves);
            let missing = places.iter().filter(|place| place.is_none()).count();
            let blocks = places.len();
            let complete: Option<Vec<f64>> = places.into_iter().collect();
            complete.ok_or(Undecided::NoPlace {
                missing,
                blocks,
                outer,
            })
        };
        let outer = values.chunks(self.over.values.len()).enumerate();
        outer.map(of_outer).collect()
    }

    /// The place for each block: `curves[inner][seed]` are the values of one outer point.
    pub(super) fn places(&self, curves: &[Vec<f64>]) -> Vec<Option<f64>> {
        let seeds = curves.first().map_or(0, Vec::len);
        let block = self.block.max(1);
        (0..seeds / block)
            .map(|index| {
                let seeds = index * block..(index + 1) * block;
                let of_block = |values: &Vec<f64>| mean(&values[seeds.clone()]);
                let means: Vec<f64> = curves.iter().map(of_block).collect();
                self.place(&means)
            })
            .collect()
    }

    /// The place of a curve's minimum or crossing; `None` where it has none inside the grid.
    fn place(&self, means: &[f64]) -> Option<f64> {
        let grid = &self.over.values;
        match self.how {
            How::Argmin => smallest(means).map(|at| grid[at]),
            How::FittedMinimum => {
                let logs: Vec<f64> = grid.iter().map(|key| libm::log(*key)).collect();
                fitted_minimum(&logs, means).map(libm::exp)
            }
            How::Crossing(level) => crossing(grid, means, level),
        }
    }
}

/// Where the curve first crosses a level, linear between the logs of its neighbours.
fn crossing(grid: &[f64], means: &[f64], level: f64) -> Option<f64> {
    let above = |k: usize| means[k] - level;
    let k = (1..grid.len()).find(|&k| (above(k - 1) < 0.0) != (above(k) < 0.0))?;
    let log = libm::log;
    let (before, after) = if level > 0.0 && means[k - 1] > 0.0 && means[k] > 0.0 {
        (log(means[k - 1]) - log(level), log(means[k]) - log(level))
    } else {
        (above(k - 1), above(k))
    };
    let share = before / (before - after);
    let (from, to) = (log(grid[k - 1]), log(grid[k]));
    Some(libm::exp(from + share * (to - from)))
}
