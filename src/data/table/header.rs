//! Whether the first line of a table names its columns.

use crate::data::files::{Cells, is_missing};

/// The names of a table's columns, and where its rows begin.
#[derive(Debug)]
pub(super) struct Header {
    /// Names; a column without one is called by its position from 0.
    pub names: Vec<String>,
    /// The columns that the header leaves without a name.
    pub unnamed: Vec<bool>,
    /// The first row of values.
    pub first: usize,
    /// How it was decided.
    pub note: String,
}

/// What the first line says, by these rules, the first that applies:
///
/// - names apart from the rows (Parquet), and a first line with one cell less than all others, are a
///   header;
/// - 0, 1, ..., k - 1, behind an empty cell or not, is pandas' header of a table without names;
/// - numbers and missing values alone are data;
/// - an empty first cell before names is a header with an index column;
/// - a measured number, one that is no whole number, is data: no column is called 0.35;
/// - a name above a column of numbers is a header;
/// - words that come again below are data, others a header.
///
/// A single column of labels that begins with 0 is told by the number of `points` beside it.
pub(super) fn header(cells: &Cells, points: Option<usize>) -> Header {
    let positions = || (0..cells.width).map(|column| column.to_string());
    if let Some(names) = &cells.names {
        return Header {
            unnamed: vec![false; names.len()],
            names: names.clone(),
            first: 0,
            note: "the file names its columns".to_owned(),
        };
    }
    let first: Vec<&str> = (0..cells.width)
        .map(|column| cells.cell(0, column))
        .collect();
    let line = cells.line(0);
    let Some(why) = reason(cells, &first, points) else {
        return Header {
            names: positions().collect(),
            unnamed: vec![false; cells.width],
            first: 0,
            note: format!("line {line} is data: the columns have no names and are counted from 0"),
        };
    };
    let named = first.iter().zip(positions());
    let named = named.map(|(name, at)| {
        if name.is_empty() {
            at
        } else {
            (*name).to_owned()
        }
    });
    let no_name = |name: &&str| name.is_empty() || name.starts_with("Unnamed: ");
    Header {
        names: named.collect(),
        unnamed: first.iter().map(no_name).collect(),
        first: 1,
        note: format!("line {line} names the columns{why}"),
    }
}

/// Why the first line is a header; `None` where it is data.
fn reason(cells: &Cells, first: &[&str], points: Option<usize>) -> Option<&'static str> {
    if cells.short_first_line {
        return Some(", those of the rows stand before them");
    }
    let counts = |names: &[&str]| {
        names
            .iter()
            .enumerate()
            .all(|(at, name)| *name == at.to_string())
    };
    if let ([_], Some(points)) = (first, points)
        && (counts(first) || cells.rows() == points)
    {
        return (cells.rows() == points + 1).then_some("");
    }
    let pandas = first.len() > 1 && counts(first);
    let indexed = first.len() > 2 && first[0].is_empty() && counts(&first[1..]);
    if pandas || indexed {
        return Some(" by the numbers 0, 1, ..., as pandas writes columns without names");
    }
    let is_name =
        |cell: &str| !is_missing(cell) && cells.number(cell).is_none() && truth(cell).is_none();
    let names: Vec<usize> = (0..first.len()).filter(|&at| is_name(first[at])).collect();
    if names.is_empty() {
        return None;
    }
    if first[0].is_empty() && names.len() + 1 == first.len() {
        return Some("; the first, without a name, is an index");
    }
    let whole = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit());
    if first
        .iter()
        .any(|cell| cells.number(cell).is_some() && !whole(cell))
    {
        return None;
    }
    let below = |at: usize| cells.column(1, at);
    let of_numbers = |at: usize| {
        let mut present = below(at).filter(|cell| !is_missing(cell)).peekable();
        present.peek().is_some() && !present.any(is_name)
    };
    if names.iter().any(|&at| of_numbers(at)) {
        return Some("");
    }
    let again = names
        .iter()
        .any(|&at| below(at).any(|cell| cell == first[at]));
    (!again).then_some("")
}

/// The truth value that a cell is.
pub(super) fn truth(cell: &str) -> Option<bool> {
    match cell {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::files::text;

    fn names(lines: &str) -> Option<Vec<String>> {
        let header = header(&text::read(lines.as_bytes(), 0).unwrap(), None);
        (header.first == 1).then_some(header.names)
    }

    #[test]
    fn each_rule_decides() {
        for (lines, expected) in [
            ("0,1,2\n0.5,1,2\n", "0 1 2"),
            (",0,1\n0,0.5,1\n", "0 0 1"),
            ("1,2,3\n4,5,6\n", ""),
            ("63,1,?,145,0\n37,1,2,130,1\n", ""),
            ("63,,145\n37,1,2\n", ""),
            (",145\n37,1\n", ""),
            (",a,b\n0,1,2\n", "0 a b"),
            ("a,b,y\n1,2,x\n", "a b y"),
            ("M,0.35,neg\nF,0.1,pos\n", ""),
            ("A11,6,A34\nA12,7,A34\n", ""),
            ("x,x,o\nx,o,x\n", ""),
            ("vhigh,2,low\nvhigh,5more,low\n", ""),
            ("colour,shape\nred,round\nblue,flat\n", "colour shape"),
            ("f,t\nTrue,1\n", "f t"),
            ("True,1\nFalse,2\n", ""),
            ("a b\n1 2 3\n4 5 6\n", "0 a b"),
            ("a,b\n1,2,\n4,5,\n", "a b 2"),
        ] {
            let found = names(lines).unwrap_or_default().join(" ");
            assert_eq!(found, expected, "{lines}");
        }
    }

    #[test]
    fn the_points_tell_whether_labels_have_a_header() {
        let first = |lines: &str, points| {
            header(&text::read(lines.as_bytes(), 0).unwrap(), Some(points)).first
        };
        assert_eq!([first("0\n0\n1\n", 2), first("0\n0\n1\n", 3)], [1, 0]);
        assert_eq!([first("y\n0\n1\n", 2), first("b\na\nb\n", 3)], [1, 0]);
    }
}
