//! Which characters a document may hold, whatever stands in the files of others.

/// The text without the characters that XML 1.0 (section 2.2) has no place for: control characters but
/// tab, line feed and carriage return, U+FFFE and U+FFFF. Readers of XML refuse a document with one, and
/// a terminal obeys some.
pub fn without_forbidden(text: String) -> String {
    match text.chars().all(is_allowed) {
        true => text,
        false => text.chars().filter(|c| is_allowed(*c)).collect(),
    }
}

fn is_allowed(c: char) -> bool {
    let is_control = c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    !is_control && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_forbids_is_left_out() {
        let odd = "a\u{0}b\u{1b}[31mc\u{FFFE}\u{FFFF}\u{85}d\te\r\n\u{10FFFF}é".to_owned();
        assert_eq!(without_forbidden(odd), "ab[31mcd\te\r\n\u{10FFFF}é");
        assert_eq!(without_forbidden("plain".to_owned()), "plain");
    }
}
