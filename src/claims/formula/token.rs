//! The words of a formula.

use std::ops::Range;

use super::error::{FormulaError, FormulaProblem};
use super::function::Operator;

/// A word with the bytes it takes in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub span: Range<usize>,
    pub word: Word,
}

/// A word of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    Number(f64),
    Name(String),
    Operator(Operator),
    Open,
    Close,
    Comma,
    End,
}

/// What names are; messages quote it.
const NAMES: &str = "a name of lower-case ASCII letters, digits and _ that begins with a letter";

/// The words of a text, the last one the end.
///
/// # Errors
/// The first character or number that no word can have.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, FormulaError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first == ' ' {
            at += 1;
            continue;
        }
        let (word, length) = match first {
            '(' => (Word::Open, 1),
            ')' => (Word::Close, 1),
            ',' => (Word::Comma, 1),
            '0'..='9' | '.' => number(text, at)?,
            'a'..='z' | 'A'..='Z' | '_' => name(text, at)?,
            _ => operator(text, at, first)?,
        };
        tokens.push(Token {
            span: at..at + length,
            word,
        });
        at += length;
    }
    tokens.push(Token {
        span: text.len()..text.len(),
        word: Word::End,
    });
    Ok(tokens)
}

fn operator(text: &str, at: usize, first: char) -> Result<(Word, usize), FormulaError> {
    if let Some(operator) = Operator::at_start(&text[at..]) {
        return Ok((Word::Operator(operator), operator.sign().len()));
    }
    let allowed = match first {
        '=' => "== for a comparison".to_owned(),
        '\t' | '\n' | '\r' => "a space: a formula is one line".to_owned(),
        _ => "a number, a name, an operator (+ - * / ^ >= <= > < == !=), a comma or a parenthesis"
            .to_owned(),
    };
    Err(unexpected(text, at..at + first.len_utf8(), allowed))
}

fn name(text: &str, at: usize) -> Result<(Word, usize), FormulaError> {
    let length = count(&text[at..], |c| c.is_ascii_alphanumeric() || c == b'_');
    let name = &text[at..at + length];
    let lower = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
    let allowed = match name {
        "e" | "E" => "exp(1) for Euler's number: `e` is no name",
        "pi" | "PI" => "acos(-1) for the number pi: `pi` is no name",
        _ if !name.bytes().all(lower) || name.starts_with('_') => NAMES,
        _ => return Ok((Word::Name(name.to_owned()), length)),
    };
    Err(unexpected(text, at..at + length, allowed.to_owned()))
}

/// Digits, or digits around a point (before it they may be missing), and an exponent.
fn number(text: &str, at: usize) -> Result<(Word, usize), FormulaError> {
    let rest = &text[at..];
    let digits = |from: usize| count(&rest[from..], |c| c.is_ascii_digit());
    let mut length = digits(0);
    let mut complete = length > 0;
    if rest[length..].starts_with('.') {
        let fraction = digits(length + 1);
        complete = fraction > 0;
        length += 1 + fraction;
    }
    if complete && rest[length..].starts_with(['e', 'E']) {
        let signed = rest[length + 1..].starts_with(['+', '-']);
        let exponent = length + 1 + usize::from(signed);
        length = exponent + digits(exponent);
    }
    let glued = count(&rest[length..], |c| {
        c.is_ascii_alphanumeric() || c == b'_' || c == b'.'
    });
    let value: Option<f64> = rest[..length].parse().ok();
    match value.filter(|value| complete && glued == 0 && value.is_finite()) {
        Some(value) => Ok((Word::Number(value), length)),
        None => Err(unexpected(
            text,
            at..at + length + glued,
            "a finite number such as 2, .5, 0.25 or 1e-8, with an operator before what follows it"
                .to_owned(),
        )),
    }
}

fn count(text: &str, accepts: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| accepts(*byte)).count()
}

/// The error for a part of the text that cannot stand where it does.
pub(super) fn unexpected(text: &str, span: Range<usize>, allowed: String) -> FormulaError {
    let found = match &text[span.clone()] {
        "" => "the end of the formula".to_owned(),
        part => format!("`{}`", part.escape_debug()),
    };
    FormulaError::new(span, FormulaProblem::Unexpected { found, allowed })
}
