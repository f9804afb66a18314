//! Expressions over named quantities.

mod error;
mod expression;
mod function;
mod parse;
mod token;

#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Serialize, Serializer};

pub use error::{FormulaError, FormulaProblem};
use expression::{Expression, UNBOUNDED};

/// An expression over named quantities, such as `norm_x_plus * (zeta - psi^2)`.
///
/// Operators are `+ - * / ^` and the comparisons `>= <= > < == !=`, which are 1 where they are
/// true and else 0; `-x^2` is `-(x^2)`, and a power of a power or a comparison of a comparison needs
/// parentheses. `docs/claim-format.md` lists the functions. Names are ASCII snake_case.
/// Transcendental functions come from libm, so that a value has the same bits on every machine.
///
/// ```
/// use sweetspot::claims::Formula;
/// let formula = Formula::parse("norm * (zeta - psi^2)")?;
/// assert_eq!(formula.names(), ["norm", "psi", "zeta"]);
/// assert_eq!(formula.evaluate(&[2.0, 0.5, 1.0])?, 1.5);
/// let error = Formula::parse("zeta - * psi").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "found `*`, but allowed here is a number, a name, a function, - or ( (at character 8)"
/// );
/// # Ok::<(), sweetspot::claims::FormulaError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Formula {
    text: String,
    names: Vec<String>,
    expression: Expression,
}

/// The text alone: it says everything, and functions would print where this process has loaded them.
impl fmt::Debug for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Formula").field(&self.text).finish()
    }
}

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// A text that is not a formula, is longer than 500 bytes, or is nested more than 32 deep; the
    /// error says where, what stands there, and what is allowed. A part without names that is infinite
    /// or NaN, such as `1/0`: no run can mend it.
    pub fn parse(text: &str) -> Result<Formula, FormulaError> {
        let (names, expression) = parse::parse(text)?;
        expression.constant(text)?;
        Ok(Formula {
            text: text.to_owned(),
            names,
            expression,
        })
    }

    /// The formula as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The different names in it, sorted.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The value, given one number for each of [`names`](Formula::names), in that order.
    ///
    /// # Errors
    /// Another number of values; a value that is used, or a part of the formula, that is infinite or
    /// NaN.
    pub fn evaluate(&self, values: &[f64]) -> Result<f64, FormulaError> {
        if values.len() != self.names.len() {
            let (given, names) = (values.len(), self.names.len());
            return Err(FormulaError {
                span: 0..self.text.len(),
                problem: FormulaProblem::WrongCount { given, names },
            });
        }
        self.expression.evaluate(&self.text, &self.names, values)
    }

    /// The least and the largest value it can have, where `of` is the range of each name (`None`:
    /// not known); infinite where there is no bound. It may be wider than it has to be.
    pub fn range(&self, of: impl Fn(&str) -> Option<[f64; 2]>) -> [f64; 2] {
        let names = self.names.iter();
        let names = names.map(|name| of(name).unwrap_or(UNBOUNDED));
        self.expression.range(&names.collect::<Vec<_>>())
    }
}

/// As its text.
impl Serialize for Formula {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}
