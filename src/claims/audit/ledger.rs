//! The file of an audit: what is finished survives an interruption.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::AuditedPaper;

/// Verdicts by master seed and paper, a JSON line each.
///
/// A line of claims, a budget or numerics that are no longer those audited stays in the file and
/// counts for nothing.
#[derive(Debug)]
pub struct AuditLedger {
    path: PathBuf,
    lines: Vec<AuditedPaper>,
}

/// Why an audit's file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use {}", path.display())]
pub struct AuditError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

impl AuditLedger {
    /// Opens `audit.jsonl` in a folder, or begins it.
    ///
    /// # Errors
    /// A file that cannot be read or made.
    pub fn open(folder: &Path) -> Result<Self, AuditError> {
        let path = folder.join("audit.jsonl");
        let lines = read(folder, &path).map_err(|source| AuditError {
            path: path.clone(),
            source,
        })?;
        Ok(AuditLedger { path, lines })
    }

    /// The finished papers of a master seed, of those with these fingerprints.
    pub fn of_seed(
        &self,
        seed: u64,
        fingerprints: &BTreeMap<String, String>,
    ) -> Vec<&AuditedPaper> {
        let lines = self.lines.iter().filter(|line| line.seed == seed);
        lines
            .filter(|line| fingerprints.get(&line.paper) == Some(&line.fingerprint))
            .collect()
    }

    /// Adds finished papers.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn add(&mut self, papers: Vec<AuditedPaper>) -> Result<(), AuditError> {
        let text: io::Result<String> = papers.iter().map(json_line).collect();
        text.and_then(|text| {
            let mut file = OpenOptions::new().append(true).open(&self.path)?;
            file.write_all(text.as_bytes())
        })
        .map_err(|source| AuditError {
            path: self.path.clone(),
            source,
        })?;
        self.lines.extend(papers);
        Ok(())
    }
}

fn read(folder: &Path, path: &Path) -> io::Result<Vec<AuditedPaper>> {
    fs::create_dir_all(folder)?;
    if !path.exists() {
        fs::write(path, "")?;
    }
    // A line cut off by a crash is dropped, and so does not spoil the next.
    let text = fs::read_to_string(path)?;
    let whole = text
        .lines()
        .map_while(|line| serde_json::from_str(line).ok());
    let lines: Vec<AuditedPaper> = whole.collect();
    let kept: io::Result<String> = lines.iter().map(json_line).collect();
    fs::write(path, kept?)?;
    Ok(lines)
}

fn json_line(paper: &AuditedPaper) -> io::Result<String> {
    Ok(serde_json::to_string(paper)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::audited;
    use super::*;

    fn fingerprints(papers: &[(&str, &str)]) -> BTreeMap<String, String> {
        let owned = papers
            .iter()
            .map(|(p, f)| ((*p).to_owned(), (*f).to_owned()));
        owned.collect()
    }

    #[test]
    fn a_ledger_is_found_again_without_its_torn_line() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = AuditLedger::open(folder.path()).unwrap();
        ledger.add(vec![audited(7, "p", &["a"], &[])]).unwrap();
        let path = folder.path().join("audit.jsonl");
        let mut text = fs::read_to_string(&path).unwrap();
        text += "{\"seed\":8,\"verd";
        fs::write(&path, text).unwrap();
        let mut ledger = AuditLedger::open(folder.path()).unwrap();
        let now = fingerprints(&[("p", "p now")]);
        assert_eq!(ledger.of_seed(7, &now), [&audited(7, "p", &["a"], &[])]);
        assert!(ledger.of_seed(8, &now).is_empty());
        ledger.add(vec![audited(8, "p", &[], &[])]).unwrap();
        let again = AuditLedger::open(folder.path()).unwrap();
        assert_eq!(again.of_seed(8, &now).len(), 1);
    }

    #[test]
    fn verdicts_of_other_claims_are_kept_and_count_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = AuditLedger::open(folder.path()).unwrap();
        ledger
            .add(vec![audited(7, "p", &[], &[]), audited(7, "q", &[], &[])])
            .unwrap();
        let changed = fingerprints(&[("p", "p later"), ("q", "q now")]);
        let papers: Vec<&str> = ledger
            .of_seed(7, &changed)
            .iter()
            .map(|line| line.paper.as_str())
            .collect();
        assert_eq!(papers, ["q"]);
        let text = fs::read_to_string(folder.path().join("audit.jsonl")).unwrap();
        assert_eq!(text.lines().count(), 2);
    }
}
