//! The quantity goes one way: along the recorded times of every run, or along a swept key, in the
//! means over seeds or in each seed.

use serde::Deserialize;

use super::kind::*;
use crate::claims::Axis;
use crate::claims::file::quantity::{self, AllowedAxes};
use crate::claims::measure::{follow, steps};
use crate::config::schema::AT_LEAST_ZERO;
use crate::statistics::{bounded_evidence, monotone_means};

pub(super) const IN_FILES: KindInFiles = KindInFiles {
    name: "monotone",
    keys: &[
        "quantity", "trend", "along", "over", "of", "where", "slack", "at_least",
    ],
    read,
};

fn read(reader: &Reader<'_>) -> Result<Kind, ClaimError> {
    let section = reader.section;
    let why = "whether the quantity is increasing or decreasing";
    let trend: Trend = section
        .need("trend", why)?
        .choice(&["increasing", "decreasing"])?;
    let slack = reader.number("slack", AT_LEAST_ZERO, Some(0.0))?;
    let at_least = reader.at_least()?;
    let (quantity, filter, over) = if section.get("over").is_none() {
        let (quantity, filter) = read_along_time(reader)?;
        (quantity, filter, None)
    } else {
        reader.exclude("along", "over", "a quantity is followed along one thing")?;
        reader.exclude("where", "over", "`where` selects times")?;
        let over = reader.over(2, Order::Ascending)?;
        let why = "whether the \"means\" are followed, or \"each-seed\"";
        let of: String = section.need("of", why)?.choice(&["means", "each-seed"])?;
        let quantity = reader.one_number("quantity")?;
        if of == "means" {
            return Ok(Kind::statistical(MonotoneMeans {
                quantity,
                trend,
                over,
                slack,
            }));
        }
        (quantity, None, Some(over))
    };
    Ok(Kind::every_element(Monotone {
        quantity,
        trend,
        over,
        filter,
        slack,
        at_least,
    }))
}

