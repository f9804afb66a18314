//! The mean over seeds of `greater - smaller` is at least `by`; an equality can compare means too.

use super::kind::*;
use crate::config::schema::AT_LEAST_ZERO;
use crate::statistics::{self, bounded_evidence, equal_means, ordering};

pub(super) const IN_FILES: KindInFiles = KindInFiles {
    name: "ordering",
    keys: &["greater", "smaller", "by"],
    read: |reader| {
        Ok(Kind::statistical(MeanDifference {
            left: reader.one_number("greater")?,
            right: reader.one_number("smaller")?,
            rule: Rule::AtLeast(reader.number("by", AT_LEAST_ZERO, None)?),
        }))
    },
};

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
        let low_end = all().fold(f64::INFINITY, f64::min);
        let ends = [low_end, all().fold(f64::NEG_INFINITY, f64::max)];
        let labels = ["first side", "second side, a point per seed"].map(str::to_owned);
        let points = pairs().map(|(&left, &right)| (right, left)).collect();
        let ([low, high], mean) = (found.interval, found.difference.mean);
        let (shown, ends_shown) = (short(mean, 4), found.interval.map(|end| short(end, 3)));
        let (margin, said) = match self.rule {
            Rule::Within(within) => (
                (low + within).min(within - high),
                format!(
                    "the means differ by {shown} [{}], allowed is {within}",
                    ends_shown.join(", ")
                ),
            ),
            Rule::AtLeast(by) => (
                above(found.interval, by),
                format!(
                    "greater by {shown} [{}], claimed is at least {by}",
                    ends_shown.join(", ")
                ),
            ),
        };
        Ok(Outcome {
            evidence: Some(found.evidence),
            margin: Some(margin),
            effect: Some(mean),
            interval: Some(found.interval),
            power: Some(look.finds(format_args!(
                "a mean {} above a cut or {} below it is",
                short(power.above, 3),
                short(power.below, 3)
            ))),
            finding: format!("{said}; skewness {}", tenths(found.difference.skewness)),
            figure: Some(Figure::against(labels, points, Some(ends), false)),
            ..Outcome::default()
        })
    }

    fn evidence(&self, values: &[Vec<f64>], level: f64) -> Result<Evidence, StatisticsError> {
        Ok(self.statistic(values, level)?.evidence)
    }

    fn bounded(&self, values: &[Vec<f64>], ranges: &[[f64; 2]]) -> Option<Evidence> {
        let ([left, right], &[of_left, of_right]) = (sides(values), ranges) else {
            return None;
        };
        let differences = left.iter().zip(right).map(|(left, right)| left - right);
        let differences: Vec<f64> = differences.collect();
        let range = [of_left[0] - of_right[1], of_left[1] - of_right[0]];
        let above = |cut| bounded_evidence(&differences, range, cut);
        match self.rule {
            Rule::AtLeast(by) => above(by),
            Rule::Within(within) => {
                Some(Evidence::all([above(-within)?, above(within)?.opposite()]))
            }
        }
    }
}
