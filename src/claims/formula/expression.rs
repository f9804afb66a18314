//! A formula as a tree, and its value.

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

/// The text of a formula, its names, and a value for each name.
pub(super) struct Context<'a> {
    pub text: &'a str,
    pub names: &'a [String],
    pub values: &'a [f64],
}

impl Expression {
    /// The value.
    ///
    /// # Errors
    /// The first part that is infinite or NaN.
    pub fn evaluate(&self, context: &Context<'_>) -> Result<f64, FormulaError> {
        let problem = match &self.node {
            Node::Number(number) => return Ok(*number),
            Node::Name(index) => match context.values[*index] {
                value if value.is_finite() => return Ok(value),
                value => FormulaProblem::NotFiniteValue {
                    name: context.names[*index].clone(),
                    value,
                },
            },
            Node::Apply(function, arguments) => {
                let mut given = [0.0; 2];
                for (given, argument) in given.iter_mut().zip(arguments) {
                    *given = argument.evaluate(context)?;
                }
                let given = &given[..arguments.len()];
                match function.apply(given) {
                    value if value.is_finite() => return Ok(value),
                    value => FormulaProblem::NotFiniteResult {
                        part: context.text[self.span.clone()].to_owned(),
                        value,
                        operation: function.name.to_owned(),
                        arguments: given.to_vec(),
                    },
                }
            }
        };
        let span = self.span.clone();
        Err(FormulaError { span, problem })
    }
}
