//! Which numbers moved, and by how much.

use serde::Serialize;

use super::{Definition, Number, Numbers, Row};

/// One number that is not what the snapshot says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The curve.
    pub curve: String,
    /// The point: series and keys, in words.
    pub point: String,
    /// The quantity; `None` where a whole point is concerned.
    pub quantity: Option<String>,
    /// What happened.
    #[serde(flatten)]
    pub change: Change,
}

/// How a number differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// It moved beyond its tolerance.
    Moved {
        /// In the snapshot.
        old: f64,
        /// Now.
        new: f64,
        /// `new/old - 1`; `None` from 0.
        relative: Option<f64>,
        /// The largest absolute change allowed.
        allowed: f64,
    },
    /// It is new; `None` for a whole point.
    Appeared {
        /// Now.
        new: Option<f64>,
    },
    /// It is gone; `None` for a whole point.
    Vanished {
        /// In the snapshot.
        old: Option<f64>,
    },
}

/// The numbers that differ by more than their tolerances, in the order of the new rows; what vanished
/// comes last.
pub fn differences(definition: &Definition, old: &Numbers, new: &Numbers) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add = |row: &Row, quantity: Option<&String>, change| {
        found.push(Difference {
            curve: definition.name.clone(),
            point: row.point(&new.keys),
            quantity: quantity.cloned(),
            change,
        });
    };
    for row in &new.rows {
        let Some(before) = old.same_point(row) else {
            add(row, None, Change::Appeared { new: None });
            continue;
        };
        for (k, quantity) in new.quantities.iter().enumerate() {
            if let Some(change) = change(definition, quantity, &before.values[k], &row.values[k]) {
                add(row, Some(quantity), change);
            }
        }
    }
    for row in &old.rows {
        if new.same_point(row).is_none() {
            add(row, None, Change::Vanished { old: None });
        }
    }
    found
}

fn change(
    definition: &Definition,
    quantity: &str,
    old: &Option<Number>,
    new: &Option<Number>,
) -> Option<Change> {
    let [old, new] = [old, new].map(|number| number.as_ref().map(|number| number.value));
    match (old, new) {
        (None, None) => None,
        (None, new) => Some(Change::Appeared { new }),
        (old, None) => Some(Change::Vanished { old }),
        (Some(old), Some(new)) => {
            let allowed = definition.tolerance_of(quantity)?.of(old);
            let moved = (new - old).abs() > allowed;
            moved.then(|| Change::Moved {
                old,
                new,
                relative: Some(new / old - 1.0).filter(|share| share.is_finite()),
                allowed,
            })
        }
    }
}

/// The new numbers, with the old text of every point none of whose numbers moved. A point is kept or
/// replaced as a whole: its numbers belong to the same runs (a sum and its parts).
pub fn kept(definition: &Definition, old: &Numbers, new: &Numbers) -> Numbers {
    let mut kept = new.clone();
    for row in &mut kept.rows {
        let Some(before) = old.same_point(row) else {
            continue;
        };
        row.keys.clone_from(&before.keys);
        let moved = new.quantities.iter().enumerate().any(|(k, quantity)| {
            change(definition, quantity, &before.values[k], &row.values[k]).is_some()
        });
        if !moved {
            row.values.clone_from(&before.values);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::definition::tests::SMALL;

    const OLD: &str = "series,alpha,test_error,test_error_low,test_error_high\n\
                       ,0.01,0.25,0.2,0.3\n\
                       ,0.1,0.125,,\n";

    fn compared(new: &str) -> (Vec<Difference>, String) {
        let definition = Definition::read("small", SMALL).unwrap();
        let [old, new] = [OLD, new].map(|text| definition.read_numbers(text).unwrap());
        let kept = kept(&definition, &old, &new).to_csv();
        (differences(&definition, &old, &new), kept)
    }

    #[test]
    fn within_tolerance_nothing_differs_and_the_old_text_stays() {
        // 0.001 + 0.01 * 0.25 is allowed.
        let (found, kept) = compared(&OLD.replacen("0.25", "0.2534", 1));
        assert_eq!(found, []);
        assert_eq!(kept, OLD);
    }

    #[test]
    fn beyond_it_the_number_is_named_and_only_its_point_is_written_anew() {
        let new = OLD
            .replacen("0.25,0.2", "0.2536,0.2001", 1)
            .replacen("0.125", "0.1251", 1);
        let (found, kept) = compared(&new);
        let [difference] = &found[..] else {
            panic!("{found:?}")
        };
        assert_eq!(difference.point, "alpha = 0.01");
        assert_eq!(difference.quantity.as_deref(), Some("test_error"));
        let Change::Moved {
            old,
            new,
            relative,
            allowed,
        } = difference.change
        else {
            panic!("{difference:?}")
        };
        assert_eq!((old, new), (0.25, 0.2536));
        assert!((relative.unwrap() - 0.0144).abs() < 1e-12 && (allowed - 0.0035).abs() < 1e-15);
        assert_eq!(kept, OLD.replacen("0.25,0.2", "0.2536,0.2001", 1));
    }

    #[test]
    fn points_and_numbers_that_come_and_go_are_named() {
        let (found, _) = compared(&OLD.replacen("0.1,0.125,,", "0.3,0.125,,", 1));
        let changes: Vec<_> = found
            .iter()
            .map(|d| (d.point.as_str(), &d.change))
            .collect();
        let expected = [
            ("alpha = 0.3", &Change::Appeared { new: None }),
            ("alpha = 0.1", &Change::Vanished { old: None }),
        ];
        assert_eq!(changes, expected);
        let (found, _) = compared(
            &OLD.replacen(",0.2,0.3", ",,0.3", 1)
                .replacen("125,,", "125,0.1,", 1),
        );
        let changes: Vec<_> = found.iter().map(|d| &d.change).collect();
        let (gone, new) = (
            Change::Vanished { old: Some(0.2) },
            Change::Appeared { new: Some(0.1) },
        );
        assert_eq!(changes, [&gone, &new]);
    }

    #[test]
    fn a_key_is_the_same_point_to_rounding() {
        let (found, kept) = compared(&OLD.replacen(",0.1,", ",0.100000000001,", 1));
        assert_eq!((found.len(), kept.as_str()), (0, OLD));
    }
}
