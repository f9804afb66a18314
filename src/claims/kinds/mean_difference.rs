//! The means over seeds of two formulas compared: what equality and ordering share.

use super::kind::*;
use crate::claims::judge::figure::against;
use crate::statistics::{self, equal_means, ordering};

#[derive(Serialize)]
pub struct MeanDifference {
    pub left: Formula,
    pub right: Formula,
    pub rule: Rule,
}

/// What is claimed of the mean over seeds of left - right.
#[derive(Clone, Copy, Serialize)]
pub enum Rule {
    /// Its size is at most this.
    Within(f64),
    /// It is at least this.
    AtLeast(f64),
}

/// The numbers of the two formulas, a seed each.
fn sides(values: &[Vec<f64>]) -> [&[f64]; 2] {
    [0, 1].map(|side| values.get(side).map_or(&[][..], Vec::as_slice))
}

impl MeanDifference {
    fn statistic(
        &self,
        values: &[Vec<f64>],
        level: f64,
    ) -> Result<statistics::MeanDifference, StatisticsError> {
        let [left, right] = sides(values);
        match self.rule {
            Rule::Within(within) => equal_means(left, right, within, level),
            Rule::AtLeast(by) => ordering(left, right, by, level),
        }
    }
}

impl Statistical for MeanDifference {
    fn formulas(&self) -> Vec<&Formula> {
        vec![&self.left, &self.right]
    }

    fn look(&self, values: &[Vec<f64>], look: Look) -> Result<Outcome, Undecided> {
        let found = self.statistic(values, look.level)?;
        let [left, right] = sides(values);
        let pairs = || left.iter().zip(right);
        let differences: Vec<f64> = pairs().map(|(left, right)| left - right).collect();
        let power = smallest_found(&differences, look.last_seeds, look.last_level / 2.0)?;
        let all = || left.iter().chain(right).copied();
        let ends = [
            all().fold(f64::INFINITY, f64::min),
            all().fold(f64::NEG_INFINITY, f64::max),
        ];
        let labels = ["first side", "second side, a point per seed"].map(str::to_owned);
        let points = pairs().map(|(&left, &right)| (right, left)).collect();
        let ([low, high], mean) = (found.interval, found.difference.mean);
        let (margin, said) = match self.rule {
            Rule::Within(within) => (
                (low + within).min(within - high),
                format!(
                    "the means differ by {mean:.4e} [{low:.3e}, {high:.3e}], allowed is {within}"
                ),
            ),
            Rule::AtLeast(by) => (
                above(found.interval, by),
                format!("greater by {mean:.4e} [{low:.3e}, {high:.3e}], claimed is at least {by}"),
            ),
        };
        Ok(Outcome {
            evidence: Some(found.evidence),
            margin: Some(margin),
            effect: Some(mean),
            interval: Some(found.interval),
            power: Some(format!(
                "with {} seeds a mean {:.2e} above a cut or {:.2e} below it is found in 99%",
                look.last_seeds, power.above, power.below
            )),
            finding: format!("{said}; skewness {:.1}", found.difference.skewness),
            figure: Some(against(labels, points, Some(ends), false)),
            ..Outcome::default()
        })
    }

    fn evidence(&self, values: &[Vec<f64>], level: f64) -> Result<Evidence, StatisticsError> {
        Ok(self.statistic(values, level)?.evidence)
    }
}
