//! What is reported of a run: at its stop, and at its recorded times.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Quantity, Run, find};
use crate::flow::StopReason;

/// What is reported of a run at its stop, in the order of its keys and columns. `stop_reason` is a
/// word, all others are quantities of the table.
pub const SUMMARY: [&str; 24] = [
    "time",
    "steps",
    "evaluations",
    "events",
    "sliding_events",
    "nonunique_events",
    STOP_REASON,
    "training_risk",
    "training_error",
    "test_error",
    "test_error_low",
    "test_error_high",
    "test_ties",
    "test_r2",
    "effective_psi",
    "phi",
    "omega",
    "excess_error",
    "over_alignment",
    "over_fitting",
    "balancedness_drift",
    "relative_weight_change",
    "stable_rank",
    "normalized_margin",
];

/// The columns of the recorded states, in their order: quantities along the recorded times.
pub const TRAJECTORY: [&str; 12] = [
    "time",
    "training_risk",
    "training_error",
    "test_error",
    "test_ties",
    "effective_psi",
    "omega",
    "over_alignment",
    "over_fitting",
    "stable_rank",
    "relative_weight_change",
    "normalized_margin",
];

const STOP_REASON: &str = "stop_reason";

/// What is reported of a run at its stop: a value for each name of [`SUMMARY`].
///
/// With an output divisor gamma it measures f/gamma. In JSON it is an object with these keys, in
/// their order: counts as whole numbers, what has no meaning or is not finite as null.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Why the run ended.
    pub stop_reason: StopReason,
    /// In the order of [`SUMMARY`]; nothing for the stop reason.
    numbers: [Option<f64>; SUMMARY.len()],
}

/// A value of a [`Row`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// A whole number.
    Count(u64),
    /// A finite number; `None` where it has no meaning or is not finite.
    Number(Option<f64>),
    /// Why a run ended.
    Word(StopReason),
}

impl Row {
    /// Measures a finished run; `None` before training.
    pub fn of(run: &Run) -> Option<Row> {
        Some(Row::measured(run, run.solution.as_ref()?.stopped))
    }

    /// A row without numbers, to be filled by [`with`](Row::with).
    pub fn empty(stop_reason: StopReason) -> Row {
        Row {
            stop_reason,
            numbers: [None; SUMMARY.len()],
        }
    }

    /// Measures a run that ended for this reason.
    pub(crate) fn measured(run: &Run, stop_reason: StopReason) -> Row {
        let run = run.divided();
        let number = |name: &str| find(name)?.number(&run);
        Row {
            stop_reason,
            numbers: SUMMARY.map(number),
        }
    }

    /// The number of a name; `None` where it has no meaning or is not finite.
    pub fn number(&self, name: &str) -> Option<f64> {
        let at = SUMMARY.iter().position(|known| *known == name)?;
        self.numbers[at]
    }

    /// The same, NaN where there is none.
    pub fn value(&self, name: &str) -> f64 {
        self.number(name).unwrap_or(f64::NAN)
    }

    /// The same row with another number.
    pub fn with(mut self, name: &str, number: Option<f64>) -> Row {
        if let Some(at) = SUMMARY.iter().position(|known| *known == name) {
            self.numbers[at] = number;
        }
        self
    }

    /// Whether the run met its stop rule.
    pub fn reached(&self) -> bool {
        self.stop_reason == StopReason::Reached
    }

    /// Names and values, in the order of [`SUMMARY`].
    pub fn cells(&self) -> impl Iterator<Item = (&'static str, Cell)> {
        let is_count = |name| find(name).is_some_and(|quantity| quantity.count);
        SUMMARY
            .into_iter()
            .zip(self.numbers)
            .map(move |(name, number)| {
                let cell = match number {
                    _ if name == STOP_REASON => Cell::Word(self.stop_reason),
                    Some(count) if is_count(name) => Cell::Count(count as u64),
                    number => Cell::Number(number),
                };
                (name, cell)
            })
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.cells())
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (mut stop_reason, mut numbers) = (None, [None; SUMMARY.len()]);
        for (name, cell) in BTreeMap::<String, Cell>::deserialize(deserializer)? {
            let at = SUMMARY.iter().position(|known| *known == name);
            let at = at.ok_or_else(|| Error::unknown_field(&name, &SUMMARY))?;
            match cell {
                Cell::Count(count) => numbers[at] = Some(count as f64),
                Cell::Number(number) => numbers[at] = number,
                Cell::Word(reason) => stop_reason = Some(reason),
            }
        }
        Ok(Row {
            stop_reason: stop_reason.ok_or_else(|| Error::missing_field(STOP_REASON))?,
            numbers,
        })
    }
}

