//! What is finished survives an interruption and is never made twice: files with a line for every
//! answer, `{"sum": .., "key": .., "answer": ..}`, only ever added to. Equal keys
//! ([`Job::key`](super::Job::key)) are equal answers, so that sweeps, verifications and audits resume
//! alike.
//!
//! Every process adds to a file of its own, its part, so that any number of them may be at work in one
//! folder, on one machine or on many: nothing is locked, and no line can be cut by another's. The store
//! is all parts together.

mod error;
mod part;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::digest::digest;
pub use error::StoreError;
use error::io_error;
use part::Part;

/// What every line begins with.
const BEGINNING: &str = "{\"sum\":\"";

/// Digits of a line's checksum.
const SUM_LENGTH: usize = 16;

/// What an answer may say of how it came about: answers that differ in nothing else are equal.
const INCIDENTAL: [&str; 2] = ["seconds", "day"];

/// Answers by key, open for more.
#[derive(Debug)]
pub struct Store {
    part: Mutex<Part>,
    found: BTreeMap<String, Line>,
    unreadable: Vec<Unreadable>,
}

/// Lines of a part that no answer can be read from: cut off when a disk was full, or changed by
/// something else. What they held is made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The part.
    pub path: PathBuf,
    /// How many.
    pub lines: usize,
}

/// Where an answer stands, and the text of its record.
#[derive(Clone, Debug)]
struct Line {
    path: PathBuf,
    number: usize,
    record: String,
}

#[derive(Serialize, Deserialize)]
struct Record<A> {
    key: String,
    answer: A,
}

impl Store {
    /// Opens the answers in a folder, those of all its files `NAME.jsonl` and `NAME-*.jsonl`. More go
    /// into a file of this process's own, which is made with the first.
    ///
    /// # Errors
    /// [`StoreError::Unequal`]; what the system refuses.
    pub fn open(folder: &Path, name: &str) -> Result<Self, StoreError> {
        let mut store = Store {
            part: Mutex::new(Part::new(folder, name)),
            found: BTreeMap::new(),
            unreadable: Vec::new(),
        };
        for path in parts(folder, name)? {
            store.read(path)?;
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

    /// What could not be read, by part.
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    /// The answer of a key, where it was there when the store was opened.
    ///
    /// # Errors
    /// A line that holds another kind of answer.
    pub fn find<A: DeserializeOwned>(&self, key: &str) -> Result<Option<A>, StoreError> {
        let line = self.found.get(key);
        line.map(|line| line.answer::<A>()).transpose()
    }

    /// Whether the answer of a key was there when the store was opened.
    pub fn has(&self, key: &str) -> bool {
        self.found.contains_key(key)
    }

    /// Adds the answers of another store that this one had not when it was opened, and says how many
    /// those are.
    ///
    /// # Errors
    /// [`StoreError::Unequal`] where both have an answer and it is not the same; what the system refuses.
    pub fn add_all(&self, other: &Store) -> Result<usize, StoreError> {
        let mut part = self.part.lock().unwrap_or_else(|error| error.into_inner());
        let mut added = 0;
        for (key, line) in &other.found {
            match self.found.get(key) {
                Some(known) => known.check_equal(line)?,
                None => {
                    part.add(&line_of(&line.record))?;
                    added += 1;
                }
            }
        }
        Ok(added)
    }

    /// All answers of this form that were there when the store was opened, in the order of their keys;
    /// those of another form are left out.
    pub fn answers<A: DeserializeOwned>(&self) -> impl Iterator<Item = A> {
        self.found
            .values()
            .filter_map(|line| line.answer::<A>().ok())
    }

    /// Adds an answer; it is in the file when this returns.
    ///
    /// # Errors
    /// What the system refuses (a full disk, for one), a folder that is gone.
    pub fn add<A: Serialize>(&self, key: &str, answer: &A) -> Result<(), StoreError> {
        // A thread that panicked left at worst a line that cannot be read.
        let mut part = self.part.lock().unwrap_or_else(|error| error.into_inner());
        let key = key.to_owned();
        let record = serde_json::to_string(&Record { key, answer });
        let record = record.map_err(|error| part.error(error.into()))?;
        part.add(&line_of(&record))
    }

    fn read(&mut self, path: PathBuf) -> Result<(), StoreError> {
        // A flipped bit need not leave the text UTF-8.
        let bytes = fs::read(&path).map_err(io_error(&path))?;
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = 0;
        for (index, line) in text.lines().enumerate() {
            let Some((key, record)) = record_of(line) else {
                lines += 1;
                continue;
            };
            let line = Line {
                path: path.clone(),
                number: index + 1,
                record: record.to_owned(),
            };
            match self.found.get(&key) {
                Some(known) => known.check_equal(&line)?,
                None => drop(self.found.insert(key, line)),
            }
        }
        if lines > 0 {
            self.unreadable.push(Unreadable { path, lines });
        }
        Ok(())
    }
}

impl Line {
    fn answer<A: DeserializeOwned>(&self) -> Result<A, StoreError> {
        let record = serde_json::from_str::<Record<A>>(&self.record);
        let record = record.map_err(|error| StoreError::OtherAnswer {
            path: self.path.clone(),
            line: self.number,
            reason: error.to_string(),
        });
        Ok(record?.answer)
    }

    /// Two processes may have found the same, but not something else.
    fn check_equal(&self, other: &Line) -> Result<(), StoreError> {
        let value = |line: &Line| {
            let mut value: Value = serde_json::from_str(&line.record).unwrap_or_default();
            without_incidentals(&mut value);
            value
        };
        if self.record == other.record || value(self) == value(other) {
            return Ok(());
        }
        Err(StoreError::Unequal {
            first: self.path.clone(),
            first_line: self.number,
            second: other.path.clone(),
            second_line: other.number,
        })
    }
}

fn without_incidentals(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !INCIDENTAL.contains(&name.as_str()));
            fields.values_mut().for_each(without_incidentals);
        }
        Value::Array(items) => items.iter_mut().for_each(without_incidentals),
        _ => {}
    }
}

/// A record with its checksum in front, and the end of the line.
fn line_of(record: &str) -> String {
    let rest = &record[1..];
    format!(
        "{BEGINNING}{}\",{rest}\n",
        &digest(rest.as_bytes())[..SUM_LENGTH]
    )
}

/// Key and text of the record that a line holds; `None` where it is not as it was written.
fn record_of(line: &str) -> Option<(String, String)> {
    let (sum, rest) = line.strip_prefix(BEGINNING)?.split_once("\",")?;
    if digest(rest.as_bytes())[..SUM_LENGTH] != *sum {
        return None;
    }
    let record = format!("{{{rest}");
    let key = serde_json::from_str::<Record<IgnoredAny>>(&record)
        .ok()?
        .key;
    Some((key, record))
}

/// The files of a store in a folder, in the order of their names; none where there is no folder.
///
/// # Errors
/// What the system refuses.
pub fn parts(folder: &Path, name: &str) -> Result<Vec<PathBuf>, StoreError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(io_error(folder))?,
    };
    let mut parts = Vec::new();
    for entry in entries {
        let entry = entry.map_err(io_error(folder))?;
        if is_part(&entry.file_name().to_string_lossy(), name) {
            parts.push(entry.path());
        }
    }
    parts.sort();
    Ok(parts)
}

/// Whether a file of this name belongs to a store.
fn is_part(file: &str, name: &str) -> bool {
    let rest = file
        .strip_prefix(name)
        .and_then(|rest| rest.strip_suffix(".jsonl"));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests;
