//! Quantities that some runs do not have: every value they could take is tried.

use super::{Evidence, StatisticsError};

/// Most grid points with undefined values for which the possibilities are enumerated.
const MOST_POINTS: usize = 10;

/// Evidence that stands whatever the undefined values are between `low` and `high`.
///
/// `values[k][s]` is the value at grid point k with seed s, or `None` where the run does not have it
/// (it never reached the point at which it is taken). Such a run cannot be left out, because those
/// that fail to arrive are not a random choice. Which value is the worst depends on the claim and on
/// the grid point; so `rule` is asked for all choices of `low` or `high`, the least and the largest
/// value that the quantity can have, at the points that miss values (one choice a point), and each
/// side gets its largest p. Where these are not finite, or more than 10 points miss values, nothing
/// is known: both p-values are 1.
///
/// # Errors
/// Those of `rule`.
pub fn with_undefined<E: From<StatisticsError>>(
    values: &[Vec<Option<f64>>],
    [low, high]: [f64; 2],
    rule: impl Fn(&[Vec<f64>]) -> Result<Evidence, E>,
) -> Result<Evidence, E> {
    let missing: Vec<usize> = (0..values.len())
        .filter(|&point| values[point].contains(&None))
        .collect();
    let bounded = low.is_finite() && high.is_finite();
    if !missing.is_empty() && (missing.len() > MOST_POINTS || !bounded) {
        return Ok(Evidence::NONE);
    }
    let reading = |choice: usize| {
        let mut ends = vec![low; values.len()];
        for (bit, &point) in missing.iter().enumerate() {
            ends[point] = if choice >> bit & 1 == 1 { high } else { low };
        }
        let filled = values.iter().zip(ends).map(|(point, end)| {
            let values = point.iter().map(|value| value.unwrap_or(end));
            values.collect()
        });
        rule(&filled.collect::<Vec<Vec<f64>>>())
    };
    let readings = (0..1_usize << missing.len()).map(reading);
    Ok(Evidence::under_every(
        readings.collect::<Result<Vec<_>, _>>()?,
    ))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::statistics::evidence::tests::evidence;

    #[test]
    fn complete_values_are_asked_for_once_and_without_bounds() {
        let calls = RefCell::new(Vec::new());
        let found = with_undefined(
            &[vec![Some(1.0), Some(2.0)]],
            [f64::NEG_INFINITY, f64::INFINITY],
            |values| {
                calls.borrow_mut().push(values.to_vec());
                Ok::<_, StatisticsError>(evidence(0.25))
            },
        );
        assert_eq!(found, Ok(evidence(0.25)));
        assert_eq!(calls.into_inner(), [[[1.0, 2.0]]]);
    }

    #[test]
    fn every_choice_of_ends_is_tried_and_the_worst_of_each_side_counts() {
        let calls = RefCell::new(Vec::new());
        let values = [
            vec![Some(1.0), None],
            vec![Some(5.0), Some(6.0)],
            vec![None, None],
        ];
        let found = with_undefined(&values, [-1.0, 3.0], |values| {
            calls.borrow_mut().push(values.to_vec());
            Ok::<_, StatisticsError>(evidence(0.2 * calls.borrow().len() as f64))
        })
        .unwrap();
        assert!((found.holds - 0.8).abs() < 1e-15 && (found.violated - 0.8).abs() < 1e-15);
        let middle = vec![5.0, 6.0];
        let reading = |a: f64, b: f64| vec![vec![1.0, a], middle.clone(), vec![b, b]];
        assert_eq!(
            calls.into_inner(),
            [
                reading(-1.0, -1.0),
                reading(3.0, -1.0),
                reading(-1.0, 3.0),
                reading(3.0, 3.0)
            ]
        );
    }

    #[test]
    fn without_bounds_or_with_too_many_points_nothing_is_known() {
        let sure = |_: &[Vec<f64>]| Ok::<_, StatisticsError>(evidence(1e-9));
        let points = |count: usize| vec![vec![None]; count];
        for bounds in [
            [f64::NEG_INFINITY, 1.0],
            [0.0, f64::INFINITY],
            [f64::NAN, 1.0],
        ] {
            assert_eq!(with_undefined(&points(1), bounds, sure), Ok(Evidence::NONE));
        }
        let found = |count| with_undefined(&points(count), [0.0, 1.0], sure).unwrap();
        assert_eq!(found(10), evidence(1e-9));
        assert_eq!(found(11), Evidence::NONE);
    }

    #[test]
    fn errors_of_the_rule_are_passed_on() {
        let error = StatisticsError::TooFewSeeds(1);
        let failing = |_: &[Vec<f64>]| Err(error.clone());
        let found = with_undefined(&[vec![None]], [0.0, 1.0], failing);
        assert_eq!(found, Err(error.clone()));
    }
}
