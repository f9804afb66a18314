//! Two formulas compared element by element: what inequality and equality share.

use serde::Serialize;

use crate::claims::file::quantity::AllowedAxes;
use crate::claims::file::reader::Reader;
use crate::claims::measure::{Comparison, Gathered, Measured, compare};
use crate::claims::{Axis, ClaimError, Formula};

/// Two formulas for every element along some axes.
#[derive(Debug, Serialize)]
pub struct TwoSides {
    /// The axes the elements run over.
    pub each: Vec<Axis>,
    /// Which elements count: those where it is not 0.
    #[serde(rename = "where")]
    pub filter: Option<Formula>,
    /// The left side.
    pub left: Formula,
    /// The right side.
    pub right: Formula,
    /// Fewest elements that make a verdict.
    pub at_least: u64,
}

impl TwoSides {
    pub fn read(reader: &Reader<'_>) -> Result<TwoSides, ClaimError> {
        let each = reader.each()?;
        let allowed = AllowedAxes::Each(&each);
        Ok(TwoSides {
            filter: reader.filter(allowed)?,
            left: reader.formula("left", allowed)?,
            right: reader.formula("right", allowed)?,
            at_least: reader.at_least()?,
            each,
        })
    }

    pub fn formulas(&self) -> Vec<&Formula> {
        let sides = [&self.left, &self.right];
        self.filter.iter().chain(sides).collect()
    }

    pub fn measure(&self, run: &mut Gathered<'_>, comparison: Comparison) -> Measured {
        let sides = [&self.left, &self.right];
        let filter = self.filter.as_ref();
        Measured::Elements(compare(run, &self.each, filter, sides, comparison))
    }

    pub fn labels(&self) -> [String; 2] {
        [&self.left, &self.right].map(Formula::to_string)
    }
}
