//! What can be wrong with a formula.

use std::ops::Range;

use thiserror::Error;

/// What is wrong with a formula, and where in its text.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{problem} (at character {})", .span.start + 1)]
pub struct FormulaError {
    /// The bytes of the formula's text at fault; empty at its end.
    pub span: Range<usize>,
    /// What is wrong.
    pub problem: FormulaProblem,
}

/// What is wrong with a formula.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum FormulaProblem {
    /// The text is not a formula.
    #[error("found {found}, but allowed here is {allowed}")]
    Unexpected {
        /// What stands there.
        found: String,
        /// What may stand there.
        allowed: String,
    },
    /// The text is too long.
    #[error("a formula of {length} characters, but at most {most} are allowed")]
    TooLong {
        /// Its bytes.
        length: usize,
        /// The most that are allowed.
        most: usize,
    },
    /// Parentheses, functions and signs within each other.
    #[error("nested too deeply: at most {most} levels of parentheses and signs are allowed")]
    TooDeep {
        /// The most that are allowed.
        most: usize,
    },
    /// A quantity is infinite or NaN.
    #[error("`{name}` is {value}, but a formula needs finite numbers")]
    NotFiniteValue {
        /// The quantity.
        name: String,
        /// Its value.
        value: f64,
    },
    /// An operation on finite numbers has no finite result.
    #[error("`{part}` is {value}: {operation} has no finite value for {}", operands(.arguments))]
    NotFiniteResult {
        /// The part of the formula that is not finite.
        part: String,
        /// Its value.
        value: f64,
        /// The operation, as it is written.
        operation: String,
        /// What it was given.
        arguments: Vec<f64>,
    },
    /// Not one value for each name.
    #[error("{given} values, but the formula has {names} names")]
    WrongCount {
        /// The values given.
        given: usize,
        /// The names of the formula.
        names: usize,
    },
}

fn operands(arguments: &[f64]) -> String {
    let texts: Vec<String> = arguments.iter().map(|x| format!("{x:?}")).collect();
    texts.join(" and ")
}

impl FormulaError {
    pub(super) fn new(span: Range<usize>, problem: FormulaProblem) -> Self {
        FormulaError { span, problem }
    }
}
