//! What a key may hold.

use std::fmt;
use std::ops::{Bound, RangeBounds};

use toml::Value;

use crate::config::CnnBlock;

/// An interval of numbers; infinity and NaN are never inside.
pub type Interval = (Bound<f64>, Bound<f64>);

/// The interval above 0.
pub const POSITIVE: Interval = (Bound::Excluded(0.0), Bound::Unbounded);
/// The interval from 0.
pub const AT_LEAST_ZERO: Interval = (Bound::Included(0.0), Bound::Unbounded);

const BELOW_ONE: Interval = (Bound::Included(0.0), Bound::Excluded(1.0));

/// Values recorded or swept at most: more is surely a slip, and would not fit in memory.
const LONGEST: i64 = 100_000;

/// More channels do not fit in memory with any useful image.
const MOST_CHANNELS: usize = 100_000;
/// The tasks that have a name.
const TASKS: [&str; 3] = ["parity", "ten", "classes"];

/// The type and range of a key's value. Its `Display` completes "it must be ...".
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Allowed {
    /// A whole number from the first to the second.
    Natural(i64, i64),
    /// A finite number; whole numbers are numbers too.
    Number(Interval),
    /// `true` or `false`.
    Switch,
    /// Any text but the empty one.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of different whole numbers from the first to the second.
    Naturals(i64, i64),
    /// A list of whole numbers from the first to the second, equal ones too.
    Counts(i64, i64),
    /// A list of different numbers.
    Numbers(Interval),
    /// A list of different positive numbers, or a geometric range of them.
    Grid,
    /// Lists of values by the dotted keys that take them.
    Axes,
    /// Values by name.
    Values,
    /// A list of finite numbers, equal ones too.
    Vector,
    /// A list of lists of finite numbers, all of one length.
    Matrix,
    /// A number of states, or a list of times.
    Record,
    /// The classes of a task.
    Task,
    /// A list of different texts, or one.
    Names,
    /// A share, or a file.
    Test,
    /// The blocks of a cnn.
    Blocks,
}

impl Allowed {
    /// Whether a value has the type and lies in the range.
    pub fn accepts(&self, value: &Value) -> bool {
        match *self {
            Allowed::Natural(least, most) => natural(value, least, most),
            Allowed::Number(interval) => number(value, interval),
            Allowed::Switch => value.is_bool(),
            Allowed::Text => is_text(value),
            Allowed::Choice(words) => value.as_str().is_some_and(|word| words.contains(&word)),
            Allowed::Naturals(least, most) => distinct(value, |part| natural(part, least, most)),
            Allowed::Counts(least, most) => {
                filled(value).is_some_and(|list| list.iter().all(|part| natural(part, least, most)))
            }
            Allowed::Numbers(interval) => distinct(value, |part| number(part, interval)),
            Allowed::Grid => is_grid(value),
            Allowed::Axes => value.as_table().is_some_and(|axes| {
                let mut axes = axes.values();
                axes.all(|values| filled(values).is_some_and(all_different))
            }),
            Allowed::Values => value.is_table(),
            Allowed::Vector => is_vector(value),
            Allowed::Matrix => filled(value).is_some_and(|rows| {
                let length = |row: &Value| row.as_array().map(Vec::len);
                let alike = |row| is_vector(row) && length(row) == length(&rows[0]);
                rows.iter().all(alike)
            }),
            Allowed::Record => {
                natural(value, 1, LONGEST) || distinct(value, |time| number(time, AT_LEAST_ZERO))
            }
            Allowed::Blocks => filled(value).is_some_and(are_blocks),
            Allowed::Names => is_text(value) || filled(value).is_some_and(are_names),
            Allowed::Test => is_text(value) || number(value, BELOW_ONE),
            Allowed::Task => {
                value.as_str().is_some_and(|word| TASKS.contains(&word)) || is_pair(value)
            }
        }
    }
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}

fn are_names(list: &[Value]) -> bool {
    list.iter().all(is_text) && all_different(list)
}

fn natural(value: &Value, least: i64, most: i64) -> bool {
    let whole = value.as_integer();
    whole.is_some_and(|whole| (least..=most).contains(&whole))
}

fn number(value: &Value, interval: Interval) -> bool {
    as_number(value).is_some_and(|x| x.is_finite() && interval.contains(&x))
}

fn as_number(value: &Value) -> Option<f64> {
    value
        .as_float()
        .or(value.as_integer().map(|whole| whole as f64))
}

/// A list that is neither empty nor too long.
fn filled(value: &Value) -> Option<&[Value]> {
    let list = value.as_array()?;
    (1..=LONGEST as usize).contains(&list.len()).then_some(list)
}

fn all_different(list: &[Value]) -> bool {
    (0..list.len()).all(|i| !list[..i].contains(&list[i]))
}

/// A list of different numbers, the empty one too.
fn distinct(value: &Value, accepts: impl Fn(&Value) -> bool) -> bool {
    let Some(list) = value.as_array() else {
        return false;
    };
    let mut numbers: Vec<f64> = list.iter().filter_map(as_number).collect();
    numbers.sort_by(f64::total_cmp);
    list.len() <= LONGEST as usize
        && list.iter().all(accepts)
        && numbers.windows(2).all(|pair| pair[0] != pair[1])
}

