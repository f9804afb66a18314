//! The numbers of a statistical check: what every run gave, seed by seed.

use super::super::measure::Measured;

/// `values[number][seed]`: the legs in their order, within each the check's formulas in theirs;
/// `None` where a run has no finite value.
///
/// # Errors
/// A run that could not be made.
pub(in super::super) fn numbers(
    legs: usize,
    measured: &[Vec<Measured>],
) -> Result<Vec<Vec<Option<f64>>>, String> {
    let mut all: Vec<Vec<Vec<Option<f64>>>> = vec![Vec::new(); legs];
    for (replicate, of_seed) in measured.iter().enumerate() {
        for (leg, measured) in all.iter_mut().zip(of_seed) {
            match measured {
                Measured::Numbers(numbers) => {
                    leg.resize(numbers.len().max(leg.len()), Vec::new());
                    for (values, number) in leg.iter_mut().zip(numbers) {
                        values.push(*number);
                    }
                }
                Measured::Failed(reason) => {
                    return Err(format!("replicate {replicate} could not be run: {reason}"));
                }
                Measured::Elements(_) => {
                    return Err("elements where numbers are needed".to_owned());
                }
            }
        }
    }
    Ok(all.concat())
}

/// The same without gaps; `None` where a run has no value.
pub(in super::super) fn complete(values: &[Vec<Option<f64>>]) -> Option<Vec<Vec<f64>>> {
    let complete = values.iter().map(|values| values.iter().copied().collect());
    complete.collect()
}