fn read_along_time(reader: &Reader<'_>) -> Result<(Formula, Option<Formula>), ClaimError> {
    let section = reader.section;
    let why = "`of` says how a swept key's curve is followed";
    reader.exclude("of", "along", why)?;
    let why = "a monotone quantity is followed along = \"time\", or over = { key, values }";
    let _time: String = section.need("along", why)?.choice(&["time"])?;
    let field = section.need("quantity", "the formula that is followed")?;
    let formula = quantity::formula(field, AllowedAxes::Any, reader.pair)?;
    let axes = quantity::axes(&formula);
    if !axes.contains(&Axis::Time) {
        let form = "a formula with a quantity for each time, as `along` is \"time\"";
        return Err(field.not(form));
    }
    let filter = reader.filter(AllowedAxes::Of(&axes, "`quantity`"))?;
    Ok((formula, filter))
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trend {
    Increasing,
    Decreasing,
}

/// Along the recorded times of each run (further axes of the quantity are each followed), or along a
/// swept key in every seed by itself.
#[derive(Serialize)]
#[serde(tag = "kind", rename = "monotone")]
pub struct Monotone {
    pub quantity: Formula,
    pub trend: Trend,
    /// The swept key; `None`: along time.
    pub over: Option<Over>,
    #[serde(rename = "where")]
    pub filter: Option<Formula>,
    /// Step against the trend that is still allowed.
    pub slack: f64,
    pub at_least: u64,
}

impl EveryElement for Monotone {
    fn formulas(&self) -> Vec<&Formula> {
        self.filter.iter().chain([&self.quantity]).collect()
    }

    fn swept(&self) -> Vec<&Over> {
        self.over.iter().collect()
    }

    fn measure(&self, run: &mut Gathered<'_>) -> Measured {
        let (filter, quantity) = (self.filter.as_ref(), &self.quantity);
        if self.over.is_some() {
            return Measured::Numbers(vec![run.number(quantity)]);
        }
        let rising = self.trend == Trend::Increasing;
        let found = follow(run, filter, quantity, rising, self.slack);
        Measured::Elements(found.unwrap_or_default())
    }

    fn at_least(&self) -> u64 {
        self.at_least
    }

    fn sides(&self) -> [String; 2] {
        let mut sides = ["after a step", "before it"];
        if self.trend == Trend::Decreasing {
            sides.reverse();
        }
        sides.map(|side| format!("{} {side}", self.quantity))
    }

    fn elements(&self, runs: &[Measured]) -> Option<Elements> {
        let mut all = Elements::default();
        let mut curve = Vec::new();
        for run in runs {
            match run {
                Measured::Elements(found) => all.merge(found),
                Measured::Numbers(numbers) => curve.push(numbers.first().copied().flatten()?),
                Measured::Failed(_) | Measured::OutsideThePremise => {}
            }
        }
        all.merge(&steps(&curve, self.trend == Trend::Increasing, self.slack));
        Some(all)
    }
}

#[derive(Serialize)]
#[serde(tag = "kind", rename = "monotone means")]
pub struct MonotoneMeans {
    pub quantity: Formula,
    pub trend: Trend,
    pub over: Over,
    /// Step against the trend that is still allowed.
    pub slack: f64,
}

impl Statistical for MonotoneMeans {
    fn formulas(&self) -> Vec<&Formula> {
        vec![&self.quantity]
    }

    fn swept(&self) -> Vec<&Over> {
        vec![&self.over]
    }

    fn look(&self, values: &[Vec<f64>], look: Look) -> Result<Outcome, Undecided> {
        let (over, slack) = (&self.over, self.slack);
        let found = monotone_means(values, self.trend == Trend::Increasing, slack, look.level)?;
        let [i, j] = found.weakest;
        let [low, high] = found.interval;
        let sign = if self.trend == Trend::Increasing {
            1.0
        } else {
            -1.0
        };
        let pairs = values[i].iter().zip(&values[j]);
        let steps = pairs.map(|(before, after)| sign * (after - before));
        let steps: Vec<f64> = steps.collect();
        let error = look.last_level / (2.0 * found.pairs as f64);
        let power = smallest_found(&steps, look.last_seeds, error)?;
        Ok(Outcome {
            evidence: Some(found.evidence),
            margin: Some(slack + if high <= -slack { high } else { low }),
            effect: Some(found.step.mean),
            interval: Some(found.interval),
            power: Some(look.finds(format_args!(
                "a step of {} against the trend (beyond the slack) is",
                short(power.below, 3)
            ))),
            finding: format!(
                "the weakest of {} steps, {} to {}, is {} [{}] in the claimed direction, allowed is {}; \
                 skewness {}",
                found.pairs,
                in_full(over.values[i]),
                in_full(over.values[j]),
                short(found.step.mean, 4),
                found.interval.map(|end| short(end, 3)).join(", "),
                in_full(-slack),
                tenths(found.step.skewness)
            ),
            figure: Some(Figure::along(over, "mean of the quantity", values)?),
            ..Outcome::default()
        })
    }

    fn evidence(&self, values: &[Vec<f64>], level: f64) -> Result<Evidence, StatisticsError> {
        Ok(monotone_means(values, self.trend == Trend::Increasing, self.slack, level)?.evidence)
    }

    fn bounded(&self, values: &[Vec<f64>], ranges: &[[f64; 2]]) -> Option<Evidence> {
        let &[[low, high]] = ranges else { return None };
        let parts = (0..values.len()).flat_map(|j| (0..j).map(move |i| [i, j]));
        let part = |[i, j]: [usize; 2]| {
            let steps = values[i]
                .iter()
                .zip(&values[j])
                .map(|(before, after)| match self.trend {
                    Trend::Increasing => after - before,
                    Trend::Decreasing => before - after,
                });
            let steps: Vec<f64> = steps.collect();
            bounded_evidence(&steps, [low - high, high - low], -self.slack)
        };
        let parts: Option<Vec<Evidence>> = parts.map(part).collect();
        parts.map(Evidence::all)
    }
}
