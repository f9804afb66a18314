//! The curves that are compiled into the binary.

use super::{CurveError, Definition, Numbers};

/// Name, definition and numbers of every file in `snapshots/`; written by the build script.
const FILES: &[(&str, &str, Option<&str>)] = include!(concat!(env!("OUT_DIR"), "/snapshots.rs"));

/// A curve's definition and the numbers it should have.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The definition.
    pub definition: Definition,
    /// The numbers; `None` for a curve that was never measured.
    pub numbers: Option<Numbers>,
}

/// All reference curves, by name.
///
/// # Errors
/// A file that is not valid, with its line.
pub fn snapshots() -> Result<Vec<Snapshot>, CurveError> {
    FILES
        .iter()
        .map(|(name, definition, numbers)| {
            let definition = Definition::read(name, definition)?;
            let numbers = numbers.map(|text| Numbers::read(&definition, text));
            Ok(Snapshot {
                numbers: numbers.transpose()?,
                definition,
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
