//! A paper, and what it claims itself.

/// A paper whose claims are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The name of its folder, as it stands in the ids of its claims.
    pub folder: String,
    /// Its key, the folder's name in the paper's own capitals.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its authors.
    pub authors: String,
    /// Where it was published.
    pub venue: String,
    /// Its number on arXiv, if it has one.
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
    /// Why no claim bears on it, and what comes nearest; `None` where claims do.
    pub not_checked: Option<String>,
    /// What the claims that bear on it do not show.
    pub not_shown: Option<String>,
}
