//! Places on an inner grid: one for each block of seeds.

use super::super::{Locate, LocateHow};
use crate::math::{fitted_minimum, mean, smallest};

/// The place of a curve's minimum or crossing on the inner grid; `None` where it has none
/// inside the grid. `means` holds the curve's values at `locate.over.values`.
fn place(locate: &Locate, means: &[f64]) -> Option<f64> {
    let grid = &locate.over.values;
    match locate.how {
        LocateHow::Argmin => smallest(means).map(|at| grid[at]),
        LocateHow::FittedMinimum => {
            let logs: Vec<f64> = grid.iter().map(|key| libm::log(*key)).collect();
            fitted_minimum(&logs, means).map(libm::exp)
        }
        LocateHow::Crossing(level) => crossing(grid, means, level),
    }
}

/// The place for each block: `curves[inner][seed]` are the values of one outer point.
pub(super) fn places(locate: &Locate, curves: &[Vec<f64>]) -> Vec<Option<f64>> {
    let seeds = curves.first().map_or(0, Vec::len);
    let block = locate.block.max(1);
    (0..seeds / block)
        .map(|index| {
            let seeds = index * block..(index + 1) * block;
            let of_block = |values: &Vec<f64>| mean(&values[seeds.clone()]);
            let means: Vec<f64> = curves.iter().map(of_block).collect();
            place(locate, &means)
        })
        .collect()
}

/// Where the curve first crosses a level, linear between the logs of its neighbours.
fn crossing(grid: &[f64], means: &[f64], level: f64) -> Option<f64> {
    let above = |k: usize| means[k] - level;
    let k = (1..grid.len()).find(|&k| (above(k - 1) < 0.0) != (above(k) < 0.0))?;
    let log = |x: f64| libm::log(x);
    let (before, after) = if level > 0.0 && means[k - 1] > 0.0 && means[k] > 0.0 {
        (log(means[k - 1]) - log(level), log(means[k]) - log(level))
    } else {
        (above(k - 1), above(k))
    };
    let share = before / (before - after);
    let (from, to) = (log(grid[k - 1]), log(grid[k]));
    Some(libm::exp(from + share * (to - from)))
}

#[cfg(test)]
mod tests {
    use super::super::super::Over;
    use super::*;

    fn located(how: LocateHow, block: usize) -> Locate {
        Locate {
            over: Over {
                key: "network.alpha".to_owned(),
                values: vec![0.01, 0.1, 1.0, 10.0, 100.0],
            },
            how,
            block,
        }
    }

    #[test]
    fn the_vertex_lies_between_grid_points() {
        let locate = located(LocateHow::FittedMinimum, 1);
        let curve = |vertex: f64| -> Vec<Vec<f64>> {
            let of = |x: &f64| {
                vec![
                    1.0 + (libm::log(*x) - libm::log(vertex)) * (libm::log(*x) - libm::log(vertex)),
                ]
            };
            locate.over.values.iter().map(of).collect()
        };
        let found = places(&locate, &curve(0.7))[0].unwrap();
        assert!((found - 0.7).abs() < 1e-12);
        let rising: Vec<Vec<f64>> = [1.0, 2.0, 3.0, 4.0, 5.0].map(|y| vec![y]).to_vec();
        assert_eq!(places(&locate, &rising), [None]);
        let falling: Vec<Vec<f64>> = [5.0, 4.0, 3.0, 2.0, 1.0].map(|y| vec![y]).to_vec();
        assert_eq!(places(&locate, &falling), [None]);
    }

    #[test]
    fn blocks_average_their_seeds_and_drop_an_incomplete_one() {
        let locate = located(LocateHow::Argmin, 2);
        let curves = [
            vec![1.0, 5.0, 1.0, 1.0, 0.0],
            vec![2.0, 2.0, 9.0, 9.0, 9.0],
            vec![3.0, 3.0, 9.0, 9.0, 9.0],
            vec![3.0, 3.0, 9.0, 9.0, 9.0],
            vec![3.0, 3.0, 9.0, 9.0, 9.0],
        ];
        assert_eq!(places(&locate, &curves), [Some(0.1), Some(0.01)]);
    }

    #[test]
    fn a_crossing_is_interpolated_in_the_logs() {
        let locate = located(LocateHow::Crossing(0.2), 1);
        let power = |x: &f64| vec![2.0 * x * x];
        let curves: Vec<Vec<f64>> = locate.over.values.iter().map(power).collect();
        let found = places(&locate, &curves)[0].unwrap();
        assert!((found - 0.1_f64.sqrt()).abs() < 1e-12);
        let never: Vec<Vec<f64>> = vec![vec![1.0]; 5];
        assert_eq!(places(&locate, &never), [None]);
    }
}
