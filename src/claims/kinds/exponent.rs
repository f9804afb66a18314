//! The quantity is a power of the swept key, with an exponent in `expected +- within`.

use std::borrow::Cow;

use super::kind::*;
use super::locate::{ANY, Locate, locate};
use crate::config::schema::POSITIVE;
use crate::math::mean;
use crate::statistics;

pub(super) const IN_FILES: KindInFiles = KindInFiles {
    name: "exponent",
    keys: &[
        "over",
        "quantity",
        "expected",
        "within",
        "curvature",
        "locate",
    ],
    read,
};

fn read(reader: &Reader<'_>) -> Result<Kind, ClaimError> {
    let section = reader.section;
    let over = reader.over(2, Order::Ascending)?;
    if let Some(field) = section.get("over").filter(|_| over.values[0] <= 0.0) {
        return Err(field.not("a key with values above 0: an exponent is a slope in logarithms"));
    }
    Ok(Kind::statistical(Exponent {
        over,
        quantity: reader.one_number("quantity")?,
        expected: reader.number("expected", ANY, None)?,
        within: reader.number("within", POSITIVE, Some(0.15))?,
        curvature: optional(section, "curvature", |field| Ok(field.number(POSITIVE)?))?,
        locate: optional(section, "locate", locate)?,
    }))
}

#[derive(Serialize)]
#[serde(tag = "kind", rename = "exponent")]
pub struct Exponent {
    pub over: Over,
    pub quantity: Formula,
    pub expected: f64,
    pub within: f64,
    /// Largest curvature that still counts as a power law; `None`: only reported.
    pub curvature: Option<f64>,
    /// The power is that of the place of an inner optimum or crossing.
    pub locate: Option<Locate>,
}

impl Exponent {
    fn curve<'v>(&self, values: &'v [Vec<f64>]) -> Result<Cow<'v, [Vec<f64>]>, Undecided> {
        match &self.locate {
            Some(locate) => Ok(Cow::Owned(locate.curve(values)?)),
            None => Ok(Cow::Borrowed(values)),
        }
    }

    fn statistic(
        &self,
        curve: &[Vec<f64>],
        level: f64,
    ) -> Result<statistics::Exponent, StatisticsError> {
        let (keys, expected, within) = (&self.over.values, self.expected, self.within);
        statistics::exponent(keys, curve, expected, within, self.curvature, level)
    }

    /// The line of the claimed exponent through the middle of the measured curve.
    fn claimed(&self, curve: &[Vec<f64>]) -> FigureSeries {
        let keys = &self.over.values;
        let log_keys: Vec<f64> = keys.iter().map(|&key| libm::log(key)).collect();
        let log_means: Vec<f64> = curve.iter().map(|values| libm::log(mean(values))).collect();
        let expected = self.expected;
        let offset = mean(&log_means) - expected * mean(&log_keys);
        let at = |&key: &f64| (key, libm::exp(offset + expected * libm::log(key)), None);
        let points = keys.iter().map(at).collect();
        FigureSeries::line(&format!("exponent {expected}"), points)
    }
}

impl Statistical for Exponent {
    fn formulas(&self) -> Vec<&Formula> {
        vec![&self.quantity]
    }

    fn swept(&self) -> Vec<&Over> {
        let inner = self.locate.iter().map(|locate| &locate.over);
        [&self.over].into_iter().chain(inner).collect()
    }

    fn look(&self, values: &[Vec<f64>], look: Look) -> Result<Outcome, Undecided> {
        let curve = self.curve(values)?;
        let found = self.statistic(&curve, look.level)?;
        let (expected, within) = (self.expected, self.within);
        let [low, high] = found.interval.map(|end| short(end, 3));
        let mut finding = format!(
            "exponent {} [{low}, {high}], claimed is {expected} +- {within}",
            short(found.slope.mean, 3)
        );
        if let Some(curvature) = &found.curvature {
            let [from, to] = curvature.interval.map(|end| short(end, 2));
            finding += &format!(
                "; curvature {} [{from}, {to}] a decade",
                short(curvature.coefficient.mean, 2)
            );
        }
        if found.no_power_law {
            finding += ": no power law";
        }
        let power = smallest_found(&found.slopes, look.last_seeds, look.last_level / 2.0)?;
        let mut figure = Figure::along(&self.over, "the quantity", &curve)?;
        figure.y_log = true;
        figure.series.push(self.claimed(&curve));
        Ok(Outcome {
            evidence: Some(found.evidence),
            margin: Some(inside(
                found.interval,
                [expected - within, expected + within],
            )),
            effect: Some(found.slope.mean),
            interval: Some(found.interval),
            power: Some(look.finds(format_args!(
                "an exponent {} beyond the range is",
                short(power.above.max(power.below), 3)
            ))),
            finding,
            figure: Some(figure),
            ..Outcome::default()
        })
    }

    fn evidence(&self, values: &[Vec<f64>], level: f64) -> Result<Evidence, StatisticsError> {
        // A block without a place tells nothing.
        let Ok(curve) = self.curve(values) else {
            return Ok(Evidence::NONE);
        };
        Ok(self.statistic(&curve, level)?.evidence)
    }

    fn block(&self) -> usize {
        self.locate.as_ref().map_or(1, |locate| locate.block)
    }
}

/// Distance of an interval from the ends of a range it should lie in; negative by how far it is
/// outside where it lies outside altogether.
fn inside([low, high]: [f64; 2], [from, to]: [f64; 2]) -> f64 {
    if low > to {
        to - low
    } else if high < from {
        high - from
    } else {
        (low - from).min(to - high)
    }
}
