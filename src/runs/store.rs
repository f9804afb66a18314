//! What is finished survives an interruption and is never made twice: a file with a line for every
//! answer, `{"key": .., "answer": ..}`, only ever added to. Equal keys ([`Job::key`](super::Job::key))
//! are equal answers, so that sweeps, verifications and audits resume alike.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What every line begins with.
const BEGINNING: &str = "{\"key\":";

/// Why a store cannot be used; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    #[error("another process is at work in {}", path.display())]
    InUse { path: PathBuf },
    #[error(
        "{} holds runs in the form of an earlier version of this program: choose another folder with --out, or remove the file",
        path.display()
    )]
    OtherForm { path: PathBuf },
    /// Lines are counted from 1.
    #[error("{}, line {line} is not a finished run: {reason}", path.display())]
    Damaged {
        path: PathBuf,
        line: usize,
        reason: String,
    },
    #[error("cannot read or write {}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// A file of answers by key, open for more. Other processes are locked out while it lives.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    file: Mutex<File>,
    /// The lines by key, each with its number.
    found: BTreeMap<String, (usize, String)>,
}

#[derive(Serialize, Deserialize)]
struct Record<A> {
    key: String,
    answer: A,
}

impl Store {
    /// Opens a file of answers, or begins it; `fresh` drops what is in it. A last line that was cut
    /// off by a crash is dropped.
    ///
    /// # Errors
    /// [`StoreError::InUse`]; a line that is no record; what the system refuses.
    pub fn open(path: &Path, fresh: bool) -> Result<Self, StoreError> {
        let io_error = |source| StoreError::Io {
            path: path.to_path_buf(),
            source,
        };
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.map_err(io_error)?;
        // Two processes at once would make every run twice, and could cut each other's lines. A
        // file system that knows no locks is no reason to refuse.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            let path = path.to_path_buf();
            return Err(StoreError::InUse { path });
        }
        if fresh {
            file.set_len(0).map_err(io_error)?;
        }
        let text = std::fs::read_to_string(path).map_err(io_error)?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        if whole < text.len() {
            file.set_len(whole as u64).map_err(io_error)?;
        }
        let path = path.to_path_buf();
        if text.starts_with('{') && !text.starts_with(BEGINNING) {
            return Err(StoreError::OtherForm { path });
        }
        let mut store = Store {
            path,
            file: Mutex::new(file),
            found: BTreeMap::new(),
        };
        for (index, text) in text[..whole].lines().enumerate() {
            let record: Record<IgnoredAny> = store.read(index + 1, text)?;
            store.found.insert(record.key, (index + 1, text.to_owned()));
        }
        Ok(store)
    }

    /// Number of answers that were there when the store was opened.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether the store was empty when it was opened.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The answer of a key, where it was there when the store was opened.
    ///
    /// # Errors
    /// A line that holds something else, by its number.
    pub fn find<A: DeserializeOwned>(&self, key: &str) -> Result<Option<A>, StoreError> {
        let line = self.found.get(key);
        let answer = line.map(|(number, text)| Ok(self.read::<A>(*number, text)?.answer));
        answer.transpose()
    }

    /// All answers of this form that were there when the store was opened, in the order of their keys;
    /// those of another form are left out.
    pub fn answers<A: DeserializeOwned>(&self) -> impl Iterator<Item = A> {
        let lines = self.found.values();
        lines.filter_map(|(number, text)| Some(self.read::<A>(*number, text).ok()?.answer))
    }

    /// Adds an answer; it is in the file when this returns.
    ///
    /// # Errors
    /// What the system refuses (a full disk, for one).
    pub fn add<A: Serialize>(&self, key: &str, answer: &A) -> Result<(), StoreError> {
        let key = key.to_owned();
        let write = || {
            let line = serde_json::to_string(&Record { key, answer })? + "\n";
            let mut file = self.file.lock().unwrap_or_else(|error| error.into_inner());
            file.write_all(line.as_bytes())
        };
        write().map_err(|source| StoreError::Io {
            path: self.path.clone(),
            source,
        })
    }

    fn read<A: DeserializeOwned>(&self, line: usize, text: &str) -> Result<Record<A>, StoreError> {
        serde_json::from_str(text).map_err(|error| StoreError::Damaged {
            path: self.path.clone(),
            line,
            reason: error.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reopened(text: &str) -> (tempfile::TempDir, Result<Store, StoreError>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs.jsonl");
        std::fs::write(&path, text).unwrap();
        let store = Store::open(&path, false);
        (folder, store)
    }

    #[test]
    fn an_answer_is_found_again_and_a_torn_line_is_cut() {
        let (folder, store) = reopened("");
        let store = store.unwrap();
        store.add("a", &[1.5, 0.1]).unwrap();
        store.add("b", &"text").unwrap();
        assert!(store.is_empty(), "what is added later is not looked up");
        drop(store);
        let path = folder.path().join("runs.jsonl");
        let whole = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{whole}{{\"key\":\"c\",\"ans")).unwrap();
        let store = Store::open(&path, false).unwrap();
        assert_eq!(store.len(), 2);
        assert_eq!(store.find::<Vec<f64>>("a").unwrap(), Some(vec![1.5, 0.1]));
        assert_eq!(store.find::<String>("b").unwrap().as_deref(), Some("text"));
        assert_eq!(store.find::<String>("c").unwrap(), None);
        assert_eq!(store.answers::<String>().collect::<Vec<_>>(), ["text"]);
        store.add("c", &1).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 3);
        drop(store);
        assert!(Store::open(&path, true).unwrap().is_empty());
    }

    #[test]
    fn a_damaged_line_is_named_and_nothing_is_lost() {
        let text = "{\"key\":\"a\",\"answer\":1}\n{\"key\":\"b\"}\n";
        let (folder, store) = reopened(text);
        let refused = store.unwrap_err().to_string();
        assert!(refused.contains("runs.jsonl, line 2"), "{refused}");
        let path = folder.path().join("runs.jsonl");
        assert_eq!(std::fs::read_to_string(path).unwrap(), text);
        let (_folder, store) = reopened("{\"key\":\"a\",\"answer\":1}\n");
        let refused = store.unwrap().find::<String>("a").unwrap_err().to_string();
        assert!(refused.contains("runs.jsonl, line 1"), "{refused}");
    }

    #[test]
    fn one_process_at_a_time() {
        let (folder, store) = reopened("");
        let path = folder.path().join("runs.jsonl");
        let refused = Store::open(&path, false);
        assert!(matches!(refused, Err(StoreError::InUse { .. })));
        drop(store);
        Store::open(&path, false).unwrap();
    }
}
