//! The share of seeds whose run has `of` not 0 is at least, or at most, a bound.

use std::ops::Bound;

use super::kind::*;
use crate::config::schema::Interval;
use crate::statistics::{proportion, smallest_shares_found};

pub(super) const IN_FILES: KindInFiles = KindInFiles {
    name: "proportion",
    keys: &["of", "at_least", "at_most"],
    read,
};

/// Shares of which neither side is certain: no number of seeds shows that a share is 0 or 1.
const SHARE: Interval = (Bound::Excluded(0.0), Bound::Excluded(1.0));

fn read(reader: &Reader<'_>) -> Result<Kind, ClaimError> {
    let of = reader.one_number("of")?;
    let at_least = reader.section.get("at_least").is_some();
    let bound = if at_least {
        reader.exclude("at_most", "at_least", "a share has one bound")?;
        "at_least"
    } else {
        let why = "the bound of the share, `at_least` or `at_most`";
        reader.section.need("at_most", why)?;
        "at_most"
    };
    Ok(Kind::statistical(Share {
        of,
        bound: reader.number(bound, SHARE, None)?,
        at_least,
    }))
}

#[derive(Serialize)]
#[serde(tag = "kind", rename = "proportion")]
pub struct Share {
    pub of: Formula,
    pub bound: f64,
    /// Whether the share is claimed to be at least (else at most) the bound.
    pub at_least: bool,
}

impl Statistical for Share {
    fn formulas(&self) -> Vec<&Formula> {
        vec![&self.of]
    }

    fn look(&self, values: &[Vec<f64>], look: Look) -> Result<Outcome, Undecided> {
        let some = |values: &Vec<f64>| values.iter().copied().map(Some).collect();
        self.look_at_all(&values.iter().map(some).collect::<Vec<_>>(), look)
    }

    fn evidence(&self, values: &[Vec<f64>], level: f64) -> Result<Evidence, StatisticsError> {
        let seeds = values.first().map_or(&[][..], Vec::as_slice);
        let counted = seeds.iter().filter(|value| **value != 0.0).count();
        Ok(proportion(counted, seeds.len(), self.bound, self.at_least, level)?.evidence)
    }

    fn compares_means(&self) -> bool {
        false
    }

    /// A seed without a value counts against the claim for the claim, and for it for its opposite.
    fn look_at_all(&self, values: &[Vec<Option<f64>>], look: Look) -> Result<Outcome, Undecided> {
        let values = values.first().map_or(&[][..], Vec::as_slice);
        let seeds = values.len();
        let with_value = values.iter().flatten();
        let counted = with_value.filter(|value| **value != 0.0).count();
        let missing = values.iter().filter(|value| value.is_none()).count();
        let share = |counted| proportion(counted, seeds, self.bound, self.at_least, look.level);
        let (least, most) = (share(counted)?, share(counted + missing)?);
        let interval = [least.interval[0], most.interval[1]];
        let ([low, high], bound) = (interval, self.bound);
        let (word, margin) = if self.at_least {
            ("at least", above(interval, bound))
        } else {
            ("at most", above([-high, -low], -bound))
        };
        let mut finding = format!(
            "{counted} of {seeds} seeds, a share of {} [{}]; claimed is {word} {bound}",
            short(least.share, 3),
            interval.map(|end| short(end, 3)).join(", ")
        );
        if missing > 0 {
            finding += &format!("; {missing} seeds have no value and count both ways");
        }
        let shares = smallest_shares_found(bound, look.last_seeds, look.last_level / 2.0)?;
        let [below, above] =
            shares.map(|found| found.map_or("none".to_owned(), |share| short(share, 3)));
        Ok(Outcome {
            evidence: Some(Evidence::under_every([least.evidence, most.evidence])),
            margin: Some(margin),
            effect: Some(least.share),
            interval: Some(interval),
            power: Some(look.finds(format_args!(
                "a share of {below} or less and one of {above} or more are"
            ))),
            finding,
            figure: Some(Figure {
                x_label: "all seeds".to_owned(),
                y_label: "share of seeds".to_owned(),
                series: vec![
                    FigureSeries::marks(vec![(0.5, least.share, Some(interval))]),
                    FigureSeries::line("bound", vec![(0.0, bound, None), (1.0, bound, None)]),
                ],
                ..Figure::default()
            }),
            ..Outcome::default()
        })
    }
}
