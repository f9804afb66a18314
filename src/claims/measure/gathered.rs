//! The quantities of a run (and of its pair) by name.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Formula;
use crate::quantities::{Axis, NoMeaning, Quantity, Run, Values, find};

/// What stands before a name that means the pair's second run.
pub const PAIR: &str = "pair_";

/// The quantities of one run, each computed once, whichever claims ask for it.
pub struct Gathered<'o> {
    run: &'o Run,
    pair: Option<&'o Run>,
    known: BTreeMap<String, Result<Values, NoMeaning>>,
    lacking: Option<String>,
}

/// A formula's values for every element along some axes.
pub struct Grid {
    pub shape: Vec<usize>,
    /// One value an element, the last axis running fastest; NaN where there is none.
    pub elements: Vec<f64>,
}

impl<'o> Gathered<'o> {
    pub fn new(run: &'o Run, pair: Option<&'o Run>) -> Self {
        Gathered {
            run,
            pair,
            known: BTreeMap::new(),
            lacking: None,
        }
    }

    /// Why the first quantity or number asked for since the last call that has no value has none.
    pub fn lacking(&mut self) -> Option<String> {
        self.lacking.take()
    }

    pub fn time(&self, index: usize) -> Option<f64> {
        Some(self.run.recorded().get(index)?.time)
    }

    /// A formula without axes; `None` where a quantity has no meaning for the run or the
    /// result is not finite.
    pub fn number(&mut self, formula: &Formula) -> Option<f64> {
        let grid = self.grid(formula, &[])?;
        let number = grid.elements.first().copied().filter(|x| x.is_finite());
        if number.is_none() && self.lacking.is_none() {
            self.lacking = self.problem(formula, &[], 0);
        }
        number
    }

    /// Which part of a formula has no finite value at an element of its grid, and why.
    pub fn problem(&self, formula: &Formula, axes: &[Axis], index: usize) -> Option<String> {
        let shape: Vec<usize> = axes.iter().map(|&axis| self.run.length(axis)).collect();
        let input = |name: &String| {
            let values = self.known.get(name)?.as_ref().ok()?;
            Some(Laid::over(values, axes, &shape)?.at(index))
        };
        let inputs: Vec<f64> = formula.names().iter().map(input).collect::<Option<_>>()?;
        let problem = formula.evaluate(&inputs).err()?;
        Some(format!("{} in `{formula}`", problem.problem))
    }

    /// The axes that the quantities of a formula have, in their order.
    pub fn axes(&mut self, formula: &Formula) -> Vec<Axis> {
        let mut axes = BTreeSet::new();
        for name in formula.names() {
            axes.extend(
                self.values(name)
                    .into_iter()
                    .flat_map(|values| &values.axes),
            );
        }
        axes.into_iter().collect()
    }

    /// A formula for every element along `axes`; a quantity without one of them is the same
    /// along it. `None` where a quantity has no meaning for the run.
    pub fn grid(&mut self, formula: &Formula, axes: &[Axis]) -> Option<Grid> {
        let shape: Vec<usize> = axes.iter().map(|&axis| self.run.length(axis)).collect();
        let names = formula.names();
        for name in names {
            self.values(name)?;
        }
        let laid = names.iter().map(|name| {
            let values = self.known.get(name)?.as_ref().ok()?;
            Laid::over(values, axes, &shape)
        });
        let laid: Vec<Laid<'_>> = laid.collect::<Option<_>>()?;
        let mut inputs = vec![0.0; laid.len()];
        let element = |index: usize| {
            for (input, laid) in inputs.iter_mut().zip(&laid) {
                *input = laid.at(index);
            }
            formula.evaluate(&inputs).unwrap_or(f64::NAN)
        };
        let elements = (0..shape.iter().product()).map(element).collect();
        Some(Grid { shape, elements })
    }

    fn values(&mut self, name: &str) -> Option<&Values> {
        if !self.known.contains_key(name) {
            let values = self.compute(name);
            self.known.insert(name.to_owned(), values);
        }
        match self.known.get(name)? {
            Ok(values) => Some(values),
            Err(reason) => {
                self.lacking.get_or_insert_with(|| reason.to_string());
                None
            }
        }
    }

    fn compute(&self, name: &str) -> Result<Values, NoMeaning> {
        let own = find(name).is_some();
        let run = if own { Some(self.run) } else { self.pair };
        match quantity(name).zip(run) {
            Some((quantity, run)) => quantity.evaluate(run),
            None => Err(NoMeaning::Undefined {
                quantity: "a quantity of the second run",
            }),
        }
    }
}

/// The quantity that a name in a formula stands for, in the run or in its pair's.
pub fn quantity(name: &str) -> Option<&'static Quantity> {
    let of_pair = || find(name.strip_prefix(PAIR)?);
    find(name).or_else(of_pair)
}

/// Values read along more axes than they have.
struct Laid<'v> {
    values: &'v [f64],
    /// Of each of their axes: its stride on the grid, its length there, and its stride among them.
    axes: Vec<[usize; 3]>,
}

impl<'v> Laid<'v> {
    /// `None` where the values have an axis that is not among `axes`.
    fn over(values: &'v Values, axes: &[Axis], shape: &[usize]) -> Option<Self> {
        let mut own = Vec::new();
        let mut stride = 1;
        for (axis, length) in values.axes.iter().zip(&values.shape).rev() {
            let at = axes.iter().position(|a| a == axis)?;
            own.push([shape[at + 1..].iter().product(), shape[at], stride]);
            stride *= length;
        }
        let values = &values.elements;
        Some(Laid { values, axes: own })
    }

    /// At an element of the grid. NaN beyond the values' end: the pair's run may have fewer recorded
    /// states.
    fn at(&self, index: usize) -> f64 {
        let along = |[on_grid, length, own]: &[usize; 3]| index / on_grid % length * own;
        let at: usize = self.axes.iter().map(along).sum();
        self.values.get(at).copied().unwrap_or(f64::NAN)
    }
}
