//! The curves that are compiled into the binary.

use super::{CurveError, Definition, Numbers};

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
    FILES
        .iter()
        .map(|(name, definition, numbers)| {
            Ok(Snapshot {
                definition: Definition::read(name, definition)?,
                text: *numbers,
            })
        })
        .collect()
}

/// The reference curves of these names, or all without names.
///
/// # Errors
/// [`CurveError::Unknown`] with the nearest name there is.
pub fn named(names: &[String]) -> Result<Vec<Snapshot>, CurveError> {
    let all = snapshots()?;
    if let Some(unknown) = names
        .iter()
        .find(|name| !all.iter().any(|curve| curve.definition.name == **name))
    {
        let distance = |name: &str| strsim::damerau_levenshtein(name, unknown);
        let known = all.iter().map(|curve| curve.definition.name.clone());
        let nearest = known.min_by_key(|name| distance(name));
        return Err(CurveError::Unknown {
            name: unknown.clone(),
            nearest: nearest.filter(|name| distance(name) * 2 <= name.len()),
        });
    }
    let asked = |curve: &Snapshot| names.is_empty() || names.contains(&curve.definition.name);
    Ok(all.into_iter().filter(asked).collect())
}
