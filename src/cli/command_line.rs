//! The command as it was given.

pub(super) use crate::report::quote;

/// The line that repeats this command in a shell, whatever the place of the program.
pub(super) fn command_line() -> String {
    let arguments = std::env::args_os().skip(1);
    let quoted = arguments.map(|argument| quote(&argument.to_string_lossy()));
    let words: Vec<String> = std::iter::once("sweetspot".to_string())
        .chain(quoted)
        .collect();
    words.join(" ")
}
