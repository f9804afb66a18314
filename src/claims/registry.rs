//! The claims there are: built in, or in a folder of the user's own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::error::ClaimProblem;
use super::file::place_of_questions;
use super::{Claim, ClaimError, KnownQuantity, Paper};
use crate::config::Place;

// BUILT_IN: path below paper-checks/ and text of every .toml file there.
include!(concat!(env!("OUT_DIR"), "/paper_checks.rs"));

/// Folders in the order of reports: the papers as the theory cites them, our own results after them;
/// others follow by name.
const ORDER: [&str; 13] = [
    "yhl26",
    "mmv24",
    "bf25",
    "pl21",
    "dhl18",
    "ll20",
    "cob19",
    "gsjw20",
    "wgl20",
    "amsp25",
    "pcvw22",
    "mzv25",
    "sweetspot",
];

/// The paper of claims that are in no folder.
const LOCAL: &str = "local";
/// The file that describes a folder's paper.
const PAPER: &str = "paper.toml";

/// Claims and the papers they bear on, each in the order of reports.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    papers: Vec<Paper>,
    claims: Vec<Claim>,
}

/// A file with the folder it lies in.
struct File {
    folder: String,
    path: PathBuf,
    text: String,
}

impl Registry {
    /// The claims compiled into this program.
    ///
    /// # Errors
    /// Those of [`Claim::parse`] and [`Paper::parse`], if `known` lacks a quantity of a claim.
    pub fn built_in(known: &[KnownQuantity<'_>]) -> Result<Registry, ClaimError> {
        let file = |(path, text): &(&str, &str)| {
            let path = Path::new("paper-checks").join(path);
            let name = path.parent().and_then(Path::file_name);
            File {
                folder: folder(name),
                text: (*text).to_owned(),
                path,
            }
        };
        Registry::of_files(&BUILT_IN.iter().map(file).collect::<Vec<_>>(), known)
    }

    /// The claims of a folder: its .toml files, at any depth. A file's paper is the name of the folder
    /// it lies in, or `local` for files that lie in `directory` itself; `paper.toml` describes the
    /// paper and may be missing. Names that begin with a dot are skipped, links to folders not
    /// followed.
    ///
    /// # Errors
    /// Files and folders that cannot be read, a folder without claims, two claims of one id, and those
    /// of [`Claim::parse`] and [`Paper::parse`].
    pub fn read(directory: &Path, known: &[KnownQuantity<'_>]) -> Result<Registry, ClaimError> {
        let mut files = Vec::new();
        gather(directory, LOCAL, &mut files)?;
        let registry = Registry::of_files(&files, known)?;
        if registry.claims.is_empty() {
            let path = directory.to_owned();
            return Err(unplaced(ClaimProblem::NoClaims { path }));
        }
        Ok(registry)
    }

    /// The claims, by paper, then by name.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The papers that are described.
    pub fn papers(&self) -> &[Paper] {
        &self.papers
    }

    fn of_files(files: &[File], known: &[KnownQuantity<'_>]) -> Result<Registry, ClaimError> {
        let (described, claims): (Vec<&File>, Vec<&File>) = files
            .iter()
            .partition(|file| file.path.file_name() == Some(OsStr::new(PAPER)));
        let mut papers = Vec::new();
        for file in &described {
            let paper = Paper::parse(&file.text, &file.path, &file.folder)?;
            papers.push((*file, paper));
        }
        let mut read = Vec::new();
        for file in &claims {
            let claim = Claim::parse(&file.text, &file.path, &file.folder, known)?;
            check_questions(file, &claim, &papers)?;
            read.push((*file, claim));
        }
        papers.sort_by_cached_key(|(_, paper)| rank(&paper.folder));
        read.sort_by_cached_key(|(_, claim)| (rank(&claim.paper), claim.id.clone()));
        check_ids(&read)?;
        Ok(Registry {
            papers: papers.into_iter().map(|(_, paper)| paper).collect(),
            claims: read.into_iter().map(|(_, claim)| claim).collect(),
        })
    }
}

fn rank(folder: &str) -> (usize, String) {
    let known = ORDER
        .iter()
        .position(|known| folder.eq_ignore_ascii_case(known));
    (known.unwrap_or(ORDER.len()), folder.to_owned())
}

fn check_ids(claims: &[(&File, Claim)]) -> Result<(), ClaimError> {
    for pair in claims.windows(2) {
        if let [(first, claim), (second, other)] = pair
            && claim.id == other.id
        {
            return Err(unplaced(ClaimProblem::DuplicateId {
                id: claim.id.clone(),
                first: first.path.clone(),
                second: second.path.clone(),
            }));
        }
    }
    Ok(())
}

fn check_questions(
    file: &File,
    claim: &Claim,
    papers: &[(&File, Paper)],
) -> Result<(), ClaimError> {
    let Some((described, paper)) = papers.iter().find(|(_, paper)| paper.folder == claim.paper)
    else {
        return Ok(());
    };
    let count = paper.questions.len();
    let beyond = |question: &&u32| **question as usize > count;
    match claim.questions.iter().find(beyond) {
        None => Ok(()),
        Some(&question) => Err(ClaimError::new(
            place_of_questions(&file.text, &file.path),
            ClaimProblem::UnknownQuestion {
                question,
                count,
                paper: described.path.clone(),
            },
        )),
    }
}

/// Reads the .toml files below a folder, in the order of their names.
fn gather(directory: &Path, paper: &str, files: &mut Vec<File>) -> Result<(), ClaimError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| unplaced(ClaimProblem::Unreadable { path, source })
    };
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(unreadable(directory))? {
        entries.push(entry.map_err(unreadable(directory))?);
    }
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if hidden {
            continue;
        }
        if entry.file_type().map_err(unreadable(&path))?.is_dir() {
            gather(&path, &folder(path.file_name()), files)?;
        } else if path.extension() == Some(OsStr::new("toml")) {
            let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
            files.push(File {
                folder: paper.to_owned(),
                path,
                text,
            });
        }
    }
    Ok(())
}

fn folder(name: Option<&OsStr>) -> String {
    name.unwrap_or_default().to_string_lossy().into_owned()
}

fn unplaced(problem: ClaimProblem) -> ClaimError {
    ClaimError::new(Place::Unwritten, problem)
}
