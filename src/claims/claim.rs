//! A claim as it stands in its file.

use serde::{Deserialize, Serialize};

use super::kinds::kind::Kind;
use super::measure::{Gathered, Measured};
use super::{Formula, Verdict};
use crate::config::Config;
use crate::runs::Transform;

/// A theorem, a measurement or a conjecture that can be checked by running it.
#[derive(Clone, Debug)]
pub struct Claim {
    /// `<paper>/<file stem>`.
    pub id: String,
    /// The paper's key: the name of the file's folder.
    pub paper: String,
    /// One line for a table.
    pub title: String,
    /// Paper and theorem, or where the proof is.
    pub source: String,
    /// The statement that is checked, in words and symbols.
    pub statement: String,
    /// Which of the paper's own claims (`paper.toml`) this bears on, counted from 1.
    pub questions: Vec<u32>,
    /// The questions of which this is a stronger reading: reported beside their answers, no part of them.
    pub stronger: Vec<u32>,
    /// Why no run can fail it, if none can: it tests the program and is no evidence for a paper's claim.
    pub identity: Option<String>,
    /// What is checked.
    pub check: Check,
    /// Where it is checked, in the order of the file.
    pub settings: Vec<Setting>,
    /// The same check on a wrong premise.
    pub control: Control,
}

/// What is checked in every setting.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// The kind of check and its formulas.
    pub kind: Kind,
    /// Formula of the flow time a run lasts to, over quantities known before training;
    /// `None`: the configuration's stop rule.
    pub until: Option<Formula>,
    /// A second run of the same seed, whose quantities are named `pair_<name>`.
    pub pair: Option<Pair>,
    /// Of a statistical check: what a draw has to meet (not 0) at every point of the grid to count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub premise: Option<Formula>,
}

impl Check {
    /// Whether its verdict is statistical: seeds are added in looks until it is decided. Else a
    /// single element decides against it.
    pub fn is_statistical(&self) -> bool {
        matches!(self.kind, Kind::Statistical(_))
    }

    /// What it takes from a run. A premise without a value is not met.
    pub(super) fn measure(&self, run: &mut Gathered<'_>) -> Measured {
        let premise = self.premise.as_ref();
        let met = premise.is_none_or(|premise| run.number(premise).is_some_and(|met| met != 0.0));
        match met {
            true => self.kind.measure(run),
            false => {
                run.lacking(); // no reason that a verdict has to give
                Measured::OutsideThePremise
            }
        }
    }

    /// What decides what it takes from a run, as text.
    pub(super) fn measurement(&self) -> String {
        let measured = self.kind.measurement();
        match &self.premise {
            Some(premise) => format!("{measured} where {premise}"),
            None => measured,
        }
    }
}

/// How the second run differs from the first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Pair {
    /// Configuration keys it changes, dotted, with their values.
    pub config: Vec<(String, toml::Value)>,
    /// A change of data and start together.
    pub transform: Option<Transform>,
}

/// The same check on a wrong premise, which must come out violated.
#[derive(Clone, Debug)]
pub struct Control {
    /// What is wrong with the premise.
    pub why: String,
    /// The check with the replacements made.
    pub check: Check,
    /// The settings it runs in, with the replacements made; each expects VIOLATED.
    pub settings: Vec<Setting>,
}

/// One setting of a claim.
#[allow(missing_docs)]
#[derive(Clone, Debug, Serialize)]
pub struct Setting {
    /// Its name in the file.
    pub name: String,
    /// The expected verdict.
    pub expect: Verdict,
    /// The day on which that was set, and the seeds that were seen. Words: no reason to run an audit again.
    #[serde(skip)]
    pub expect_set: Option<String>,
    /// Whether it meets the assumptions under which the paper makes its claim.
    pub inside: bool,
    pub seeds: Seeds,
    /// The complete configuration; `seed` and `replicate` are those of the run.
    pub config: Config,
}

/// Seeds of each budget: a fixed count for a deterministic check, those of the first of five looks for
/// a statistical one. 0 in `quick`: only in the full budget.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seeds {
    pub quick: usize,
    pub full: usize,
}
