//! The claims there are: built in, or in a folder of the user's own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::error::ClaimProblem;
use super::questions::{check_places, unanswered_questions};
use super::{Claim, ClaimError, Paper};

// BUILT_IN: path below paper-checks/ and text of every .toml file there.
include!(concat!(env!("OUT_DIR"), "/paper_checks.rs"));

/// Folders in the order of reports: the papers as the theory cites them, our own results after them;
/// others follow by name.
const ORDER: [&str; 18] = [
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
    "yh21",
    "pcvw22",
    "dap25",
    "krd24",
    "rd26",
    "abp22",
    "mzv25",
    "sweetspot",
];

/// The file that describes a folder's paper.
const PAPER: &str = "paper.toml";

/// Claims and the papers they bear on, each in the order of reports.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// The papers that are described.
    pub papers: Vec<Paper>,
    /// The claims, by paper, then by name.
    pub claims: Vec<Claim>,
    /// What was read and has no consequence.
    pub notes: Vec<String>,
}

impl Registry {
    /// The claims compiled into this program.
    ///
    /// # Errors
    /// Those of [`Claim::parse`] and [`Paper::parse`].
    pub fn built_in() -> Result<Registry, ClaimError> {
        Registry::of_files(&built_in())
    }

    /// The claims of a folder: its .toml files, at any depth. A file's paper is the name of the folder
    /// it lies in, or `local` for files that lie in `directory` itself; `paper.toml` describes the
    /// paper and may be missing. Names that begin with a dot are skipped, links to folders not
    /// followed.
    ///
    /// # Errors
    /// Files and folders that cannot be read, a folder without claims, two claims of one id, and those
    /// of [`Claim::parse`] and [`Paper::parse`].
    pub fn read(directory: &Path) -> Result<Registry, ClaimError> {
        let mut files = Vec::new();
        gather(directory, "local", &mut files)?;
        let registry = Registry::of_files(&files)?;
        if registry.claims.is_empty() {
            let path = directory.to_owned();
            return Err(ClaimError::unplaced(ClaimProblem::NoClaims { path }));
        }
        Ok(registry)
    }

    fn of_files(files: &[File]) -> Result<Registry, ClaimError> {
        let is_paper = |file: &&File| file.path.file_name() == Some(OsStr::new(PAPER));
        let (described, of_claims): (Vec<&File>, Vec<&File>) = files.iter().partition(is_paper);
        let mut papers = Vec::new();
        for File { text, path, folder } in described {
            papers.push((path, Paper::parse(text, path, folder)?));
        }
        let mut claims = Vec::new();
        for File { text, path, folder } in of_claims {
            let mut papers = papers.iter();
            let paper = papers.find(|(_, paper)| paper.folder == *folder);
            let questions = paper.map(|(path, paper)| (path.as_path(), paper.questions.len()));
            claims.push((path, Claim::of_paper(text, path, folder, questions)?));
        }
        for (path, paper) in &papers {
            check_places(path, paper, &claims)?;
        }
        papers.sort_by_cached_key(|(_, paper)| rank(&paper.folder));
        claims.sort_by_cached_key(|(_, claim)| (rank(&claim.paper), claim.id.clone()));
        let same = |pair: &&[(&PathBuf, Claim)]| pair[0].1.id == pair[1].1.id;
        if let Some([(first, claim), (second, _)]) = claims.windows(2).find(same) {
            let (id, first, second) = (&claim.id, first.display(), second.display());
            let problem = format!("two claims have the id `{id}`: {first} and {second}");
            return Err(ClaimError::unplaced(ClaimProblem::Refused(problem)));
        }
        let notes = claims.iter().filter_map(|(path, claim)| {
            let mut described = papers.iter();
            let unanswered = described.all(|(_, paper)| paper.folder != claim.paper);
            let numbers = [&claim.questions[..], &claim.stronger].concat();
            (unanswered && !numbers.is_empty()).then(|| unanswered_questions(path, &numbers, PAPER))
        });
        Ok(Registry {
            notes: notes.collect(),
            papers: papers.into_iter().map(|(_, paper)| paper).collect(),
            claims: claims.into_iter().map(|(_, claim)| claim).collect(),
        })
    }
}

struct File {
    folder: String,
    path: PathBuf,
    text: String,
}

fn built_in() -> Vec<File> {
    let file = |(path, text): &(&str, &str)| {
        let path = Path::new("paper-checks").join(path);
        File {
            folder: folder(path.parent().and_then(Path::file_name)),
            text: (*text).to_owned(),
            path,
        }
    };
    BUILT_IN.iter().map(file).collect()
}

