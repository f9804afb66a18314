//! `left >= right - slack` for every element of every seed.

use super::kind::*;
use super::two_sides::TwoSides;
use crate::config::schema::AT_LEAST_ZERO;

pub(super) const IN_FILES: KindInFiles = KindInFiles {
    name: "inequality",
    keys: &["each", "where", "left", "right", "slack", "at_least"],
    read: |reader| {
        let slack = reader.number("slack", AT_LEAST_ZERO, Some(0.0))?;
        TwoSides::read(reader, Comparison::AtLeast { slack })
    },
};
