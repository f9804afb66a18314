//! The grammar of formulas, by recursive descent.
//!
//! ```text
//! comparison = sum [ (">=" | "<=" | ">" | "<" | "==" | "!=") sum ]
//! sum        = product { ("+" | "-") product }
//! product    = signed { ("*" | "/") signed }
//! signed     = "-" signed | power
//! power      = atom [ "^" [ "-" ] atom ]
//! atom       = number | name | function "(" comparison { "," comparison } ")" | "(" comparison ")"
//! ```
//!
//! So -x^2 is -(x^2), and a second comparison or power asks for parentheses: readers disagree on
//! what `2^3^2` and `a < b < c` mean.

use std::collections::BTreeSet;
use std::ops::Range;

use super::error::{FormulaError, FormulaProblem};
use super::expression::{Expression, Node};
use super::function::{FUNCTIONS, Function, Operator};
use super::token::{Token, Word, tokens, unexpected};

/// Longest text in bytes: a longer formula is surely a slip.
const LONGEST: usize = 500;
/// Deepest nesting, so that no text can exhaust the stack.
const DEEPEST: usize = 32;

const OPERAND: &str = "a number, a name, a function, - or (";
const OPERATORS: &str = "an operator (+ - * / ^ >= <= > < == !=)";

/// The names of a text, sorted, and its tree.
///
/// # Errors
/// A text that is too long, nested too deeply or not a formula.
pub(super) fn parse(text: &str) -> Result<(Vec<String>, Expression), FormulaError> {
    if text.len() > LONGEST {
        return Err(FormulaError::new(
            LONGEST..LONGEST,
            FormulaProblem::TooLong {
                length: text.len(),
                most: LONGEST,
            },
        ));
    }
    let tokens = tokens(text)?;
    let names = names(&tokens);
    let mut parser = Parser {
        text,
        tokens: &tokens,
        names: &names,
        at: 0,
        depth: 0,
    };
    let expression = parser.comparison()?;
    match parser.word() {
        Word::End => Ok((names, expression)),
        _ => Err(parser.unexpected(&format!("{OPERATORS} or the end of the formula"))),
    }
}

