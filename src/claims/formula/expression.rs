//! A formula as a tree, its value, and between which values it lies.

use std::ops::Range;

use super::error::{FormulaError, FormulaProblem};
use super::function::Function;

/// A part of a formula with the bytes it takes in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expression {
    pub span: Range<usize>,
    pub node: Node,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Number(f64),
    /// A name, as its place in the sorted list of names.
    Name(usize),
    /// An operator or a function with its one or two arguments.
    Apply(Function, Vec<Expression>),
}

pub(super) const UNBOUNDED: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

impl Expression {
    /// The value, where `text` is the formula and each of its names has a value; else the first part
    /// that is infinite or NaN.
    pub fn evaluate(
        &self,
        text: &str,
        names: &[String],
        values: &[f64],
    ) -> Result<f64, FormulaError> {
        let problem = match &self.node {
            Node::Number(number) => return Ok(*number),
            Node::Name(index) => match values[*index] {
                value if value.is_finite() => return Ok(value),
                value => FormulaProblem::NotFiniteValue {
                    name: names[*index].clone(),
                    value,
                },
            },
            Node::Apply(function, arguments) => {
                let mut given = [0.0; 2];
                for (given, argument) in given.iter_mut().zip(arguments) {
                    *given = argument.evaluate(text, names, values)?;
                }
                return self.applied(text, *function, &given[..arguments.len()]);
            }
        };
        let span = self.span.clone();
        Err(FormulaError { span, problem })
    }

    /// The value where no name stands in it, else `None`; or its first part without names that is
    /// infinite or NaN, in a formula `text`.
    pub fn constant(&self, text: &str) -> Result<Option<f64>, FormulaError> {
        match &self.node {
            Node::Number(number) => Ok(Some(*number)),
            Node::Name(_) => Ok(None),
            Node::Apply(function, arguments) => {
                // Every part is looked at, also beside one that has a name.
                let given = arguments.iter().map(|argument| argument.constant(text));
                let given: Vec<Option<f64>> = given.collect::<Result<_, _>>()?;
                let given: Option<Vec<f64>> = given.into_iter().collect();
                let value = given.map(|given| self.applied(text, *function, &given));
                value.transpose()
            }
        }
    }

    /// The value of this operator or function at its arguments.
    fn applied(&self, text: &str, function: Function, given: &[f64]) -> Result<f64, FormulaError> {
        match function.apply(given) {
            value if value.is_finite() => Ok(value),
            value => Err(FormulaError {
                span: self.span.clone(),
                problem: FormulaProblem::NotFiniteResult {
                    part: text[self.span.clone()].to_owned(),
                    value,
                    operation: function.name.to_owned(),
                    arguments: given.to_vec(),
                },
            }),
        }
    }

    /// The least and the largest value, given the range of each name: interval arithmetic, which
    /// takes a name that stands twice for two quantities, so that the range may be too wide but
    /// never too narrow. Unbounded where a part is, and for functions other than abs, min and max.
    pub fn range(&self, names: &[[f64; 2]]) -> [f64; 2] {
        match &self.node {
            Node::Number(number) => [*number, *number],
            Node::Name(index) => names.get(*index).copied().unwrap_or(UNBOUNDED),
            Node::Apply(function, arguments) => {
                let ranges = arguments.iter().map(|argument| argument.range(names));
                range_of(*function, &ranges.collect::<Vec<_>>())
            }
        }
    }
}

