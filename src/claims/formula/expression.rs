//! A formula as a tree, and its value.

use std::ops::Range;

use super::error::{FormulaError, FormulaProblem};
use super::function::{Function, Operator};

/// A part of a formula with the bytes it takes in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expression {
    pub span: Range<usize>,
    pub node: Node,
}

/// What a part of a formula is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Number(f64),
    /// A name, as its place in the sorted list of names.
    Name(usize),
    Negate(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
    Call(Function, Vec<Expression>),
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
        match &self.node {
            Node::Number(number) => Ok(*number),
            Node::Name(index) => self.value_of(*index, context),
            Node::Negate(operand) => Ok(-operand.evaluate(context)?),
            Node::Binary(operator, left, right) => {
                let (left, right) = (left.evaluate(context)?, right.evaluate(context)?);
                let value = operator.apply(left, right);
                self.finite(value, operator.sign(), &[left, right], context)
            }
            Node::Call(function, arguments) => {
                let arguments: Vec<f64> = arguments
                    .iter()
                    .map(|argument| argument.evaluate(context))
                    .collect::<Result<_, _>>()?;
                self.finite(
                    function.apply(&arguments),
                    function.name,
                    &arguments,
                    context,
                )
            }
        }
    }

    fn value_of(&self, index: usize, context: &Context<'_>) -> Result<f64, FormulaError> {
        let value = context.values.get(index).copied().unwrap_or(f64::NAN);
        if value.is_finite() {
            return Ok(value);
        }
        let name = context.names.get(index).cloned().unwrap_or_default();
        let problem = FormulaProblem::NotFiniteValue { name, value };
        Err(FormulaError::new(self.span.clone(), problem))
    }

    fn finite(
        &self,
        value: f64,
        operation: &str,
        arguments: &[f64],
        context: &Context<'_>,
    ) -> Result<f64, FormulaError> {
        if value.is_finite() {
            return Ok(value);
        }
        let problem = FormulaProblem::NotFiniteResult {
            part: context.text[self.span.clone()].to_owned(),
            value,
            operation: operation.to_owned(),
            arguments: arguments.to_vec(),
        };
        Err(FormulaError::new(self.span.clone(), problem))
    }
}
