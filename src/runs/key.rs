//! What tells one run from another, whatever asks for it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::RunError;
use super::digest::hexadecimal;
use crate::config::{CommandConfig, Config, Data, DataConfig, SweepConfig};
use crate::data::{Dataset, Problem, TestSet};

/// Changes whenever the same configuration would give other numbers than before, so that old
/// runs are never mixed with new ones.
pub const NUMERICS_VERSION: u32 = 5;

/// Bytes of a digest that a key has.
const LENGTH: usize = 16;

/// What is in the files that configurations name. Each is read once.
#[derive(Debug, Default)]
pub struct Digests(RefCell<BTreeMap<String, Option<String>>>);

impl Digests {
    /// The SHA-256 of the user's own files that a configuration names, by key; those that cannot be
    /// read are left out.
    pub(crate) fn of(&self, data: &DataConfig) -> Vec<(&'static str, String)> {
        let digests = files(data).into_iter();
        let digests = digests.filter_map(|(key, path)| Some((key, self.file(path)?)));
        digests.collect()
    }

    fn file(&self, path: &Path) -> Option<String> {
        let mut known = self.0.borrow_mut();
        let entry = known.entry(path.display().to_string());
        entry.or_insert_with(|| digest_of_file(path)).clone()
    }

    /// The same of the files that a command line names, by path.
    fn of_command(&self, command: &CommandConfig) -> Vec<(String, String)> {
        let files = super::command::files(command).into_iter();
        let digests = files.filter_map(|path| {
            let digest = self.file(Path::new(&path))?;
            Some((path, digest))
        });
        digests.collect()
    }
}

/// Files beside a script may be large: never whole in memory.
fn digest_of_file(path: &Path) -> Option<String> {
    let mut hash = Sha256::new();
    std::io::copy(&mut std::fs::File::open(path).ok()?, &mut hash).ok()?;
    Some(hexadecimal(&hash.finalize()))
}

/// The files that a configuration names, by key.
pub(crate) fn files(data: &DataConfig) -> Vec<(&'static str, &Path)> {
    let Data::File(data) = &data.kind else {
        return Vec::new();
    };
    let mut files = vec![("data.path", data.path.as_path())];
    let labels = data.labels.as_deref();
    files.extend(labels.map(|labels| ("data.labels", labels)));
    files
}

/// A name that two values share exactly when they are equal, under this version of the numerics.
///
/// # Errors
/// What JSON cannot hold: a path that is not Unicode.
pub fn key_of(value: &impl Serialize) -> Result<String, RunError> {
    name_of(&(NUMERICS_VERSION, value))
}

/// The key of a command's run: what is asked of it, its values, and the files that its command line names. This
/// program's numerics have no part in it.
pub(super) fn key_of_command(
    config: &Config,
    command: &CommandConfig,
    digests: &Digests,
) -> Result<String, RunError> {
    let files = digests.of_command(command);
    name_of(&("command", command, config.seed, config.replicate, files))
}

fn name_of(value: &impl Serialize) -> Result<String, RunError> {
    let text = serde_json::to_vec(value).map_err(|error| {
        let reason = error.to_string();
        RunError::NoKey { reason }
    })?;
    Ok(hexadecimal(&Sha256::digest(text)[..LENGTH]))
}

/// What a run depends on: its configuration without the grid around it, and the content of the
/// files it names, or the data in their place.
#[derive(Serialize)]
pub(super) struct Identity {
    config: Config,
    files: Vec<(&'static str, String)>,
    problem: Option<String>,
}

impl Identity {
    pub fn of(config: &Config, problem: Option<&Problem>, digests: &Digests) -> Identity {
        let mut config = config.clone();
        config.sweep = SweepConfig::default();
        Identity {
            files: digests.of(&config.data),
            config,
            problem: problem.map(digest_of),
        }
    }
}

/// The digest of data that are given in memory.
fn digest_of(problem: &Problem) -> String {
    let mut hash = Sha256::new();
    let mut add = |numbers: &mut dyn Iterator<Item = f64>| {
        let mut count = 0_u64;
        for number in numbers {
            hash.update(number.to_le_bytes());
            count += 1;
        }
        hash.update(count.to_le_bytes());
    };
    let mut rows = |set: &Dataset| {
        add(&mut set.labels().iter().copied());
        add(&mut (0..set.dimension()).flat_map(|k| set.points().col(k).iter().copied()));
    };
    rows(&problem.training);
    if let Some(validation) = &problem.validation {
        rows(validation);
    }
    match &problem.test {
        TestSet::Rows(set) => rows(set),
        TestSet::Lines(lines) => {
            add(&mut lines.col_iter().flat_map(|column| column.iter().copied()));
        }
        TestSet::None => add(&mut std::iter::empty()),
    }
    if let Some(law) = &problem.law {
        add(&mut [law.signal, law.noise].into_iter());
    }
    if problem.outputs > 1 || problem.image.is_some() {
        let image = problem
            .image
            .map(|image| [image.height, image.width, image.channels]);
        let shape = std::iter::once(problem.outputs).chain(image.into_iter().flatten());
        add(&mut shape.map(|count| count as f64));
    }
    hexadecimal(&hash.finalize()[..LENGTH])
}
