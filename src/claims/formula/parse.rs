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
use super::function::{FUNCTIONS, Function, NEGATE};
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
        Word::Name(name) if Function::find(name).is_none() => Some(name.to_owned()),
        _ => None,
    });
    let names: BTreeSet<String> = names.collect();
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
    Ok((parser.names, expression))
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Token<'t>],
    /// Sorted.
    names: Vec<String>,
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
        while let Some(operator) = self.operator(rank) {
            self.at += 1;
            left = applied(
                left.span.start,
                operator,
                vec![left, self.binary(rank + 1)?],
            );
            if rank == 1 && self.operator(rank).is_some() {
                let allowed = "one comparison: write (a < b) * (b < c) for a < b < c";
                return Err(self.unexpected(allowed));
            }
        }
        Ok(left)
    }

    fn signed(&mut self) -> Parsed {
        let start = self.span().start;
        if !self.take(Word::Operator(NEGATE)) {
            return self.power();
        }
        let operand = self.nested(Parser::signed)?;
        Ok(applied(start, NEGATE, vec![operand]))
    }

    fn power(&mut self) -> Parsed {
        let base = self.atom()?;
        let Some(operator) = self.operator(POWER) else {
            return Ok(base);
        };
        self.at += 1;
        let start = self.span().start;
        let negative = self.take(Word::Operator(NEGATE));
        let mut exponent = self.atom()?;
        if negative {
            exponent = applied(start, NEGATE, vec![exponent]);
        }
        if self.operator(POWER).is_some() {
            return Err(self.unexpected("one power: write (a^b)^c or a^(b^c)"));
        }
        Ok(applied(base.span.start, operator, vec![base, exponent]))
    }

    fn atom(&mut self) -> Parsed {
        let span = self.span();
        let node = match self.word() {
            Word::Number(number) => Node::Number(number),
            Word::Name(name) => return self.named(name),
            Word::Mark('(') => {
                self.at += 1;
                let inner = self.inner()?;
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
                let known = self.names.iter().position(|known| known == name);
                let node = Node::Name(known.unwrap_or_default());
                Ok(Expression { span, node })
            }
        }
    }

    fn call(&mut self, function: Function) -> Parsed {
        let start = self.span().start;
        self.at += 2;
        let mut arguments = vec![self.inner()?];
        while arguments.len() < function.arity() {
            if !self.take(Word::Mark(',')) {
                let (name, arity) = (function.name, function.arity());
                let allowed = format!("a comma: `{name}` takes {arity} arguments");
                return Err(self.unexpected(&allowed));
            }
            arguments.push(self.inner()?);
        }
        let span = start..self.close()?;
        let node = Node::Apply(function, arguments);
        Ok(Expression { span, node })
    }

    /// What stands between parentheses or commas.
    fn inner(&mut self) -> Parsed {
        self.nested(|parser| parser.binary(1))
    }

    /// Takes a closing parenthesis; gives the byte behind it.
    fn close(&mut self) -> Result<usize, FormulaError> {
        let end = self.span().end;
        if !self.take(Word::Mark(')')) {
            return Err(self.unexpected(&format!("{OPERATORS} or )")));
        }
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

    fn operator(&self, rank: u8) -> Option<Function> {
        match self.word() {
            Word::Operator(operator) if operator.rank == rank => Some(operator),
            _ => None,
        }
    }

    fn take(&mut self, word: Word<'_>) -> bool {
        let found = self.word() == word;
        self.at += usize::from(found);
        found
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

fn applied(start: usize, function: Function, operands: Vec<Expression>) -> Expression {
    let end = operands.last().map_or(start, |operand| operand.span.end);
    Expression {
        span: start..end,
        node: Node::Apply(function, operands),
    }
}
