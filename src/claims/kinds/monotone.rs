//! The quantity goes one way: along the recorded times of every run, or along a swept key, in the
//! means over seeds or in each seed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::kind::{EveryElement, Kind, KindInFiles, Statistical, Test};
use crate::claims::file::quantity::AllowedAxes;
use crate::claims::file::reader::Reader;
use crate::claims::file::swept::Order;
use crate::claims::judge::figure::along;
use crate::claims::judge::look::{Look, Undecided};
use crate::claims::measure::{Elements, Gathered, Measured, follow, steps};
use crate::claims::outcome::Outcome;
use crate::claims::{Axis, ClaimError, Formula, Over};
use crate::config::schema::AT_LEAST_ZERO;
use crate::statistics::{Evidence, StatisticsError, monotone_means, smallest_found};

pub(super) const IN_FILES: KindInFiles = KindInFiles {
    name: "monotone",
    keys: &[
        "quantity", "trend", "along", "over", "of", "where", "slack", "at_least",
    ],
    read,
};

fn read(reader: &Reader<'_>) -> Result<Arc<dyn Kind>, ClaimError> {
    let why = "whether the quantity is increasing or decreasing";
    let trend: Trend = reader
        .section
        .need("trend", why)?
        .choice(&["increasing", "decreasing"])?;
    let along = read_along(reader)?;
    let (quantity, filter) = match along {
        Along::Time => read_along_time(reader)?,
        Along::Means(_) | Along::EachSeed(_) => (reader.one_number("quantity")?, None),
    };
    Ok(Arc::new(Monotone {
        quantity,
        trend,
        along,
        filter,
        slack: reader.number("slack", AT_LEAST_ZERO, Some(0.0))?,
        at_least: reader.at_least()?,
    }))
}

fn read_along(reader: &Reader<'_>) -> Result<Along, ClaimError> {
    let section = reader.section;
    if section.get("over").is_none() {
        reader.exclude(
            "of",
            "along",
            "`of` says how a swept key's curve is followed",
        )?;
        let why = "a monotone quantity is followed along = \"time\", or over = { key, values }";
        let _time: String = section.need("along", why)?.choice(&["time"])?;
        return Ok(Along::Time);
    }
    reader.exclude("along", "over", "a quantity is followed along one thing")?;
    reader.exclude("where", "over", "`where` selects times")?;
    let over = reader.over(2, Order::Ascending)?;
    let why = "whether the \"means\" are followed, or \"each-seed\"";
    let of: String = section.need("of", why)?.choice(&["means", "each-seed"])?;
    Ok(if of == "means" {
        Along::Means(over)
    } else {
        Along::EachSeed(over)
    })
}

fn read_along_time(reader: &Reader<'_>) -> Result<(Formula, Option<Formula>), ClaimError> {
    let quantity = reader
        .section
        .need("quantity", "the formula that is followed")?;
    let formula = reader.quantities.formula(quantity, AllowedAxes::Any)?;
    let axes = reader.quantities.axes(&formula);
    if !axes.contains(&Axis::Time) {
        let form = "a formula with a quantity for each time, as `along` is \"time\"";
        return Err(quantity.not(form));
    }
    let filter = reader.filter(AllowedAxes::Of(&axes, "`quantity`"))?;
    Ok((formula, filter))
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename = "monotone")]
pub struct Monotone {
    /// The quantity.
    pub quantity: Formula,
    /// Which way it goes.
    pub trend: Trend,
    /// Along what.
    pub along: Along,
    /// Which times count (along time).
    #[serde(rename = "where")]
    pub filter: Option<Formula>,
    /// Step against the trend that is still allowed.
    pub slack: f64,
    /// Fewest steps that make a verdict.
    pub at_least: u64,
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
#[derive(Debug, Serialize)]
pub enum Along {
    /// The recorded times of each run; further axes of the quantity are each followed.
    Time,
    /// A swept key: the means over seeds.
    Means(Over),
    /// A swept key: every seed by itself.
    EachSeed(Over),
}

impl Trend {
    fn is_rising(self) -> bool {
        self == Trend::Increasing
    }
}

impl Kind for Monotone {
    fn formulas(&self) -> Vec<&Formula> {
        self.filter.iter().chain([&self.quantity]).collect()
    }

