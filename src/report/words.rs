//! Numbers, counts and sentences as a person reads them.

pub(super) use crate::math::short;

/// The values as [`short`] text, with two significant digits or as many more as
/// it takes to tell different values apart.
pub(super) fn distinct(values: &[f64]) -> Vec<String> {
    let texts = |digits| -> Vec<String> { values.iter().map(|v| short(*v, digits)).collect() };
    let told_apart = |texts: &[String]| {
        let mut pairs = (0..values.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
        pairs.all(|(i, j)| values[i] == values[j] || texts[i] != texts[j])
    };
    let found = (2..17).map(texts).find(|texts| told_apart(texts));
    found.unwrap_or_else(|| texts(17))
}

/// "1 claim", "2 claims".
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// With a full stop, unless it ends with one.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim_end();
    match text.is_empty() || text.ends_with(['.', '!', '?']) {
        true => text.to_string(),
        false => format!("{text}."),
    }
}

/// Columns of a terminal that lines are kept within.
pub(super) const LINE: usize = 80;

/// The words in lines of at most [`LINE`] columns, `first` in front of the first line and
/// `later` in front of the others. Ends with a newline.
pub(super) fn paragraph(sentence: &str, first: &str, later: &str) -> String {
    let mut text = first.to_string();
    let mut used = first.chars().count();
    for (index, word) in sentence.split_whitespace().enumerate() {
        let length = word.chars().count();
        if index > 0 && used + 1 + length <= LINE {
            text.push(' ');
            used += 1;
        } else if index > 0 {
            text += &format!("\n{later}");
            used = later.chars().count();
        }
        text += word;
        used += length;
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_values_have_different_texts() {
        assert_eq!(distinct(&[0.1, 0.2]), ["0.1", "0.2"]);
        assert_eq!(distinct(&[0.101, 0.102, 1.0]), ["0.101", "0.102", "1"]);
        assert_eq!(distinct(&[1.0, 1.0]), ["1", "1"]);
    }

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
