//! A paper, what it claims itself, and the file that says so.

use std::path::Path;

use super::reader::{optional, optional_text, text};
use crate::claims::{ClaimError, Sentence};
use crate::config::document::{Field, Section, Source};

pub const KEYS: &[&str] = &["key", "title", "authors", "venue", "arxiv", "question"];
pub const QUESTION_KEYS: &[&str] = &[
    "text",
    "where",
    "claimed",
    "measured",
    "not_checked",
    "not_shown",
];

const MEASURED_FORM: &str = "a sentence with places for what was measured, as in \
    \"the best is {claim/setting %} below the ends\"";

/// A paper whose claims are checked.
#[allow(missing_docs)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The name of its folder, as it stands in the ids of its claims.
    pub folder: String,
    /// The folder's name in the paper's own capitals.
    pub key: String,
    pub title: String,
    pub authors: String,
    /// Where it was published.
    pub venue: String,
    /// Its number there.
    pub arxiv: Option<String>,
    /// What the paper itself claims; claims refer to these, counted from 1.
    pub questions: Vec<Question>,
}

/// One of a paper's own claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What the paper claims.
    pub text: String,
    /// Where in the paper: a theorem, a section, a figure.
    pub place: String,
    /// What the paper says in numbers, as far as it does.
    pub claimed: Option<String>,
    /// What the claims that bear on it measured.
    pub measured: Option<Sentence>,
    /// Why no claim bears on it, and what comes nearest; `None` where claims do.
    pub not_checked: Option<String>,
    /// What the claims that bear on it do not show.
    pub not_shown: Option<String>,
}

impl Paper {
    /// Reads the text of a `paper.toml` in a folder of this name; `path` stands in errors.
    ///
    /// # Errors
    /// A text that is not TOML; unknown and missing keys; values of a wrong type; a key that is not
    /// the folder's name.
    pub fn parse(written: &str, path: &Path, folder: &str) -> Result<Paper, ClaimError> {
        let (source, root) = Source::parse(path, written)?;
        let root = Section::root(&source, &root);
        root.only(KEYS)?;
        let key = root.need("key", "the folder's name in the paper's own capitals")?;
        if !key.text()?.eq_ignore_ascii_case(folder) {
            return Err(key.not(&format!("\"{folder}\", in any capitals: its folder's name")));
        }
        let questions = root.need("question", "what the paper claims, as [[question]]")?;
        let form = "a list of tables, as in [[question]]";
        let questions = questions.items(form)?;
        let questions = questions.iter().map(|item| question(item, form));
        Ok(Paper {
            folder: folder.to_owned(),
            key: key.text()?.to_owned(),
            title: text(&root, "title", "the paper's title")?,
            authors: text(&root, "authors", "the paper's authors")?,
            venue: text(&root, "venue", "where it was published")?,
            arxiv: optional_text(&root, "arxiv")?,
            questions: questions.collect::<Result<_, _>>()?,
        })
    }
}

fn question(field: &Field<'_>, form: &str) -> Result<Question, ClaimError> {
    let section = field.section(form)?;
    section.only(QUESTION_KEYS)?;
    Ok(Question {
        text: text(&section, "text", "what the paper claims")?,
        place: text(&section, "where", "the theorem, section or figure")?,
        claimed: optional_text(&section, "claimed")?,
        measured: optional(&section, "measured", |field| {
            Sentence::parse(field.text()?).ok_or_else(|| field.not(MEASURED_FORM))
        })?,
        not_checked: optional_text(&section, "not_checked")?,
        not_shown: optional_text(&section, "not_shown")?,
    })
}
