//! The mean over seeds of `greater - smaller` is at least `by`.

use super::kind::*;
use super::mean_difference::{MeanDifference, Rule};
use crate::config::schema::AT_LEAST_ZERO;

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
