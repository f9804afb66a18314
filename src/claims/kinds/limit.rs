//! The quantity tends to a limit along the swept key.

use super::kind::*;
use crate::config::schema::{AT_LEAST_ZERO, POSITIVE};
use crate::statistics;

pub(super) const IN_FILES: KindInFiles = KindInFiles {
    name: "limit",
    keys: &["over", "quantity", "target", "within", "falls_by"],
    read: |reader| {
        Ok(Kind::statistical(Limit {
            over: reader.over(2, Order::Monotone)?,
            quantity: reader.one_number("quantity")?,
            target: reader.one_number("target")?,
            within: reader.number("within", POSITIVE, None)?,
            falls_by: reader.number("falls_by", AT_LEAST_ZERO, None)?,
        }))
    },
};

#[derive(Serialize)]
#[serde(tag = "kind", rename = "limit")]
pub struct Limit {
    /// The swept key, its last value nearest to the limit.
    pub over: Over,
    pub quantity: Formula,
    pub target: Formula,
    pub within: f64,
    /// Least fall of log |gap| from the first value to the last.
    pub falls_by: f64,
}

impl Limit {
    fn statistic(
        &self,
        values: &[Vec<f64>],
        level: f64,
    ) -> Result<statistics::Limit, StatisticsError> {
        let [value, target, .., last_value, last_target] = values else {
            let found = values.len() / 2;
            return Err(StatisticsError::TooFewPoints { found, needed: 2 });
        };
        let (first, last) = ([&value[..], target], [&last_value[..], last_target]);
        statistics::limit(first, last, self.within, self.falls_by, level)
    }
}

impl Statistical for Limit {
    fn formulas(&self) -> Vec<&Formula> {
        vec![&self.quantity, &self.target]
    }

    fn swept(&self) -> Vec<&Over> {
        vec![&self.over]
    }

    fn look(&self, values: &[Vec<f64>], look: Look) -> Result<Outcome, Undecided> {
        let found = self.statistic(values, look.level)?;
        let gaps: Vec<Vec<f64>> = values.chunks_exact(2).map(gaps).collect();
        let last_gaps = gaps.last().map_or(&[][..], Vec::as_slice);
        let power = smallest_found(last_gaps, look.last_seeds, look.last_level / 2.0)?;
        let [low, high] = found.gap_interval;
        let (within, falls_by) = (self.within, self.falls_by);
        Ok(Outcome {
            evidence: Some(found.evidence),
            margin: Some(within - if low >= within { low } else { high }),
            effect: Some(found.gap.mean),
            interval: Some(found.gap_interval),
            power: Some(look.finds(format_args!(
                "a mean gap {} beyond the allowed one is",
                short(power.above, 3)
            ))),
            finding: format!(
                "gap {} [{}] at the last value, allowed is {within}; its log falls by {} [{}] on the way, \
                 claimed is at least {falls_by}",
                short(found.gap.mean, 4),
                found.gap_interval.map(|end| short(end, 3)).join(", "),
                short(found.fall.mean, 3),
                found.fall_interval.map(|end| short(end, 3)).join(", ")
            ),
            figure: Some(Figure::along(&self.over, "gap to the limit", &gaps)?),
            ..Outcome::default()
        })
    }

    fn evidence(&self, values: &[Vec<f64>], level: f64) -> Result<Evidence, StatisticsError> {
        Ok(self.statistic(values, level)?.evidence)
    }
}

fn gaps(sides: &[Vec<f64>]) -> Vec<f64> {
    let (values, targets) = (sides[0].iter(), &sides[1]);
    let gaps = values.zip(targets).map(|(value, target)| value - target);
    gaps.map(f64::abs).collect()
}
