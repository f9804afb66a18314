//! What claims and the papers' questions have to do with each other.

use std::path::{Path, PathBuf};

use super::error::ClaimProblem;
use super::{Claim, ClaimError, Paper, Sentence};

/// Of a claim that names questions of a paper which no file describes.
pub fn unanswered_questions(path: &Path, numbers: &[u32], paper: &str) -> String {
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    let (questions, are) = match numbers.len() {
        1 => ("question", "is"),
        _ => ("questions", "are"),
    };
    format!(
        "{}: {questions} {} {are} not answered, since {} beside it, which would say what the paper \
         claims, is not there",
        path.display(),
        numbers.join(", "),
        paper
    )
}

/// What a paper's answers are filled with has to exist.
pub fn check_places(
    path: &Path,
    paper: &Paper,
    claims: &[(&PathBuf, Claim)],
) -> Result<(), ClaimError> {
    for (number, question) in (1..).zip(&paper.questions) {
        for place in question.measured.iter().flat_map(Sentence::places) {
            let (id, setting) = (format!("{}/{}", paper.folder, place.claim), &place.setting);
            let named = claims.iter().find(|(_, claim)| claim.id == id);
            let mut settings = named.iter().flat_map(|(_, claim)| &claim.settings);
            if !settings.any(|known| known.name == *setting) {
                let number = format!("{}: question {number}", path.display());
                let problem = format!(
                    "{number} is measured by `{id}` in the setting `{setting}`, which does not exist"
                );
                return Err(ClaimError::unplaced(ClaimProblem::Refused(problem)));
            }
        }
    }
    Ok(())
}
