//! What a kind of check has to say for itself, and what all kinds use.

use std::fmt::{self, Debug};
pub use std::sync::Arc;

pub use serde::Serialize;
use serde::Serializer;

pub use crate::claims::file::reader::{Order, Over, Reader, optional};
pub use crate::claims::judge::look::{Look, Undecided};
use crate::claims::judge::look::{complete, meets_the_premise, numbers, range, under_every_value};
pub use crate::claims::measure::{Comparison, Element, Elements, Gathered, Measured};
use crate::claims::outcome::TailFree;
pub use crate::claims::outcome::{Figure, FigureSeries, Outcome};
pub use crate::claims::{ClaimError, Formula};
pub(crate) use crate::math::{in_full, list_in_full, short};
use crate::statistics::unseen_share;
pub use crate::statistics::{Evidence, StatisticsError, smallest_found};

/// A kind of check as one claim's file has it, by how it is decided.
#[derive(Clone)]
pub enum Kind {
    /// A single element that fails decides against it.
    EveryElement(Arc<dyn EveryElement>),
    /// Seeds are added, look by look, until the evidence decides.
    Statistical(Arc<dyn Statistical>),
}

/// A check that every element of every seed has to pass.
pub trait EveryElement: Described + Send + Sync {
    /// Its formulas, over named quantities.
    fn formulas(&self) -> Vec<&Formula>;

    fn swept(&self) -> Vec<&Over> {
        Vec::new()
    }

    fn measure(&self, run: &mut Gathered<'_>) -> Measured;

    /// Fewest elements that make a verdict.
    fn at_least(&self) -> u64;

    /// What the left and the right side are, for the figure.
    fn sides(&self) -> [String; 2];

    /// The elements of one seed from what its runs gave, in the order of the grid; `None` where a
    /// number is missing.
    fn elements(&self, runs: &[Measured]) -> Option<Elements> {
        let mut all = Elements::default();
        for run in runs {
            if let Measured::Elements(found) = run {
                all.merge(found);
            }
        }
        Some(all)
    }

    /// The power of a check without chance, in words: how far its worst element is from failing.
    fn power(&self, worst: Element) -> String {
        moved(worst)
    }
}

/// A skewness in tenths: its further digits are noise.
pub fn tenths(value: f64) -> String {
    short((10.0 * value).round() / 10.0, 3)
}

/// How far the sides of an element are from failing.
pub fn moved(worst: Element) -> String {
    let margin = worst.margin;
    format!(
        "a side moved by {} of its size would have failed",
        short(margin, 3)
    )
}

/// Distance of an interval above a bound; negative where it lies below altogether, else at most 0.
pub fn above([low, high]: [f64; 2], bound: f64) -> f64 {
    if low >= bound {
        low - bound
    } else {
        (high - bound).min(0.0)
    }
}

/// A check of means or shares over seeds.
pub trait Statistical: Described + Send + Sync {
    /// Its formulas, over named quantities: the number of each, in this order, is taken from every
    /// run.
    fn formulas(&self) -> Vec<&Formula>;

    /// The keys that are swept: every value of a later one is run for every value of an earlier one.
    fn swept(&self) -> Vec<&Over> {
        Vec::new()
    }

    /// What one look at complete numbers says, `values[number][seed]`: the grid's points in their
    /// order, within each the formulas in theirs.
    fn look(&self, values: &[Vec<f64>], look: Look) -> Result<Outcome, Undecided>;

    /// The evidence of that look alone, at its level: resampling asks for it thousands of times.
    fn evidence(&self, values: &[Vec<f64>], level: f64) -> Result<Evidence, StatisticsError>;

    /// A look at numbers of which some are missing, since a run has no such value.
    fn look_at_all(&self, values: &[Vec<Option<f64>>], look: Look) -> Result<Outcome, Undecided> {
        under_every_value(&self.formulas(), values, |values| self.look(values, look))
    }