/// What is reported of every recorded state: rows of numbers in the order of [`TRAJECTORY`], of
/// f/gamma with an output divisor gamma; `None` where one has no meaning or is not finite.
pub fn trajectory(run: &Run) -> Vec<Vec<Option<f64>>> {
    let run = run.divided();
    let columns = TRAJECTORY.map(|name| {
        let values = along_time(name).and_then(|quantity| quantity.evaluate(&run).ok());
        values.map(|values| values.elements)
    });
    let finite = |column: &Option<Vec<f64>>, row: usize| {
        let value = column.as_ref()?.get(row).copied();
        value.filter(|value| value.is_finite())
    };
    let rows = 0..run.recorded().len();
    rows.map(|row| columns.iter().map(|column| finite(column, row)).collect())
        .collect()
}

/// The quantity whose values at the recorded times a column of the trajectory has.
pub fn along_time(column: &str) -> Option<&'static Quantity> {
    match column {
        "time" => find("t"),
        name => find(&format!("{name}_at")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Axis;
    use super::super::tests::{all, before, diagonal, observed};
    use super::*;

    #[test]
    fn what_is_reported_is_in_the_table() {
        for name in SUMMARY.iter().filter(|name| **name != STOP_REASON) {
            assert!(find(name).unwrap().axes.is_empty(), "{name}");
        }
        for name in TRAJECTORY {
            assert_eq!(along_time(name).unwrap().axes, [Axis::Time], "{name}");
        }
    }

    #[test]
    fn a_row_comes_back_from_its_json() {
        for run in [observed(""), diagonal("")] {
            let row = Row::of(&run).unwrap();
            let text = serde_json::to_string(&row).unwrap();
            assert_eq!(serde_json::from_str::<Row>(&text).unwrap(), row);
            let at = |name: &str| text.find(&format!("\"{name}\":")).unwrap();
            assert!(SUMMARY.windows(2).all(|pair| at(pair[0]) < at(pair[1])));
            assert!(text.contains("\"stop_reason\":\"reached\""), "{text}");
            let steps = run.solution.as_ref().unwrap().cost.steps;
            assert!(text.contains(&format!("\"steps\":{steps},")), "{text}");
        }
        assert!(Row::of(&before("")).is_none());
        let refused = serde_json::from_str::<Row>("{ \"zzz\": 1 }").unwrap_err();
        assert!(refused.to_string().contains("zzz"), "{refused}");
        assert!(serde_json::from_str::<Row>("{}").is_err());
    }

    #[test]
    fn a_diagonal_run_has_no_alignment_but_a_risk() {
        let row = Row::of(&diagonal("")).unwrap();
        assert!(row.number("training_risk").is_some() && row.reached());
        for name in ["omega", "stable_rank", "balancedness_drift", "zzz"] {
            assert_eq!(row.number(name), None, "{name}");
        }
    }

    /// Of f/gamma: risks and errors of a divided run are those of the network that it trains.
    #[test]
    fn with_an_output_divisor_the_function_trained_is_measured() {
        let run = observed("network.output_divisor = 4.0\n flow.record = [0.0, 0.1]");
        let row = Row::of(&run).unwrap();
        assert!((row.number("training_risk").unwrap() - 0.1).abs() < 1e-9);
        let rows = trajectory(&run);
        assert_eq!((rows.len(), rows[0].len()), (2, TRAJECTORY.len()));
        let risks = all(&run, "training_risk_at");
        for (row, risk) in rows.iter().zip(risks) {
            assert!((row[1].unwrap() / risk - 1.0).abs() < 1e-12);
        }
    }
}