fn range_of(function: Function, arguments: &[[f64; 2]]) -> [f64; 2] {
    // What is monotone in each side has its extremes where both sides have theirs.
    let corners = |left: [f64; 2], right: [f64; 2]| {
        let at = |a: usize, b: usize| function.apply(&[left[a], right[b]]);
        hull([at(0, 0), at(0, 1), at(1, 0), at(1, 1)])
    };
    match (function.name, arguments) {
        ("-", &[[low, high]]) => [-high, -low],
        ("+" | "-" | "*", &[left, right]) => corners(left, right),
        // Through 0 a quotient has every value.
        ("/", &[left, right]) if right[0] > 0.0 || right[1] < 0.0 => corners(left, right),
        (">=" | "<=" | ">" | "<" | "==" | "!=", _) => [0.0, 1.0],
        ("min", [[a, b], [c, d]]) => [a.min(*c), b.min(*d)],
        ("max", [[a, b], [c, d]]) => [a.max(*c), b.max(*d)],
        ("abs", &[[low, high]]) if low <= 0.0 && high >= 0.0 => [0.0, high.max(-low)],
        ("abs", [[low, high]]) => hull([low.abs(), high.abs()]),
        _ => UNBOUNDED,
    }
}

/// From the least to the largest; nothing is known where one is not a number (0 times infinity).
fn hull<const N: usize>(values: [f64; N]) -> [f64; 2] {
    if values.iter().any(|value| value.is_nan()) {
        return UNBOUNDED;
    }
    let values = values.into_iter();
    let high = values.clone().fold(f64::NEG_INFINITY, f64::max);
    [values.fold(f64::INFINITY, f64::min), high]
}

#[cfg(test)]
mod tests {
    use super::super::Formula;
    use super::UNBOUNDED;

    /// Of a formula over a in [0, 1], b in [-2, 3], c in [2, 4], and `free`.
    fn range(text: &str) -> [f64; 2] {
        Formula::parse(text).unwrap().range(|name| match name {
            "a" => Some([0.0, 1.0]),
            "b" => Some([-2.0, 3.0]),
            "c" => Some([2.0, 4.0]),
            _ => None,
        })
    }

    #[test]
    fn ranges_of_known_quantities() {
        for (text, expected) in [
            ("0.5", [0.5, 0.5]),
            ("b", [-2.0, 3.0]),
            ("-b", [-3.0, 2.0]),
            ("a + b", [-2.0, 4.0]),
            ("a - b", [-3.0, 3.0]),
            ("1.5 * a", [0.0, 1.5]),
            ("b * c", [-8.0, 12.0]),
            ("a / c", [0.0, 0.5]),
            ("c / -c", [-2.0, -0.5]),
            ("a <= 0.02 * free", [0.0, 1.0]),
            ("min(b, c)", [-2.0, 3.0]),
            ("max(a, c)", [2.0, 4.0]),
            ("abs(b)", [0.0, 3.0]),
            ("abs(-c)", [2.0, 4.0]),
            ("max(free, 0) * 0 + a", UNBOUNDED),
        ] {
            assert_eq!(range(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_unbounded() {
        for text in [
            "free",
            "a + free",
            "a / b",
            "a ^ 2",
            "exp(a)",
            "abs(free) - abs(free)",
        ] {
            let [low, high] = range(text);
            assert!(low == f64::NEG_INFINITY || high == f64::INFINITY, "{text}");
        }
        assert_eq!(range("abs(free)"), [0.0, f64::INFINITY]);
    }

    /// No value of the formula at values within the ranges leaves its range.
    #[test]
    fn every_value_is_inside() {
        for text in [
            "a * b - c",
            "b / c - a * b",
            "max(a - b, -c) / c",
            "abs(b * b - c)",
        ] {
            let formula = Formula::parse(text).unwrap();
            let [low, high] = range(text);
            for a in [0.0, 0.25, 1.0] {
                for b in [-2.0, -0.5, 0.0, 3.0] {
                    for c in [2.0, 2.5, 4.0] {
                        let of = |name: &String| match name.as_str() {
                            "a" => a,
                            "b" => b,
                            _ => c,
                        };
                        let values: Vec<f64> = formula.names().iter().map(of).collect();
                        let value = formula.evaluate(&values).unwrap();
                        assert!((low..=high).contains(&value), "{text}: {value}");
                    }
                }
            }
        }
    }
}
