//! The command as it was given.

/// The line that repeats this command in a shell, whatever the place of the program.
pub(super) fn command_line() -> String {
    let arguments = std::env::args_os().skip(1);
    let quoted = arguments.map(|argument| quote(&argument.to_string_lossy()));
    let words: Vec<String> = std::iter::once("sweetspot".to_string())
        .chain(quoted)
        .collect();
    words.join(" ")
}

/// The argument as a POSIX shell takes it.
pub(super) fn quote(argument: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=+.,:/@%".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_string();
    }
    format!("'{}'", argument.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_quoted_where_a_shell_would_change_them() {
        assert_eq!(quote("--set"), "--set");
        assert_eq!(quote("sweep.alphas=[0.1, 1]"), "'sweep.alphas=[0.1, 1]'");
        assert_eq!(quote("it's"), "'it'\\''s'");
        assert_eq!(quote(""), "''");
    }
}
