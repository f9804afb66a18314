//! What the values of a column are.

use std::collections::BTreeMap;

use super::header::truth;
use crate::data::DataError;
use crate::data::files::{Cells, is_missing};

/// What the values of a column are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// Finite numbers.
    Number,
    /// `true` and `false`.
    Truth,
    /// Words, or whole numbers among words: the different ones, sorted.
    Category(Vec<String>),
    /// The same value everywhere.
    Constant,
    /// No value anywhere.
    Empty,
}

/// Different words of a category at most: more are texts.
const MOST_LEVELS: usize = 100;

/// Different words of a category that holds numbers too, at most.
const FEW_LEVELS: usize = 20;

/// From this many rows on, words that are all different name the rows.
const ROWS: usize = 10;

/// The kind of a column's values in these rows.
///
/// A word among numbers is a slip, unless it comes again and there are few different values at all.
pub(super) fn kind(
    cells: &Cells,
    (column, name): (usize, &str),
    rows: &[usize],
) -> Result<Kind, DataError> {
    let cell = |row: &usize| cells.cell(*row, column);
    let present = || rows.iter().filter(|row| !is_missing(cell(row)));
    let slip = |row: usize| {
        Err(DataError::NotANumber {
            line: cells.line(row),
            column: name.to_owned(),
            value: cells.cell(row, column).to_owned(),
        })
    };
    let Some(first) = present().next() else {
        return Ok(Kind::Empty);
    };
    let is_number = |row: &&usize| cells.number(cell(row)).is_some();
    let word = present().find(|row| !is_number(row));
    let Some(word) = word else {
        let number = |row: &usize| cells.number(cell(row)).unwrap_or(f64::NAN);
        if let Some(row) = present().find(|row| !number(row).is_finite()) {
            return slip(*row);
        }
        let same = present().all(|row| number(row) == number(first));
        return Ok(if same { Kind::Constant } else { Kind::Number });
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in present() {
        *counts.entry(cell(row)).or_default() += 1;
    }
    let (values, levels) = (present().count(), counts.len());
    let numbers = present().filter(is_number).count();
    let is_word = |level: &&str| cells.number(level).is_none();
    let again = counts
        .iter()
        .all(|(level, count)| !is_word(level) || *count > 1);
    if 2 * numbers >= values && !(again && levels <= FEW_LEVELS) {
        return slip(*word);
    }
    if levels == 1 {
        return Ok(Kind::Constant);
    }
    if counts.keys().all(|level| truth(level).is_some()) {
        return Ok(Kind::Truth);
    }
    if levels > MOST_LEVELS || (levels == values && values >= ROWS) {
        return Err(DataError::TextColumn {
            column: name.to_owned(),
            levels,
            rows: values,
            value: cell(word).to_owned(),
        });
    }
    Ok(Kind::Category(
        counts.into_keys().map(str::to_owned).collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::files::text;

    fn of(values: &[&str]) -> Result<Kind, String> {
        let lines: String = values
            .iter()
            .map(|value| format!("\"{value}\",1\n"))
            .collect();
        let cells = text::read(lines.as_bytes(), 0).unwrap();
        let rows: Vec<usize> = (0..values.len()).collect();
        kind(&cells, (0, "x"), &rows).map_err(|error| error.to_string())
    }

    fn levels(levels: &[&str]) -> Result<Kind, String> {
        Ok(Kind::Category(
            levels.iter().map(|&level| level.to_owned()).collect(),
        ))
    }

    #[test]
    fn values_tell_their_kind() {
        assert_eq!(of(&["1", "2.5", "?", "-1e3"]), Ok(Kind::Number));
        assert_eq!(of(&["True", "False", "", "True"]), Ok(Kind::Truth));
        assert_eq!(of(&["red", "blue", "red"]), levels(&["blue", "red"]));
        assert_eq!(of(&["2", "2.0", "2"]), Ok(Kind::Constant));
        assert_eq!(of(&["a", "a"]), Ok(Kind::Constant));
        assert_eq!(of(&["?", "NA"]), Ok(Kind::Empty));
        let doors = ["2", "3", "4", "5more", "5more", "3"];
        assert_eq!(of(&doors), levels(&["2", "3", "4", "5more"]));
    }

    #[test]
    fn slips_and_texts_are_refused() {
        let said = of(&["1", "2x", "3"]).unwrap_err();
        assert!(said.contains("line 2, column x: \"2x\""), "{said}");
        let said = of(&["1", "inf", "3"]).unwrap_err();
        assert!(said.contains("line 2, column x: \"inf\""), "{said}");
        let names: Vec<String> = (0..12).map(|row| format!("name {row}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let said = of(&names).unwrap_err();
        assert!(
            said.contains("column x") && said.contains("12 different"),
            "{said}"
        );
        assert!(said.contains("data.leave_out"), "{said}");
    }
}
