//! Two sides are equal: `|left - right| <= absolute + relative * max(|left|, |right|)` for every
//! element of every seed, or `|mean over seeds of (left - right)| <= within`.

use super::inequality::TwoSides;
use super::kind::*;
use super::ordering::{MeanDifference, Rule};
use crate::config::schema::{AT_LEAST_ZERO, POSITIVE};

pub(super) const IN_FILES: KindInFiles = KindInFiles {
    name: "equality",
    keys: &[
        "each", "where", "left", "right", "absolute", "relative", "at_least", "within",
    ],
    read,
};

fn read(reader: &Reader<'_>) -> Result<Kind, ClaimError> {
    if reader.section.get("within").is_none() {
        let absolute = reader.number("absolute", AT_LEAST_ZERO, Some(0.0))?;
        let relative = reader.number("relative", AT_LEAST_ZERO, Some(0.0))?;
        return TwoSides::read(reader, Comparison::Equal { absolute, relative });
    }
    let why = "`within` compares means over seeds, the other compares every element";
    for name in ["each", "where", "absolute", "relative", "at_least"] {
        reader.exclude(name, "within", why)?;
    }
    Ok(Kind::statistical(MeanDifference {
        left: reader.one_number("left")?,
        right: reader.one_number("right")?,
        rule: Rule::Within(reader.number("within", POSITIVE, None)?),
    }))
}