fn is_grid(value: &Value) -> bool {
    let positive = |value: &Value| number(value, POSITIVE);
    let Some(range) = value.as_table() else {
        return distinct(value, positive);
    };
    let end = |name| {
        range
            .get(name)
            .filter(|end| positive(end))
            .and_then(as_number)
    };
    let count = range.get("count").and_then(Value::as_integer);
    match (end("from"), end("to"), count) {
        (Some(from), Some(to), Some(count)) if range.len() == 3 => {
            (from < to && (2..=LONGEST).contains(&count)) || (from == to && count == 1)
        }
        _ => false,
    }
}

fn is_vector(value: &Value) -> bool {
    let finite = |element: &Value| as_number(element).is_some_and(f64::is_finite);
    filled(value).is_some_and(|list| list.iter().all(finite))
}

/// Numbers of channels and pooling, at least one number, and an end.
fn are_blocks(list: &[Value]) -> bool {
    let block = |value: &Value| value.as_str()?.parse::<CnnBlock>().ok();
    let Some(blocks) = list.iter().map(block).collect::<Option<Vec<_>>>() else {
        return false;
    };
    let ends = blocks.iter().map(|block| block.ends());
    let narrow = |block: &CnnBlock| !matches!(block, CnnBlock::Channels(n) if *n > MOST_CHANNELS);
    let has_channels = blocks
        .iter()
        .any(|block| matches!(block, CnnBlock::Channels(_)));
    has_channels
        && blocks.iter().all(narrow)
        && ends
            .rev()
            .enumerate()
            .all(|(behind, ends)| ends == (behind == 0))
}

fn is_pair(value: &Value) -> bool {
    let pair = |classes: &[Value]| {
        classes.len() == 2 && classes.iter().all(Value::is_integer) && all_different(classes)
    };
    filled(value).is_some_and(pair)
}

impl fmt::Display for Allowed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match *self {
            Allowed::Natural(least, most) => format!("a whole number {}", whole(least, most)),
            Allowed::Number(interval) => format!("a finite number {}", range(interval)),
            Allowed::Switch => "true or false".to_owned(),
            Allowed::Text => "a text that is not empty".to_owned(),
            Allowed::Choice([only]) => format!("\"{only}\""),
            Allowed::Choice(words) => format!("one of \"{}\"", words.join("\", \"")),
            Allowed::Naturals(least, most) => {
                format!("a list of different whole numbers {}", whole(least, most))
            }
            Allowed::Counts(least, most) => {
                format!("a list of whole numbers {}", whole(least, most))
            }
            Allowed::Numbers(interval) => {
                format!("a list of different finite numbers {}", range(interval))
            }
            Allowed::Grid => "a list of different numbers above 0, or \
                              { from = A, to = B, count = K } with 0 < A < B and K at least 2 \
                              (or A = B and K = 1)"
                .to_owned(),
            Allowed::Axes => "a table of lists of different values, each after its key in \
                              quotes, like { \"data.dimension\" = [32, 64] }"
                .to_owned(),
            Allowed::Values => "a table of values by name".to_owned(),
            Allowed::Vector => "a list of finite numbers".to_owned(),
            Allowed::Matrix => "a list of lists of finite numbers, all of one length".to_owned(),
            Allowed::Record => format!(
                "a whole number from 1 to {LONGEST}, or a list of different times, each at least 0"
            ),
            Allowed::Blocks => format!(
                "a list of numbers of channels from 1 to {MOST_CHANNELS}, at least one, and \"pool\", each \
                 in quotes, with \"mean\" or \"flatten\" at the end, like [\"16\", \"pool\", \"mean\"]"
            ),
            Allowed::Names => "a list of different texts, or one text".to_owned(),
            Allowed::Test => "a share, at least 0 and below 1, or the name of a file".to_owned(),
            Allowed::Task => format!(
                "one of \"{}\", or a pair of different labels like [4, 9]",
                TASKS.join("\", \"")
            ),
        };
        out.write_str(&text)
    }
}

fn whole(least: i64, most: i64) -> String {
    if most == i64::MAX {
        format!("of at least {least}")
    } else {
        format!("from {least} to {most}")
    }
}

