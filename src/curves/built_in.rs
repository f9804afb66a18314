//! The curves that are compiled into the binary.

use super::{CurveError, Definition, Numbers};
use crate::config::document::nearest;

/// Name, definition and numbers of every file in `snapshots/`; written by the build script.
const FILES: &[(&str, &str, Option<&str>)] = include!(concat!(env!("OUT_DIR"), "/snapshots.rs"));

/// A curve's definition and the numbers it should have.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The definition.
    pub definition: Definition,
    text: Option<&'static str>,
}

impl Snapshot {
    /// The numbers; `None` for a curve that was never measured.
    ///
    /// # Errors
    /// [`CurveError::Numbers`], also where the definition has got other columns since.
    pub fn numbers(&self) -> Result<Option<Numbers>, CurveError> {
        let numbers = self.text.map(|text| self.definition.read_numbers(text));
        numbers.transpose()
    }
}

/// All reference curves, by name.
///
/// # Errors
/// A definition that is not valid, with its line.
pub fn snapshots() -> Result<Vec<Snapshot>, CurveError> {
    let read = FILES.iter().map(|&(name, definition, text)| {
        let definition = Definition::read(name, definition)?;
        Ok(Snapshot { definition, text })
    });
    read.collect()
}

/// The reference curves of these names, or all without names.
///
/// # Errors
/// [`CurveError::Unknown`] with the nearest name there is.
pub fn named(names: &[String]) -> Result<Vec<Snapshot>, CurveError> {
    let all = snapshots()?;
    for name in names {
        let mut known = all.iter().map(|curve| curve.definition.name.as_str());
        if !known.clone().any(|known| known == name) {
            let (name, nearest) = (name.clone(), nearest(name, &mut known));
            return Err(CurveError::Unknown { name, nearest });
        }
    }
    let asked = |curve: &Snapshot| names.is_empty() || names.contains(&curve.definition.name);
    Ok(all.into_iter().filter(asked).collect())
}