    fn swept(&self) -> Vec<&Over> {
        match &self.along {
            Along::Time => Vec::new(),
            Along::Means(over) | Along::EachSeed(over) => vec![over],
        }
    }

    fn measure(&self, run: &mut Gathered<'_>) -> Measured {
        let (filter, quantity) = (self.filter.as_ref(), &self.quantity);
        match self.along {
            Along::Time => Measured::Elements(follow(
                run,
                filter,
                quantity,
                self.trend.is_rising(),
                self.slack,
            )),
            Along::Means(_) | Along::EachSeed(_) => Measured::Numbers(vec![run.number(quantity)]),
        }
    }

    fn test(&self) -> Test<'_> {
        match self.along {
            Along::Means(_) => Test::Statistical(self),
            Along::Time | Along::EachSeed(_) => Test::EveryElement(self),
        }
    }
}

impl EveryElement for Monotone {
    fn at_least(&self) -> u64 {
        self.at_least
    }

    fn sides(&self) -> [String; 2] {
        let later = format!("{} after a step", self.quantity);
        let earlier = format!("{} before it", self.quantity);
        if self.trend.is_rising() {
            [later, earlier]
        } else {
            [earlier, later]
        }
    }

    fn elements(&self, runs: &[Measured]) -> Option<Elements> {
        let mut all = Elements::default();
        let mut curve = Vec::new();
        for run in runs {
            match run {
                Measured::Elements(found) => all.merge(found),
                Measured::Numbers(numbers) => curve.push(numbers.first().copied().flatten()?),
                Measured::Failed(_) => {}
            }
        }
        all.merge(&steps(&curve, self.trend.is_rising(), self.slack));
        Some(all)
    }
}

impl Statistical for Monotone {
    fn look(&self, values: &[Vec<f64>], look: Look) -> Result<Outcome, Undecided> {
        let swept = self.swept();
        let [over] = swept[..] else {
            return Ok(Outcome::default());
        };
        let slack = self.slack;
        let found = monotone_means(values, self.trend.is_rising(), slack, look.level)?;
        let [i, j] = found.weakest;
        let [low, high] = found.interval;
        let sign = if self.trend.is_rising() { 1.0 } else { -1.0 };
        let pairs = values[i].iter().zip(&values[j]);
        let steps: Vec<f64> = pairs
            .map(|(before, after)| sign * (after - before))
            .collect();
        let error = look.last_level / (2.0 * found.pairs as f64);
        let power = smallest_found(&steps, look.last_seeds, error)?;
        Ok(Outcome {
            evidence: Some(found.evidence),
            margin: Some(if high <= -slack {
                high + slack
            } else {
                low + slack
            }),
            effect: Some(found.step.mean),
            interval: Some(found.interval),
            power: Some(format!(
                "with {} seeds a step of {:.2e} against the trend (beyond the slack) is found in 99%",
                look.last_seeds, power.below
            )),
            finding: format!(
                "the weakest of {} steps, {} to {}, is {:.4e} [{low:.3e}, {high:.3e}] in the claimed \
                 direction, allowed is {:e}; skewness {:.1}",
                found.pairs,
                over.values[i],
                over.values[j],
                found.step.mean,
                -slack,
                found.step.skewness
            ),
            panel: Some(along(over, "mean of the quantity", values)?),
            ..Outcome::default()
        })
    }

    fn evidence(&self, values: &[Vec<f64>], level: f64) -> Result<Evidence, StatisticsError> {
        Ok(monotone_means(values, self.trend.is_rising(), self.slack, level)?.evidence)
    }
}
