//! What can be wrong with a text, whatever it is about.

use thiserror::Error;

/// What is wrong with a text in TOML; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadProblem {
    /// The text is not TOML.
    #[error("not valid TOML: {message}")]
    Syntax { message: String },
    /// No such key in a table.
    #[error("unknown key `{key}`{}; allowed here: {}", did_you_mean(nearest), .known.join(", "))]
    UnknownKey {
        key: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
    /// A key is missing.
    #[error("`{key}` is missing: {why}")]
    Missing { key: String, why: String },
    /// A value of the wrong type or out of range.
    #[error("`{key}` is {value}, but it must be {allowed}")]
    NotAllowed {
        key: String,
        value: String,
        allowed: String,
    },
}

/// The end of a message about a name that is not known.
pub(crate) fn did_you_mean(nearest: &Option<String>) -> String {
    let meant = |name: &String| format!(" (did you mean `{name}`?)");
    nearest.as_ref().map_or(String::new(), meant)
}