fn range((low, high): Interval) -> String {
    let low = match low {
        Bound::Excluded(low) => Some(format!("above {low}")),
        Bound::Included(low) => Some(format!("of at least {low}")),
        Bound::Unbounded => None,
    };
    let high = match high {
        Bound::Excluded(high) => Some(format!("below {high}")),
        Bound::Included(high) => Some(format!("at most {high}")),
        Bound::Unbounded => None,
    };
    let ends: Vec<String> = low.into_iter().chain(high).collect();
    ends.join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(allowed: Allowed, text: &str) -> bool {
        allowed.accepts(&text.parse().unwrap())
    }

    #[test]
    fn whole_numbers_keep_to_their_ends() {
        let width = Allowed::Natural(1, 8);
        for (text, expected) in [
            ("1", true),
            ("8", true),
            ("0", false),
            ("9", false),
            ("2.0", false),
            ("'2'", false),
        ] {
            assert_eq!(accepts(width, text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_finite_and_may_be_whole() {
        let positive = Allowed::Number(POSITIVE);
        for (text, expected) in [
            ("1", true),
            ("5e-324", true),
            ("0", false),
            ("-0.0", false),
            ("nan", false),
            ("inf", false),
            ("true", false),
        ] {
            assert_eq!(accepts(positive, text), expected, "{text}");
        }
        let noise = Allowed::Number((Bound::Included(0.0), Bound::Excluded(1.0)));
        assert!(accepts(noise, "0"));
        assert!(!accepts(noise, "1"));
    }

    #[test]
    fn grids_are_lists_or_ranges() {
        for (text, expected) in [
            ("[0.1, 1]", true),
            ("[1, 0.1]", true),
            ("[]", true),
            ("[1, 1.0]", false),
            ("[0.1, inf]", false),
            ("{ from = 1e-4, to = 10, count = 2 }", true),
            ("{ from = 1, to = 1, count = 1 }", true),
            ("{ from = 1, to = 1, count = 2 }", false),
            ("{ from = 2, to = 1, count = 5 }", false),
            ("{ from = 1, to = 2, count = 1 }", false),
            ("{ from = 1, to = 2 }", false),
            ("{ from = 1, to = 2, count = 3, extra = 4 }", false),
            ("0.1", false),
        ] {
            assert_eq!(accepts(Allowed::Grid, text), expected, "{text}");
        }
    }

    #[test]
    fn records_tasks_and_arrays() {
        for (allowed, text, expected) in [
            (Allowed::Axes, "{}", true),
            (
                Allowed::Axes,
                "{ 'network.init' = ['balanced'], 'data.noise' = [1, 2] }",
                true,
            ),
            (Allowed::Axes, "{ data.noise = [1, 2] }", false),
            (Allowed::Axes, "{ 'data.noise' = [] }", false),
            (Allowed::Axes, "{ 'data.noise' = [1, 1] }", false),
            (Allowed::Axes, "{ 'data.noise' = 1 }", false),
            (Allowed::Counts(1, 8), "[3, 8, 3]", true),
            (Allowed::Counts(1, 8), "[]", false),
            (Allowed::Counts(1, 8), "[3, 0]", false),
            (Allowed::Counts(1, 8), "[9]", false),
            (Allowed::Counts(1, 8), "[2.0]", false),
            (Allowed::Vector, "[1, 1, -0.5]", true),
            (Allowed::Vector, "[]", false),
            (Allowed::Vector, "[1, inf]", false),
            (Allowed::Vector, "[[1]]", false),
            (Allowed::Matrix, "[[1, 1], [0, -2.5]]", true),
            (Allowed::Matrix, "[[1, 1], [0]]", false),
            (Allowed::Matrix, "[[1, nan]]", false),
            (Allowed::Matrix, "[1, 1]", false),
            (Allowed::Matrix, "[[]]", false),
            (Allowed::Matrix, "[]", false),
            (Allowed::Blocks, "['16', 'pool', '32', 'mean']", true),
            (Allowed::Blocks, "['1', 'flatten']", true),
            (Allowed::Blocks, "['16', 'pool']", false),
            (Allowed::Blocks, "['16', 'mean', 'flatten']", false),
            (Allowed::Blocks, "['0', 'mean']", false),
            (Allowed::Blocks, "['100001', 'mean']", false),
            (Allowed::Blocks, "['pool', 'mean']", false),
            (Allowed::Blocks, "['16', 'max', 'mean']", false),
            (Allowed::Blocks, "[16, 'mean']", false),
            (Allowed::Blocks, "[]", false),
            (Allowed::Record, "[]", true),
            (Allowed::Record, "[0, 0.5]", true),
            (Allowed::Record, "100000", true),
            (Allowed::Record, "0", false),
            (Allowed::Record, "[-1.0]", false),
            (Allowed::Task, "'parity'", true),
            (Allowed::Task, "'ten'", true),
            (Allowed::Task, "'classes'", true),
            (Allowed::Task, "'eleven'", false),
            (Allowed::Names, "'a'", true),
            (Allowed::Names, "['a', '0']", true),
            (Allowed::Names, "['a', 'a']", false),
            (Allowed::Names, "[0]", false),
            (Allowed::Names, "[]", false),
            (Allowed::Test, "0.25", true),
            (Allowed::Test, "0", true),
            (Allowed::Test, "1", false),
            (Allowed::Test, "'test.csv'", true),
            (Allowed::Test, "''", false),
            (Allowed::Task, "[4, 9]", true),
            (Allowed::Task, "[4, 4]", false),
            (Allowed::Task, "[1, 2, 3]", false),
        ] {
            assert_eq!(accepts(allowed, text), expected, "{text}");
        }
    }
}
