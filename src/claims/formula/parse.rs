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
use super::function::{FUNCTIONS, Function, NEGATE, Operator};
use super::token::{Token, Word, tokens, unexpected};

/// Longest text in bytes: a longer formula is surely a slip.
const LONGEST: usize = 500;
/// Deepest nesting, so that no text can exhaust the stack.
const DEEPEST: usize = 32;

const OPERAND: &str = "a number, a name, a function, - or (";
const OPERATORS: &str = "an operator (+ - * / ^ >= <= > < == !=)";

/// The rank of powers; those below are comparisons, sums and products.
const POWER: u8 = 4;

type Parsed = Result<Expression, FormulaError>;

/// The names of a text, sorted, and its tree.
///
/// # Errors
/// A text that is too long, nested too deeply or not a formula.
pub(super) fn parse(text: &str) -> Result<(Vec<String>, Expression), FormulaError> {
    if text.len() > LONGEST {
        let (length, most) = (text.len(), LONGEST);
        return Err(FormulaError {
            span: LONGEST..LONGEST,
            problem: FormulaProblem::TooLong { length, most },
        });
    }
    let tokens = tokens(text)?;
    let names = tokens.iter().filter_map(|token| match token.word {
        Word::Name(name) if Function::find(name).is_none() => Some(name),
        _ => None,
    });
    let names: BTreeSet<&str> = names.collect();
    let mut parser = Parser {
        text,
        tokens: &tokens,
        names: names.into_iter().collect(),
        at: 0,
        depth: 0,
    };
    let expression = parser.binary(1)?;
    if parser.word() != Word::End {
        return Err(parser.unexpected(&format!("{OPERATORS} or the end of the formula")));
    }
    let names = parser.names.into_iter().map(str::to_owned).collect();
    Ok((names, expression))
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Token<'t>],
    /// Sorted.
    names: Vec<&'t str>,
    /// Never beyond the last token, the end.
    at: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    /// A comparison (rank 1), a sum (2) or a product (3).
    fn binary(&mut self, rank: u8) -> Parsed {
        if rank == POWER {
            return self.signed();
        }
        let mut left = self.binary(rank + 1)?;
        while let Some(operator) = self.take_operator(rank) {
            left = between(operator, left, self.binary(rank + 1)?);
            if rank == 1 && self.operator(rank).is_some() {
                let allowed = "one comparison: write (a < b) * (b < c) for a < b < c";
                return Err(self.unexpected(allowed));
            }
        }
        Ok(left)
    }

    fn signed(&mut self) -> Parsed {
        let start = self.span().start;
        if !self.take_minus() {
            return self.power();
        }
        let operand = self.nested(Parser::signed)?;
        Ok(negate(start, operand))
    }

    fn power(&mut self) -> Parsed {
        let base = self.atom()?;
        let Some(operator) = self.take_operator(POWER) else {
            return Ok(base);
        };
        let start = self.span().start;
        let negative = self.take_minus();
        let mut exponent = self.atom()?;
        if negative {
            exponent = negate(start, exponent);
        }
        if self.operator(POWER).is_some() {
            return Err(self.unexpected("one power: write (a^b)^c or a^(b^c)"));
        }
        Ok(between(operator, base, exponent))
    }

    fn atom(&mut self) -> Parsed {
        let span = self.span();
        let node = match self.word() {
            Word::Number(number) => Node::Number(number),
            Word::Name(name) => return self.named(name),
            Word::Mark('(') => {
                self.at += 1;
                let inner = self.nested(|parser| parser.binary(1))?;
                let span = span.start..self.close()?;
                return Ok(Expression { span, ..inner });
            }
            _ => return Err(self.unexpected(OPERAND)),
        };
        self.at += 1;
        Ok(Expression { span, node })
    }

    fn named(&mut self, name: &str) -> Parsed {
        let span = self.span();
        let called = self.tokens[self.at + 1].word == Word::Mark('(');
        match Function::find(name) {
            Some(function) if called => self.call(function),
            None if called => {
                let all: Vec<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
                Err(self.unexpected(&format!("a function before (: {}", all.join(", "))))
            }
            Some(_) => {
                self.at += 1;
                Err(self.unexpected(&format!("( and what `{name}` is taken of")))
            }
            None => {
                self.at += 1;
                let index = self.names.binary_search(&name).unwrap_or_default();
                let node = Node::Name(index);
                Ok(Expression { span, node })
            }
        }
    }

    fn call(&mut self, function: Function) -> Parsed {
        let start = self.span().start;
        let (name, arity) = (function.name, function.arity());
        self.at += 2;
        let mut arguments = vec![self.nested(|parser| parser.binary(1))?];
        while arguments.len() < arity {
            if self.word() != Word::Mark(',') {
                let allowed = format!("a comma: `{name}` takes {arity} arguments");
                return Err(self.unexpected(&allowed));
            }
            self.at += 1;
            arguments.push(self.nested(|parser| parser.binary(1))?);
        }
        let span = start..self.close()?;
        let node = Node::Apply(function, arguments);
        Ok(Expression { span, node })
    }

    /// Takes a closing parenthesis; gives the byte behind it.
    fn close(&mut self) -> Result<usize, FormulaError> {
        if self.word() != Word::Mark(')') {
            return Err(self.unexpected(&format!("{OPERATORS} or )")));
        }
        let end = self.span().end;
        self.at += 1;
        Ok(end)
    }

    fn nested(&mut self, part: fn(&mut Self) -> Parsed) -> Parsed {
        if self.depth == DEEPEST {
            let (span, problem) = (self.span(), FormulaProblem::TooDeep { most: DEEPEST });
            return Err(FormulaError { span, problem });
        }
        self.depth += 1;
        let expression = part(self);
        self.depth -= 1;
        expression
    }

    /// The operator of this rank that stands here.
    fn operator(&self, rank: u8) -> Option<Operator> {
        match self.word() {
            Word::Operator(operator) if operator.rank == rank => Some(operator),
            _ => None,
        }
    }

    fn take_operator(&mut self, rank: u8) -> Option<Operator> {
        let operator = self.operator(rank)?;
        self.at += 1;
        Some(operator)
    }

    fn take_minus(&mut self) -> bool {
        let minus = matches!(self.word(), Word::Operator(o) if o.function.name == NEGATE.name);
        self.at += usize::from(minus);
        minus
    }

    fn word(&self) -> Word<'t> {
        self.tokens[self.at].word
    }

    fn span(&self) -> Range<usize> {
        self.tokens[self.at].span.clone()
    }

    fn unexpected(&self, allowed: &str) -> FormulaError {
        unexpected(self.text, self.span(), allowed)
    }
}

fn between(operator: Operator, left: Expression, right: Expression) -> Expression {
    Expression {
        span: left.span.start..right.span.end,
        node: Node::Apply(operator.function, vec![left, right]),
    }
}

fn negate(start: usize, operand: Expression) -> Expression {
    Expression {
        span: start..operand.span.end,
        node: Node::Apply(NEGATE, vec![operand]),
    }
}
