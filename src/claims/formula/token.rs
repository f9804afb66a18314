//! The words of a formula.

use std::ops::Range;

use super::error::{FormulaError, FormulaProblem};
use super::function::{Function, OPERATORS};

pub(super) struct Token<'t> {
    pub span: Range<usize>,
    pub word: Word<'t>,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Word<'t> {
    Number(f64),
    Name(&'t str),
    Operator(Function),
    /// A parenthesis or a comma.
    Mark(char),
    End,
}

const NAMES: &str = "a name of lower-case ASCII letters, digits and _ that begins with a letter";

const NUMBERS: &str =
    "a finite number such as 2, .5, 0.25 or 1e-8, with an operator before what follows it";

const WORDS: &str =
    "a number, a name, an operator (+ - * / ^ >= <= > < == !=), a comma or a parenthesis";

/// The words of a text, the last one the end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, FormulaError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first == ' ' {
            at += 1;
            continue;
        }
        let rest = &text[at..];
        let read = match first {
            '(' | ')' | ',' => Ok((Word::Mark(first), 1)),
            '0'..='9' | '.' => number(rest),
            'a'..='z' | 'A'..='Z' | '_' => name(rest),
            _ => operator(rest, first),
        };
        let (word, length) =
            read.map_err(|(length, allowed)| unexpected(text, at..at + length, allowed))?;
        let span = at..at + length;
        at = span.end;
        tokens.push(Token { span, word });
    }
    let (span, word) = (text.len()..text.len(), Word::End);
    tokens.push(Token { span, word });
    Ok(tokens)
}

/// The word at the beginning of a text with its bytes; else how many bytes cannot stand there, and
/// what can.
type Read<'t> = Result<(Word<'t>, usize), (usize, &'static str)>;

fn operator(rest: &str, first: char) -> Read<'_> {
    let mut operators = OPERATORS.iter();
    if let Some(found) = operators.find(|operator| rest.starts_with(operator.name)) {
        return Ok((Word::Operator(*found), found.name.len()));
    }
    let allowed = match first {
        '=' => "== for a comparison",
        '\t' | '\n' | '\r' => "a space: a formula is one line",
        _ => WORDS,
    };
    Err((first.len_utf8(), allowed))
}

fn name(rest: &str) -> Read<'_> {
    let length = count(rest, |c| c.is_ascii_alphanumeric() || c == b'_');
    let name = &rest[..length];
    let lower = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
    match name {
        "e" | "E" => Err((length, "exp(1) for Euler's number: `e` is no name")),
        "pi" | "PI" => Err((length, "acos(-1) for the number pi: `pi` is no name")),
        _ if !name.bytes().all(lower) || name.starts_with('_') => Err((length, NAMES)),
        _ => Ok((Word::Name(name), length)),
    }
}

/// Digits, or digits around a point (before it they may be missing), and an exponent.
fn number(rest: &str) -> Read<'_> {
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
    let value = rest[..length].parse().ok();
    let value = value.filter(|value: &f64| complete && glued == 0 && value.is_finite());
    let value = value.ok_or((length + glued, NUMBERS))?;
    Ok((Word::Number(value), length))
}

fn count(text: &str, accepts: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| accepts(*byte)).count()
}

pub(super) fn unexpected(text: &str, span: Range<usize>, allowed: &str) -> FormulaError {
    let found = match &text[span.clone()] {
        "" => "the end of the formula".to_owned(),
        part => format!("`{}`", part.escape_debug()),
    };
    let allowed = allowed.to_owned();
    let problem = FormulaProblem::Unexpected { found, allowed };
    FormulaError { span, problem }
}
