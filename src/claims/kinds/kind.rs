//! What a kind of check has to say for itself.

use std::fmt::Debug;
use std::sync::Arc;

use serde::Serialize;

use crate::claims::file::reader::Reader;
use crate::claims::judge::look::{Look, Undecided, under_every_value};
use crate::claims::measure::{Element, Elements, Gathered, Measured};
use crate::claims::outcome::Outcome;
use crate::claims::{ClaimError, Formula, Over};
use crate::statistics::{Evidence, StatisticsError};

/// A kind of check as one claim's file has it.
pub trait Kind: Debug + Described + Send + Sync {
    /// Its formulas, over named quantities. A statistical kind takes the number of each, in this
    /// order, from every run.
    fn formulas(&self) -> Vec<&Formula>;

    /// The keys that are swept: every value of a later one is run for every value of an earlier one.
    fn swept(&self) -> Vec<&Over> {
        Vec::new()
    }

    /// What it takes from one run.
    fn measure(&self, run: &mut Gathered<'_>) -> Measured {
        let formulas = self.formulas();
        Measured::Numbers(formulas.iter().map(|f| run.number(f)).collect())
    }

    /// How it is decided.
    fn test(&self) -> Test<'_>;
}

/// How a check is decided.
pub enum Test<'a> {
    /// A single element that fails decides against it.
    EveryElement(&'a dyn EveryElement),
    /// Seeds are added, look by look, until the evidence decides.
    Statistical(&'a dyn Statistical),
}

/// A check that every element of every seed has to pass.
pub trait EveryElement: Kind {
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
        let margin = worst.margin;
        format!("a side moved by {margin:.2e} of its size would have failed")
    }
}

/// A check of means or shares over seeds.
pub trait Statistical: Kind {
    /// What one look at complete numbers says, `values[number][seed]`: the grid's points in their
    /// order, within each the formulas in theirs.
    fn look(&self, values: &[Vec<f64>], look: Look) -> Result<Outcome, Undecided>;

    /// The evidence of that look alone, at its level: resampling asks for it thousands of times.
    fn evidence(&self, values: &[Vec<f64>], level: f64) -> Result<Evidence, StatisticsError>;

    /// A look at numbers of which some are missing, since a run has no such value.
    fn look_at_all(&self, values: &[Vec<Option<f64>>], look: Look) -> Result<Outcome, Undecided> {
        let judge = |values: &[Vec<f64>]| self.look(values, look);
        under_every_value(&self.formulas(), values, &judge)
    }

    /// Seeds whose means make one datum of the test.
    fn block(&self) -> usize {
        1
    }
}

/// A check as text, for keys and comparisons.
pub trait Described {
    /// Its kind and all its numbers and formulas; equal checks have equal texts.
    fn description(&self) -> String;
}

impl<T: Serialize> Described for T {
    fn description(&self) -> String {
        // Numbers of a file are finite and its names are text, so that nothing can fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl PartialEq for dyn Kind {
    fn eq(&self, other: &Self) -> bool {
        self.description() == other.description()
    }
}

/// How a kind stands in files.
pub struct KindInFiles {
    /// The value of `kind`.
    pub name: &'static str,
    /// Its keys, besides those of every kind.
    pub keys: &'static [&'static str],
    /// Reads them.
    pub read: fn(&Reader<'_>) -> Result<Arc<dyn Kind>, ClaimError>,
}