fn gather(directory: &Path, paper: &str, files: &mut Vec<File>) -> Result<(), ClaimError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| ClaimError::unplaced(ClaimProblem::Unreadable { path, source })
    };
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(unreadable(directory))? {
        entries.push(entry.map_err(unreadable(directory))?);
    }
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type().map_err(unreadable(&path))?.is_dir() {
            gather(&path, &folder(path.file_name()), files)?;
        } else if path.extension() == Some(OsStr::new("toml")) {
            let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
            let folder = paper.to_owned();
            files.push(File { folder, path, text });
        }
    }
    Ok(())
}

fn folder(name: Option<&OsStr>) -> String {
    name.unwrap_or_default().to_string_lossy().into_owned()
}

fn rank(folder: &str) -> (usize, String) {
    let mut order = ORDER.iter();
    let known = order.position(|known| folder.eq_ignore_ascii_case(known));
    (known.unwrap_or(ORDER.len()), folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Sentence;

    const CLAIM: &str = "title = \"t\"\nsource = \"s\"\nstatement = \"s\"\nquestion = 2\n\
        [check]\nkind = \"inequality\"\nleft = \"1\"\nright = \"0\"\n\
        [control]\nwhy = \"w\"\nreplace = { left = \"-1\" }\nsettings = [\"a\"]\n\
        [setting.a]\nexpect = \"holds\"\nseeds = { quick = 1, full = 1 }\n";

    fn paper(key: &str) -> String {
        let question = "[[question]]\ntext = \"q\"\nwhere = \"w\"\n";
        format!(
            "key = \"{key}\"\ntitle = \"t\"\nauthors = \"a\"\nvenue = \"v\"\n{question}{question}"
        )
    }

    fn folder_of(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    /// What is said about a folder, its own path left out.
    fn refusal(files: &[(&str, &str)]) -> String {
        let folder = folder_of(files);
        let error = Registry::read(folder.path()).unwrap_err();
        let path = folder.path().display().to_string();
        error.to_string().replace(&path, "FOLDER")
    }

    #[test]
    fn claims_and_papers_are_in_the_order_of_reports() {
        let names = [
            "b.toml",
            "a.toml",
            "zeta/c.toml",
            "alpha/c.toml",
            "sweetspot/c.toml",
            "deep/er/mzv25/c.toml",
            "YHL26/z.toml",
            "YHL26/a.toml",
            "mmv24/c.toml",
        ];
        let papers = [
            ("bf25/paper.toml", "BF25"),
            ("mmv24/paper.toml", "MMV24"),
            ("YHL26/paper.toml", "yhl26"),
        ];
        let texts: Vec<String> = papers.iter().map(|(_, key)| paper(key)).collect();
        let mut files: Vec<(&str, &str)> = names.iter().map(|name| (*name, CLAIM)).collect();
        for ((path, _), text) in papers.iter().zip(&texts) {
            files.push((path, text));
        }
        files.push((".hidden/c.toml", "not read"));
        files.push(("notes.txt", "not read"));
        let registry = Registry::read(folder_of(&files).path()).unwrap();
        let ids: Vec<&str> = registry
            .claims
            .iter()
            .map(|claim| claim.id.as_str())
            .collect();
        assert_eq!(
            ids,
            [
                "YHL26/a",
                "YHL26/z",
                "mmv24/c",
                "mzv25/c",
                "sweetspot/c",
                "alpha/c",
                "local/a",
                "local/b",
                "zeta/c"
            ]
        );
        let papers: Vec<(&str, &str)> = registry
            .papers
            .iter()
            .map(|paper| (paper.folder.as_str(), paper.key.as_str()))
            .collect();
        assert_eq!(
            papers,
            [("YHL26", "yhl26"), ("mmv24", "MMV24"), ("bf25", "BF25")]
        );
        assert_eq!(registry.claims[5].paper, "alpha");
    }

    #[test]
    fn folders_that_do_not_fit_together_are_refused() {
        let said = refusal(&[("x/p/c.toml", CLAIM), ("y/p/c.toml", CLAIM)]);
        assert_eq!(
            said,
            "two claims have the id `p/c`: FOLDER/x/p/c.toml and FOLDER/y/p/c.toml"
        );
        assert_eq!(
            refusal(&[("a.txt", "")]),
            "no claim in FOLDER: a claim is a .toml file"
        );
        // The first of several faults is that of the first file, however the folder lists them.
        let names: Vec<String> = (0..12).rev().map(|i| format!("{i:02}.toml")).collect();
        let broken: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
        assert!(refusal(&broken).starts_with("FOLDER/00.toml:1:"));
        let described = paper("P");
        assert_eq!(
            refusal(&[("p/paper.toml", &described)]),
            "no claim in FOLDER: a claim is a .toml file"
        );
        let three = CLAIM.replace("question = 2", "question = [1, 3]");
        assert_eq!(
            refusal(&[("p/paper.toml", &described), ("p/c.toml", &three)]),
            "FOLDER/p/c.toml:4:12: question 3 is not one of the 2 of FOLDER/p/paper.toml\n  |\n\
             4 | question = [1, 3]\n  |            ^^^^^^"
        );
        let measured = format!("{described}measured = \"{{c/b %}}\"\n");
        assert_eq!(
            refusal(&[("p/paper.toml", &measured), ("p/c.toml", CLAIM)]),
            "FOLDER/p/paper.toml: question 2 is measured by `p/c` in the setting `b`, which does not exist"
        );
        // Without the paper's file nobody knows how many it has.
        let folder = folder_of(&[("p/c.toml", &three), ("q/paper.toml", &paper("Q"))]);
        assert!(Registry::read(folder.path()).is_ok());
        let missing = folder.path().join("none");
        let error = Registry::read(&missing).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("cannot read {}", missing.display())
        );
        assert!(std::error::Error::source(&error).is_some());
        assert_eq!(error.hint(), None);
    }

    #[test]
    fn papers_are_read_with_care() {
        let text = paper("P")
            + "not_checked = \"n\"\nnot_shown = \"m\"\nclaimed = \"1\"\nmeasured = \"{c/a}\"\n";
        let read = |text: &str| Paper::parse(text, Path::new("p/paper.toml"), "p");
        let paper = read(&text).unwrap();
        assert_eq!((paper.title.as_str(), paper.authors.as_str()), ("t", "a"));
        assert_eq!((paper.venue.as_str(), paper.arxiv), ("v", None));
        let [first, second] = paper.questions.as_slice() else {
            panic!("{:?}", paper.questions);
        };
        assert_eq!((first.text.as_str(), first.place.as_str()), ("q", "w"));
        assert_eq!((&first.not_checked, &first.not_shown), (&None, &None));
        assert_eq!((&first.claimed, &first.measured), (&None, &None));
        assert_eq!(second.claimed.as_deref(), Some("1"));
        assert_eq!(second.measured, Sentence::parse("{c/a}"));
        assert_eq!(second.not_checked.as_deref(), Some("n"));
        assert_eq!(second.not_shown.as_deref(), Some("m"));
        for (part, other, said) in [
            (
                "key = \"P\"",
                "key = \"Q\"",
                "2:7: `key` is \"Q\", but it must be \"p\", in any capitals: its folder's name",
            ),
            (
                "venue",
                "venu",
                "5:1: unknown key `venu` (did you mean `venue`?); allowed here: key, title, authors, venue, arxiv, question",
            ),
            (
                "title = \"t\"",
                "",
                "1:1: `title` is missing: the paper's title",
            ),
            (
                "authors = \"a\"",
                "authors = [\"a\"]",
                "4:11: `authors` is [\"a\"], but it must be a text that is not empty",
            ),
            (
                "[[question]]\ntext = \"q\"",
                "[[question]]",
                "6:1: `question.text` is missing: what the paper claims",
            ),
            (
                "where",
                "whree",
                "8:1: unknown key `question.whree` (did you mean `where`?); allowed here: text, where, claimed, measured, not_checked, not_shown",
            ),
            (
                "{c/a}",
                "0.5",
                "15:12: `question.measured` is \"0.5\", but it must be a sentence with places for what was measured, as in \"the best is {claim/setting %} below the ends\"",
            ),
            (
                "venue = \"v\"",
                "venue = \"v\"\narxiv = 2601.1",
                "6:9: `arxiv` is 2601.1, but it must be a text that is not empty",
            ),
        ] {
            let edited = format!("\n{}", text.replacen(part, other, 1));
            let message = read(&edited).unwrap_err().to_string();
            let first = message.lines().next().unwrap();
            assert_eq!(first, format!("p/paper.toml:{said}"));
        }
        let none = read("key = \"P\"\ntitle = \"t\"\nauthors = \"a\"\nvenue = \"v\"");
        assert!(
            none.unwrap_err()
                .to_string()
                .contains("`question` is missing")
        );
    }

    #[test]
    fn every_paper_of_the_theory_is_built_in() {
        let described = built_in();
        let described = described.iter().filter(|file| file.path.ends_with(PAPER));
        let mut folders: Vec<String> = described
            .map(|file| {
                let paper = Paper::parse(&file.text, &file.path, &file.folder).unwrap();
                assert!(!paper.questions.is_empty(), "{}", file.folder);
                file.folder.clone()
            })
            .collect();
        folders.sort_by_key(|folder| rank(folder));
        assert_eq!(folders, ORDER);
    }
}
