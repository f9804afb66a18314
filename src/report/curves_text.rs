//! What `curves` prints: the list of reference curves, and which numbers moved.

use serde::Serialize;

use super::words::short;
use crate::curves::{Change, Check, Definition, Difference, Numbers};

/// Numbers listed for one curve: when more than these moved, no one reads on.
const MOST_LINES: usize = 12;

/// The curves, one a line: name and title, and which are checked only with all.
pub fn curves_list(definitions: &[&Definition]) -> String {
    let width = longest(definitions);
    let line = |curve: &&Definition| {
        let costly = match curve.check {
            Check::Always => "",
            Check::All => " (--all)",
        };
        format!("{:width$}  {}{costly}\n", curve.name, curve.title)
    };
    definitions.iter().map(line).collect()
}

/// One line a curve, and under it every number that differs.
pub fn curves_text(
    definitions: &[&Definition],
    found: &[Numbers],
    differences: &[Difference],
) -> String {
    let width = longest(definitions);
    let mut text = String::new();
    for (curve, numbers) in definitions.iter().zip(found) {
        let of_curve = of_curve(curve, differences);
        let is_new = |one: &&&Difference| matches!(one.change, Change::Appeared { new: None });
        let new = of_curve.iter().filter(is_new).count();
        let count = numbers.count();
        let is_new = !of_curve.is_empty() && new == numbers.rows.len();
        let (state, listed) = match of_curve.len() {
            _ if is_new => (format!("{count} numbers, all of them new"), 0),
            0 => (format!("{count} numbers as in the snapshot"), 0),
            moved => (format!("{moved} of {count} numbers differ"), MOST_LINES),
        };
        text += &format!("{:width$}  {state}\n", curve.name);
        for difference in of_curve.iter().take(listed) {
            text += &format!("  {}\n", line(difference));
        }
        if listed > 0 && of_curve.len() > listed {
            let more = of_curve.len() - listed;
            text += &format!("  and {more} more; --json lists all of them\n");
        }
    }
    text
}

pub(super) fn of_curve<'d>(curve: &Definition, all: &'d [Difference]) -> Vec<&'d Difference> {
    let own = all.iter().filter(|one| one.curve == curve.name);
    own.collect()
}

fn longest(definitions: &[&Definition]) -> usize {
    let lengths = definitions.iter().map(|curve| curve.name.len());
    lengths.max().unwrap_or(0)
}

/// `balanced start, alpha = 0.01: test_error 0.0404 -> 0.041 (+1.5%, allowed ±0.01%)`.
pub(super) fn line(difference: &Difference) -> String {
    let what = difference.quantity.as_deref().unwrap_or("this point");
    let change = match difference.change {
        Change::Moved {
            old,
            new,
            relative,
            allowed,
        } => moved(old, new, relative, allowed),
        Change::Appeared { new: Some(new) } => format!("is new, {}", short(new, 6)),
        Change::Appeared { new: None } => "is new".to_string(),
        Change::Vanished { old: Some(old) } => format!("is gone, was {}", short(old, 6)),
        Change::Vanished { old: None } => "is gone".to_string(),
    };
    format!("{}: {what} {change}", difference.point)
}

fn moved(old: f64, new: f64, relative: Option<f64>, allowed: f64) -> String {
    // Enough digits to see the difference.
    let digits = (3..17).find(|&digits| short(old, digits) != short(new, digits));
    let digits = digits.map_or(17, |digits| digits + 1);
    let (before, after) = (short(old, digits), short(new, digits));
    let sized = match relative {
        Some(relative) => format!(
            "{}{}%, allowed ±{}%",
            if relative < 0.0 { "" } else { "+" },
            short(100.0 * relative, 3),
            short(100.0 * allowed / old.abs(), 2)
        ),
        None => format!("allowed ±{}", short(allowed, 2)),
    };
    format!("{before} -> {after} ({sized})")
}

/// The document of `curves --json`: every curve with its title, what it shows, its claims and the
/// numbers that differ.
pub fn curves_json<'a>(
    definitions: &[&'a Definition],
    differences: &'a [Difference],
) -> impl Serialize + use<'a> {
    let curve = |curve: &&'a Definition| Entry {
        name: &curve.name,
        title: &curve.title,
        shows: &curve.shows,
        claims: &curve.claims,
        differences: of_curve(curve, differences),
    };
    Document {
        curves: definitions.iter().map(curve).collect(),
        differences: differences.len(),
        version: env!("CARGO_PKG_VERSION"),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    curves: Vec<Entry<'a>>,
    differences: usize,
    version: &'static str,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    title: &'a str,
    shows: &'a str,
    claims: &'a [String],
    differences: Vec<&'a Difference>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(change: Change) -> Difference {
        Difference {
            curve: "escape-time".to_string(),
            point: "balanced, alpha = 0.01".to_string(),
            quantity: Some("time".to_string()),
            change,
        }
    }

    #[test]
    fn a_moved_number_says_what_was_what_is_and_what_was_allowed() {
        let moved = difference(Change::Moved {
            old: 0.0404,
            new: 0.0410,
            relative: Some(0.0410 / 0.0404 - 1.0),
            allowed: 0.0404e-4,
        });
        let expected = "balanced, alpha = 0.01: time 0.0404 -> 0.041 (+1.49%, allowed ±0.01%)";
        assert_eq!(line(&moved), expected);
    }

    #[test]
    fn a_small_change_is_shown_with_enough_digits() {
        let text = super::moved(1.0, 1.0 - 1e-7, Some(-1e-7), 1e-9);
        assert_eq!(text, "1 -> 0.9999999 (-1e-5%, allowed ±1e-7%)");
        let from_zero = super::moved(0.0, 0.5, None, 0.1);
        assert_eq!(from_zero, "0 -> 0.5 (allowed ±0.1)");
    }
}
