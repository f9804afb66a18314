//! The mean over seeds of `greater - smaller` is at least `by`.

use std::sync::Arc;

use serde::Serialize;

use super::kind::{Kind, KindInFiles, Statistical, Test};
use crate::claims::Formula;
use crate::claims::judge::difference;
use crate::claims::judge::look::{Look, Undecided};
use crate::claims::outcome::Outcome;
use crate::config::schema::AT_LEAST_ZERO;
use crate::statistics::{Evidence, StatisticsError, ordering};

pub(super) const IN_FILES: KindInFiles = KindInFiles {
    name: "ordering",
    keys: &["greater", "smaller", "by"],
    read: |reader| {
        Ok(Arc::new(Ordering {
            greater: reader.one_number("greater")?,
            smaller: reader.one_number("smaller")?,
            by: reader.number("by", AT_LEAST_ZERO, None)?,
        }))
    },
};

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename = "ordering")]
pub struct Ordering {
    /// The greater one, a number per run.
    pub greater: Formula,
    /// The smaller one.
    pub smaller: Formula,
    /// The margin.
    pub by: f64,
}

impl Kind for Ordering {
    fn formulas(&self) -> Vec<&Formula> {
        vec![&self.greater, &self.smaller]
    }

    fn test(&self) -> Test<'_> {
        Test::Statistical(self)
    }
}

impl Statistical for Ordering {
    fn look(&self, values: &[Vec<f64>], look: Look) -> Result<Outcome, Undecided> {
        let [greater, smaller] = difference::sides(values);
        let by = self.by;
        let found = ordering(greater, smaller, by, look.level)?;
        let [low, high] = found.interval;
        Ok(Outcome {
            margin: Some(if low >= by {
                low - by
            } else {
                (high - by).min(0.0)
            }),
            finding: format!(
                "greater by {:.4e} [{low:.3e}, {high:.3e}], claimed is at least {by}; skewness {:.1}",
                found.difference.mean, found.difference.skewness
            ),
            ..difference::outcome([greater, smaller], &found, look)?
        })
    }

    fn evidence(&self, values: &[Vec<f64>], level: f64) -> Result<Evidence, StatisticsError> {
        let [greater, smaller] = difference::sides(values);
        Ok(ordering(greater, smaller, self.by, level)?.evidence)
    }
}