    /// The evidence of all looks together without any condition on tails, where the values of the
    /// formulas lie in `ranges`; `None` where the check has no such test.
    fn bounded(&self, _values: &[Vec<f64>], _ranges: &[[f64; 2]]) -> Option<Evidence> {
        None
    }

    /// Whether means decide, which a few unseen seeds could move.
    fn compares_means(&self) -> bool {
        true
    }

    /// One look at what was measured, `measured[seed][point]`.
    fn judge(&self, measured: &[Vec<Measured>], look: Look) -> Result<Outcome, Undecided> {
        let left_out = measured
            .iter()
            .filter(|seed| !meets_the_premise(seed))
            .count();
        let (seeds, kept) = (measured.len(), measured.len() - left_out);
        if left_out > kept {
            return Err(Undecided::Premise { left_out, seeds });
        }
        let values = numbers(measured)?;
        let mut found = self.look_at_all(&values, look)?;
        if left_out > 0 {
            found.finding += &format!(
                "; the premise fails in {left_out} of {seeds} draws, which do not count (other draws are \
                 numbered without them)"
            );
        }
        let ranges: Vec<[f64; 2]> = self.formulas().into_iter().map(range).collect();
        let bounded = complete(&values).and_then(|values| self.bounded(&values, &ranges));
        let counted = measured.iter().filter(|seed| meets_the_premise(seed));
        let runs: usize = counted.map(Vec::len).sum();
        Ok(Outcome {
            count: runs as u64,
            unseen: self.compares_means().then(|| unseen_share(kept)),
            tail_free: bounded.map(|evidence| TailFree {
                verdict: evidence.decide(look.pair_level),
                p_value: evidence.p_value(),
            }),
            ..found
        })
    }

    /// Seeds whose means make one datum of the test.
    fn block(&self) -> usize {
        1
    }
}

impl Kind {
    pub(crate) fn every_element(test: impl EveryElement + 'static) -> Kind {
        Kind::EveryElement(Arc::new(test))
    }

    pub(crate) fn statistical(test: impl Statistical + 'static) -> Kind {
        Kind::Statistical(Arc::new(test))
    }

    pub(crate) fn formulas(&self) -> Vec<&Formula> {
        match self {
            Kind::EveryElement(test) => test.formulas(),
            Kind::Statistical(test) => test.formulas(),
        }
    }

    pub(crate) fn swept(&self) -> Vec<&Over> {
        match self {
            Kind::EveryElement(test) => test.swept(),
            Kind::Statistical(test) => test.swept(),
        }
    }

    pub(crate) fn measure(&self, run: &mut Gathered<'_>) -> Measured {
        match self {
            Kind::EveryElement(test) => test.measure(run),
            Kind::Statistical(test) => {
                let formulas = test.formulas().into_iter();
                Measured::Numbers(formulas.map(|formula| run.number(formula)).collect())
            }
        }
    }

    /// What decides what it takes from a run, as text.
    pub(crate) fn measurement(&self) -> String {
        match self {
            Kind::EveryElement(test) => test.description(),
            Kind::Statistical(test) => test.formulas().description(),
        }
    }

    /// Its kind and all its numbers and formulas; equal checks have equal texts.
    pub(crate) fn description(&self) -> String {
        match self {
            Kind::EveryElement(test) => test.description(),
            Kind::Statistical(test) => test.description(),
        }
    }
}

/// A check as text, for keys and comparisons.
pub trait Described {
    fn description(&self) -> String;
}

impl<T: Serialize> Described for T {
    fn description(&self) -> String {
        // Numbers of a file are finite and its names are text, so that nothing can fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Debug for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.description())
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.description() == other.description()
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.description())
    }
}

pub struct KindInFiles {
    pub name: &'static str,
    /// Its keys, besides those of every kind.
    pub keys: &'static [&'static str],
    pub read: fn(&Reader<'_>) -> Result<Kind, ClaimError>,
}
