//! What may be sent to a terminal.

use std::borrow::Cow;

/// The text with control characters spelled out, as `\u{1b}`: names and formulas of others' files may
/// hold what a terminal obeys. Colours and weights of letters stay.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let mut printed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_odd) {
        let (before, odd) = rest.split_at(at);
        printed.push_str(before);
        let style = style_length(odd);
        match odd.chars().next() {
            Some(c) if style == 0 => {
                printed.extend(c.escape_default());
                rest = &odd[c.len_utf8()..];
            }
            _ => {
                printed.push_str(&odd[..style]);
                rest = &odd[style..];
            }
        }
    }
    printed.push_str(rest);
    Cow::Owned(printed)
}

fn is_odd(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// Bytes of the order for a style that the text begins with, `ESC [ numbers m`; 0 where it does not.
fn style_length(text: &str) -> usize {
    let Some(order) = text.strip_prefix("\u{1b}[") else {
        return 0;
    };
    let numbers = order.find(|c: char| !(c.is_ascii_digit() || c == ';'));
    match numbers {
        Some(end) if order[end..].starts_with('m') => "\u{1b}[".len() + end + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_sent_no_orders_but_styles() {
        let bold = "\u{1b}[1m\u{1b}[32mHOLDS\u{1b}[0m é\u{1b}";
        assert_eq!(
            printable(bold),
            "\u{1b}[1m\u{1b}[32mHOLDS\u{1b}[0m é\\u{1b}"
        );
        assert_eq!(
            printable("a\u{1b}[2Jb\u{0}\tc\n"),
            "a\\u{1b}[2Jb\\u{0}\tc\n"
        );
        assert!(matches!(printable("é\n"), Cow::Borrowed(_)));
    }
}
