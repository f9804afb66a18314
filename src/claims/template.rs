//! A claim's file to start from.

use std::path::PathBuf;

use super::error::ClaimProblem;
use super::file::setting::is_name;
use super::{Claim, ClaimError};

/// The text of a claim that holds as it stands.
const TEXT: &str = include_str!("template.toml");

/// A new file below a folder of claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Where it goes, below the folder.
    pub path: PathBuf,
    /// What it holds.
    pub text: &'static str,
    /// What the claim is then called.
    pub id: String,
}

impl Claim {
    /// A file to start from, for a claim called `name` (of no paper), or `paper/name`.
    ///
    /// # Errors
    /// Names that no claim can have.
    pub fn template(id: &str) -> Result<Template, ClaimError> {
        let (paper, name) = id.split_once('/').unwrap_or(("local", id));
        for (part, what) in [(paper, "paper"), (name, "claim")] {
            if !is_name(part) || part == "paper" {
                return Err(ClaimError::unplaced(ClaimProblem::bad_name(part, what)));
            }
        }
        let file = PathBuf::from(format!("{name}.toml"));
        Ok(Template {
            path: match id.contains('/') {
                true => PathBuf::from(paper).join(file),
                false => file,
            },
            text: TEXT,
            id: format!("{paper}/{name}"),
        })
    }
}
