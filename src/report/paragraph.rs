//! Sentences broken into the lines of a terminal.

/// Columns of a terminal that lines are kept within.
pub(super) const LINE: usize = 80;

/// The words in lines of at most [`LINE`] columns, `first` in front of the first line and
/// `later` in front of the others. Ends with a newline.
pub(super) fn paragraph(sentence: &str, first: &str, later: &str) -> String {
    let mut text = String::from(first);
    let mut used = first.chars().count();
    let mut fresh = true;
    for word in sentence.split_whitespace() {
        let length = word.chars().count();
        if fresh {
            used += length;
        } else if used + 1 + length <= LINE {
            text.push(' ');
            used += 1 + length;
        } else {
            text.push('\n');
            text.push_str(later);
            used = later.chars().count() + length;
        }
        text.push_str(word);
        fresh = false;
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_filled_and_none_is_longer() {
        let text = paragraph(&"12345 ".repeat(40), "- ", "    ");
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("- 12345 ") && lines[1].starts_with("    12345"));
        assert_eq!(text.matches("12345").count(), 40);
        for (index, line) in lines.iter().enumerate() {
            assert!(line.len() <= LINE && !line.ends_with(' '), "{line}");
            assert!(index + 1 == lines.len() || line.len() + 6 > LINE, "{line}");
        }
    }

    #[test]
    fn a_word_longer_than_a_line_has_one_of_its_own() {
        let long = "x".repeat(100);
        assert_eq!(
            paragraph(&format!("a {long} b"), "", "  "),
            format!("a\n  {long}\n  b\n")
        );
    }
}
