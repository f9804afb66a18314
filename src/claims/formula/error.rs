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

/// What is wrong with a formula; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum FormulaProblem {
    #[error("found {found}, but allowed here is {allowed}")]
    Unexpected { found: String, allowed: String },
    #[error("a formula of {length} characters, but at most {most} are allowed")]
    TooLong { length: usize, most: usize },
    #[error("nested too deeply: at most {most} levels of parentheses and signs are allowed")]
    TooDeep { most: usize },
    #[error("`{name}` is {value}, but a formula needs finite numbers")]
    NotFiniteValue { name: String, value: f64 },
    #[error("`{part}` is {value}: {operation} has no finite value for {}", operands(.arguments))]
    NotFiniteResult {
        part: String,
        value: f64,
        operation: String,
        arguments: Vec<f64>,
    },
    #[error("{given} values, but the formula has {names} names")]
    WrongCount { given: usize, names: usize },
}

fn operands(arguments: &[f64]) -> String {
    let texts: Vec<String> = arguments.iter().map(|x| format!("{x:?}")).collect();
    texts.join(" and ")
}