/// The different names that are not functions, sorted.
fn names(tokens: &[Token]) -> Vec<String> {
    let names: BTreeSet<&String> = tokens
        .iter()
        .filter_map(|token| match &token.word {
            Word::Name(name) if Function::find(name).is_none() => Some(name),
            _ => None,
        })
        .collect();
    names.into_iter().cloned().collect()
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    names: &'a [String],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn comparison(&mut self) -> Result<Expression, FormulaError> {
        let left = self.sum()?;
        let Some(operator) = self.take_operator(1) else {
            return Ok(left);
        };
        let right = self.sum()?;
        if self.operator(1).is_some() {
            let allowed = "one comparison: write (a < b) * (b < c) for a < b < c";
            return Err(self.unexpected(allowed));
        }
        Ok(binary(operator, left, right))
    }

    fn sum(&mut self) -> Result<Expression, FormulaError> {
        let mut left = self.product()?;
        while let Some(operator) = self.take_operator(2) {
            left = binary(operator, left, self.product()?);
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expression, FormulaError> {
        let mut left = self.signed()?;
        while let Some(operator) = self.take_operator(3) {
            left = binary(operator, left, self.signed()?);
        }
        Ok(left)
    }

    fn signed(&mut self) -> Result<Expression, FormulaError> {
        if !self.is_minus() {
            return self.power();
        }
        let start = self.span().start;
        self.at += 1;
        let operand = self.nested(Parser::signed)?;
        Ok(negate(start, operand))
    }

    fn power(&mut self) -> Result<Expression, FormulaError> {
        let base = self.atom()?;
        let Some(operator) = self.take_operator(4) else {
            return Ok(base);
        };
        let start = self.span().start;
        let negative = self.is_minus();
        self.at += usize::from(negative);
        let mut exponent = self.atom()?;
        if negative {
            exponent = negate(start, exponent);
        }
        if self.operator(4).is_some() {
            let allowed = "one power: write (a^b)^c or a^(b^c)";
            return Err(self.unexpected(allowed));
        }
        Ok(binary(operator, base, exponent))
    }

    fn atom(&mut self) -> Result<Expression, FormulaError> {
        let span = self.span();
        match self.word().clone() {
            Word::Number(number) => {
                self.at += 1;
                Ok(Expression {
                    span,
                    node: Node::Number(number),
                })
            }
            Word::Name(name) => self.named(&name),
            Word::Open => {
                self.at += 1;
                let inner = self.nested(Parser::comparison)?;
                let close = self.close()?;
                Ok(Expression {
                    span: span.start..close,
                    ..inner
                })
            }
            _ => Err(self.unexpected(OPERAND)),
        }
    }

    fn named(&mut self, name: &str) -> Result<Expression, FormulaError> {
        let span = self.span();
        let followed = self.tokens.get(self.at + 1).map(|token| &token.word);
        match (Function::find(name), followed) {
            (Some(function), Some(Word::Open)) => self.call(function),
            (Some(_), _) => {
                self.at += 1;
                Err(self.unexpected(&format!("( and what `{name}` is taken of")))
            }
            (None, Some(Word::Open)) => {
                let all: Vec<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
                Err(self.unexpected(&format!("a function before (: {}", all.join(", "))))
            }
            (None, _) => {
                self.at += 1;
                let index = self
                    .names
                    .binary_search_by(|known| known.as_str().cmp(name));
                Ok(Expression {
                    span,
                    node: Node::Name(index.unwrap_or_default()),
                })
            }
        }
    }

    fn call(&mut self, function: Function) -> Result<Expression, FormulaError> {
        let start = self.span().start;
        self.at += 2;
        let mut arguments = vec![self.nested(Parser::comparison)?];
        while arguments.len() < function.arity() {
            if *self.word() != Word::Comma {
                return Err(self.unexpected(&format!(
                    "a comma: `{}` takes {} arguments",
                    function.name,
                    function.arity()
                )));
            }
            self.at += 1;
            arguments.push(self.nested(Parser::comparison)?);
        }
        let close = self.close()?;
        Ok(Expression {
            span: start..close,
            node: Node::Call(function, arguments),
        })
    }

    /// Takes a closing parenthesis; gives the byte behind it.
    fn close(&mut self) -> Result<usize, FormulaError> {
        if *self.word() != Word::Close {
            return Err(self.unexpected(&format!("{OPERATORS} or )")));
        }
        let end = self.span().end;
        self.at += 1;
        Ok(end)
    }

    fn nested(
        &mut self,
        part: fn(&mut Self) -> Result<Expression, FormulaError>,
    ) -> Result<Expression, FormulaError> {
        if self.depth == DEEPEST {
            let problem = FormulaProblem::TooDeep { most: DEEPEST };
            return Err(FormulaError::new(self.span(), problem));
        }
        self.depth += 1;
        let expression = part(self);
        self.depth -= 1;
        expression
    }

    /// The operator of this rank that stands here.
    fn operator(&self, rank: u8) -> Option<Operator> {
        match self.word() {
            Word::Operator(operator) if operator.rank() == rank => Some(*operator),
            _ => None,
        }
    }

    fn take_operator(&mut self, rank: u8) -> Option<Operator> {
        let operator = self.operator(rank)?;
        self.at += 1;
        Some(operator)
    }

    fn is_minus(&self) -> bool {
        *self.word() == Word::Operator(Operator::Subtract)
    }

    fn word(&self) -> &Word {
        self.tokens
            .get(self.at)
            .map_or(&Word::End, |token| &token.word)
    }

    fn span(&self) -> Range<usize> {
        let end = self.text.len();
        self.tokens
            .get(self.at)
            .map_or(end..end, |token| token.span.clone())
    }

    fn unexpected(&self, allowed: &str) -> FormulaError {
        unexpected(self.text, self.span(), allowed.to_owned())
    }
}

fn binary(operator: Operator, left: Expression, right: Expression) -> Expression {
    Expression {
        span: left.span.start..right.span.end,
        node: Node::Binary(operator, Box::new(left), Box::new(right)),
    }
}

fn negate(start: usize, operand: Expression) -> Expression {
    Expression {
        span: start..operand.span.end,
        node: Node::Negate(Box::new(operand)),
    }
}
