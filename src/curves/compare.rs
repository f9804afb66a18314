//! Which numbers moved, and by how much.

use serde::Serialize;

use super::{Definition, Number, Numbers};

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

/// The numbers that differ by more than the definition's tolerances, in the order of the new rows;
/// what vanished comes last.
pub fn differences(definition: &Definition, old: &Numbers, new: &Numbers) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add = |row: &super::Row, quantity: Option<&String>, change| {
        found.push(Difference {
            curve: definition.name.clone(),
            point: row.point(&new.keys),
            quantity: quantity.cloned(),
            change,
        });
    };
    for row in &new.rows {
        let Some(before) = old.rows.iter().find(|other| other.is_same_point(row)) else {
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
        if !new.rows.iter().any(|other| other.is_same_point(row)) {
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
    match (old, new) {
        (None, None) => None,
        (None, Some(new)) => Some(Change::Appeared {
            new: Some(new.value),
        }),
        (Some(old), None) => Some(Change::Vanished {
            old: Some(old.value),
        }),
        (Some(old), Some(new)) => {
            let tolerance = definition.tolerance_of(quantity)?;
            let allowed = tolerance.of(old.value);
            let moved = (new.value - old.value).abs() > allowed;
            moved.then(|| Change::Moved {
                old: old.value,
                new: new.value,
                relative: Some(new.value / old.value - 1.0).filter(|share| share.is_finite()),
                allowed,
            })
        }
    }
}

/// The new numbers, with the old text wherever it is still right: an update touches only what
/// moved.
pub fn kept(definition: &Definition, old: &Numbers, new: &Numbers) -> Numbers {
    let mut kept = new.clone();
    for row in &mut kept.rows {
        let Some(before) = old.rows.iter().find(|other| other.is_same_point(row)) else {
            continue;
        };
        row.keys.clone_from(&before.keys);
        for (k, quantity) in new.quantities.iter().enumerate() {
            if change(definition, quantity, &before.values[k], &row.values[k]).is_none() {
                row.values[k].clone_from(&before.values[k]);
            }
        }
    }
    kept
}
