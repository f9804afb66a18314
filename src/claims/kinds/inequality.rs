//! `left >= right - slack` for every element of every seed; the two sides are also those of an
//! equality.

use super::kind::*;
use crate::claims::Axis;
use crate::claims::file::quantity::AllowedAxes;
use crate::claims::measure::compare;
use crate::config::schema::AT_LEAST_ZERO;

pub(super) const IN_FILES: KindInFiles = KindInFiles {
    name: "inequality",
    keys: &["each", "where", "left", "right", "slack", "at_least"],
    read: |reader| {
        let slack = reader.number("slack", AT_LEAST_ZERO, Some(0.0))?;
        TwoSides::read(reader, Comparison::AtLeast { slack })
    },
};

#[derive(Serialize)]
pub struct TwoSides {
    pub each: Vec<Axis>,
    /// Which elements count: those where it is not 0.
    #[serde(rename = "where")]
    pub filter: Option<Formula>,
    pub left: Formula,
    pub right: Formula,
    pub at_least: u64,
    pub comparison: Comparison,
}

impl TwoSides {
    pub fn read(reader: &Reader<'_>, comparison: Comparison) -> Result<Kind, ClaimError> {
        let each = reader.each()?;
        let allowed = AllowedAxes::Each(&each);
        Ok(Kind::every_element(TwoSides {
            filter: reader.filter(allowed)?,
            left: reader.formula("left", allowed)?,
            right: reader.formula("right", allowed)?,
            at_least: reader.at_least()?,
            each,
            comparison,
        }))
    }
}

impl EveryElement for TwoSides {
    fn formulas(&self) -> Vec<&Formula> {
        let formulas = self.filter.iter();
        formulas.chain([&self.left, &self.right]).collect()
    }

    fn measure(&self, run: &mut Gathered<'_>) -> Measured {
        let (filter, sides) = (self.filter.as_ref(), [&self.left, &self.right]);
        let found = compare(run, &self.each, filter, sides, self.comparison);
        Measured::Elements(found.unwrap_or_default())
    }

    fn at_least(&self) -> u64 {
        self.at_least
    }

    fn sides(&self) -> [String; 2] {
        [&self.left, &self.right].map(Formula::to_string)
    }

    fn power(&self, worst: Element) -> String {
        match self.comparison {
            Comparison::AtLeast { .. } => moved(worst),
            Comparison::Equal { .. } => {
                // As far as its size lets it be known.
                match short(1.0 - worst.margin, 3) {
                    none if none == "0" => "the sides are equal: any tolerance would do".to_owned(),
                    times => format!("a tolerance {times} times as wide would have failed"),
                }
            }
        }
    }
}
