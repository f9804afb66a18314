//! TOML texts read with places: configurations, claims and reference curves alike.
//!
//! A [`Source`] is the text; what is written in it is a tree of [`Written`] values, each with its
//! position. [`Section`] and [`Field`] read the tree by names and types, with errors that point at
//! what is wrong and say what is allowed.

mod section;
mod source;

pub use section::{Field, Section};
pub use source::{Part, Source, Written};

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

/// The known name most like a name, if any is like it.
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    /// Below this, a suggestion confuses more than it helps.
    const LIKENESS: f64 = 0.5;
    known
        .map(|known| (strsim::normalized_damerau_levenshtein(name, known), known))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, known)| known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_the_most_alike() {
        let known = ["norm_x_plus", "norm_x_minus", "psi"];
        for (name, meant) in [
            ("norm_x_pluss", Some("norm_x_plus")),
            ("norm_x_minu", Some("norm_x_minus")),
            ("pis", Some("psi")),
            ("xyzzy", None),
        ] {
            let found = nearest(name, known.iter().copied());
            assert_eq!(found.as_deref(), meant, "{name}");
        }
    }
}
