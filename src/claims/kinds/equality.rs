//! Two sides are equal: for every element of every seed, or in their means over seeds.

use std::sync::Arc;

use serde::Serialize;

use super::kind::{EveryElement, Kind, KindInFiles, Statistical, Test};
use super::two_sides::TwoSides;
use crate::claims::file::reader::Reader;
use crate::claims::judge::difference;
use crate::claims::judge::look::{Look, Undecided};
use crate::claims::measure::{Comparison, Element, Gathered, Measured};
use crate::claims::outcome::Outcome;
use crate::claims::{ClaimError, Formula};
use crate::config::schema::{AT_LEAST_ZERO, POSITIVE};
use crate::statistics::{Evidence, StatisticsError, equal_means};

pub(super) const IN_FILES: KindInFiles = KindInFiles {
    name: "equality",
    keys: &[
        "each", "where", "left", "right", "absolute", "relative", "at_least", "within",
    ],
    read,
};

fn read(reader: &Reader<'_>) -> Result<Arc<dyn Kind>, ClaimError> {
    if reader.section.get("within").is_none() {
        return Ok(Arc::new(Equality {
            sides: TwoSides::read(reader)?,
            absolute: reader.number("absolute", AT_LEAST_ZERO, Some(0.0))?,
            relative: reader.number("relative", AT_LEAST_ZERO, Some(0.0))?,
        }));
    }
    let why = "`within` compares means over seeds, the other compares every element";
    for name in ["each", "where", "absolute", "relative", "at_least"] {
        reader.exclude(name, "within", why)?;
    }
    Ok(Arc::new(EqualMeans {
        left: reader.one_number("left")?,
        right: reader.one_number("right")?,
        within: reader.number("within", POSITIVE, None)?,
    }))
}

/// `|left - right| <= absolute + relative * max(|left|, |right|)` for every element of every seed.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename = "equality")]
pub struct Equality {
    #[serde(flatten)]
    pub sides: TwoSides,
    /// Absolute tolerance.
    pub absolute: f64,
    /// Relative tolerance.
    pub relative: f64,
}

impl Kind for Equality {
    fn formulas(&self) -> Vec<&Formula> {
        self.sides.formulas()
    }

    fn measure(&self, run: &mut Gathered<'_>) -> Measured {
        let comparison = Comparison::Equal {
            absolute: self.absolute,
            relative: self.relative,
        };
        self.sides.measure(run, comparison)
    }

    fn test(&self) -> Test<'_> {
        Test::EveryElement(self)
    }
}

impl EveryElement for Equality {
    fn at_least(&self) -> u64 {
        self.sides.at_least
    }

    fn sides(&self) -> [String; 2] {
        self.sides.labels()
    }

    fn power(&self, worst: Element) -> String {
        let times = 1.0 - worst.margin;
        format!("a tolerance {times:.2e} times as wide would have failed")
    }
}

/// `|mean over seeds of (left - right)| <= within`.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename = "equal means")]
pub struct EqualMeans {
    /// One side, a number per run.
    pub left: Formula,
    /// The other.
    pub right: Formula,
    /// Largest difference that counts as equal.
    pub within: f64,
}

impl Kind for EqualMeans {
    fn formulas(&self) -> Vec<&Formula> {
        vec![&self.left, &self.right]
    }

    fn test(&self) -> Test<'_> {
        Test::Statistical(self)
    }
}

impl Statistical for EqualMeans {
    fn look(&self, values: &[Vec<f64>], look: Look) -> Result<Outcome, Undecided> {
        let [left, right] = difference::sides(values);
        let within = self.within;
        let found = equal_means(left, right, within, look.level)?;
        let [low, high] = found.interval;
        Ok(Outcome {
            margin: Some((low + within).min(within - high)),
            finding: format!(
                "the means differ by {:.4e} [{low:.3e}, {high:.3e}], allowed is {within}; skewness {:.1}",
                found.difference.mean, found.difference.skewness
            ),
            ..difference::outcome([left, right], &found, look)?
        })
    }

    fn evidence(&self, values: &[Vec<f64>], level: f64) -> Result<Evidence, StatisticsError> {
        let [left, right] = difference::sides(values);
        Ok(equal_means(left, right, self.within, level)?.evidence)
    }
}
