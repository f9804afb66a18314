//! What may be sent to a terminal.

use std::borrow::Cow;

/// The text with control characters spelled out, as `\u{1b}`: names and formulas of others' files may
/// hold what a terminal obeys.
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let spelled = |c: char| match is_odd(c) {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    Cow::Owned(text.chars().map(spelled).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_sent_no_orders() {
        assert_eq!(
            printable("a\u{1b}[2Jb\u{0}\tc\n"),
            "a\\u{1b}[2Jb\\u{0}\tc\n"
        );
        assert!(matches!(printable("é\n"), Cow::Borrowed(_)));
    }
}
