//! `left >= right - slack` for every element of every seed.

use std::sync::Arc;

use serde::Serialize;

use super::kind::{EveryElement, Kind, KindInFiles, Test};
use super::two_sides::TwoSides;
use crate::claims::Formula;
use crate::claims::measure::{Comparison, Gathered, Measured};
use crate::config::schema::AT_LEAST_ZERO;

pub(super) const IN_FILES: KindInFiles = KindInFiles {
    name: "inequality",
    keys: &["each", "where", "left", "right", "slack", "at_least"],
    read: |reader| {
        Ok(Arc::new(Inequality {
            sides: TwoSides::read(reader)?,
            slack: reader.number("slack", AT_LEAST_ZERO, Some(0.0))?,
        }))
    },
};

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename = "inequality")]
pub struct Inequality {
    /// The left side is claimed to be the larger one.
    #[serde(flatten)]
    pub sides: TwoSides,
    /// Amount by which the right side may be larger.
    pub slack: f64,
}

impl Kind for Inequality {
    fn formulas(&self) -> Vec<&Formula> {
        self.sides.formulas()
    }

    fn measure(&self, run: &mut Gathered<'_>) -> Measured {
        let comparison = Comparison::AtLeast { slack: self.slack };
        self.sides.measure(run, comparison)
    }

    fn test(&self) -> Test<'_> {
        Test::EveryElement(self)
    }
}

impl EveryElement for Inequality {
    fn at_least(&self) -> u64 {
        self.sides.at_least
    }

    fn sides(&self) -> [String; 2] {
        self.sides.labels()
    }
}
