//! The quantities of a run (and of its pair) by name.

use std::collections::BTreeMap;

use super::super::Formula;
use crate::quantities::{Axis, Quantity, Run, Values, find};

/// What stands before a name that means the pair's second run.
pub const PAIR_PREFIX: &str = "pair_";

/// The quantities of one run, each computed once, whichever claims ask for it.
pub struct Gathered<'o> {
    run: &'o Run,
    pair: Option<&'o Run>,
    known: BTreeMap<String, Option<Values>>,
}

/// A formula's values for every element along some axes.
pub struct Grid {
    /// Length along each axis.
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
        }
    }

    /// Recorded flow time by its index.
    pub fn time(&self, index: usize) -> Option<f64> {
        let recorded = self.run.recorded();
        recorded.get(index).map(|moment| moment.time)
    }

    /// A formula without axes; `None` where a quantity has no meaning for the run or the
    /// result is not finite.
    pub fn number(&mut self, formula: &Formula) -> Option<f64> {
        let grid = self.grid(formula, &[])?;
        grid.elements.first().copied().filter(|x| x.is_finite())
    }

    /// The axes that the quantities of a formula have, in their order.
    pub fn axes(&mut self, formula: &Formula) -> Vec<Axis> {
        let mut axes: Vec<Axis> = Vec::new();
        for name in formula.names() {
            if let Some(values) = self.values(name) {
                axes.extend(&values.axes);
            }
        }
        axes.sort_unstable();
        axes.dedup();
        axes
    }

    /// A formula for every element along `axes`; a quantity without one of them is the same
    /// along it. `None` where a quantity has no meaning for the run.
    pub fn grid(&mut self, formula: &Formula, axes: &[Axis]) -> Option<Grid> {
        let shape: Vec<usize> = axes.iter().map(|&axis| self.run.length(axis)).collect();
        let names = formula.names();
        for name in names {
            self.values(name)?;
        }
        let laid: Vec<Laid<'_>> = names
            .iter()
            .map(|name| Laid::over(self.known.get(name)?.as_ref()?, axes))
            .collect::<Option<_>>()?;
        let mut inputs = vec![0.0; laid.len()];
        let mut place = vec![0; axes.len()];
        let count = shape.iter().product();
        let mut elements = Vec::with_capacity(count);
        for _ in 0..count {
            for (input, laid) in inputs.iter_mut().zip(&laid) {
                *input = laid.at(&place);
            }
            elements.push(formula.evaluate(&inputs).unwrap_or(f64::NAN));
            advance(&mut place, &shape);
        }
        Some(Grid { shape, elements })
    }

    fn values(&mut self, name: &str) -> Option<&Values> {
        if !self.known.contains_key(name) {
            let values = self.compute(name);
            self.known.insert(name.to_owned(), values);
        }
        self.known.get(name)?.as_ref()
    }

    fn compute(&self, name: &str) -> Option<Values> {
        let quantity = quantity(name)?;
        if name == quantity.name {
            quantity.evaluate(self.run).ok()
        } else {
            quantity.evaluate(self.pair?).ok()
        }
    }
}

/// The quantity that a name in a formula stands for, in the run or in its pair's.
pub fn quantity(name: &str) -> Option<&'static Quantity> {
    let of_pair = || find(name.strip_prefix(PAIR_PREFIX)?);
    find(name).or_else(of_pair)
}

/// Values read along more axes than they have.
struct Laid<'v> {
    values: &'v Values,
    strides: Vec<usize>,
}

impl<'v> Laid<'v> {
    /// `None` where the values have an axis that is not among `axes`.
    fn over(values: &'v Values, axes: &[Axis]) -> Option<Self> {
        let mut strides = vec![0; axes.len()];
        let mut stride = 1;
        for (axis, length) in values.axes.iter().zip(&values.shape).rev() {
            let at = axes.iter().position(|a| a == axis)?;
            strides[at] = stride;
            stride *= length;
        }
        Some(Laid { values, strides })
    }

    /// NaN beyond the values' end: the pair's run may have fewer recorded states.
    fn at(&self, place: &[usize]) -> f64 {
        let index: usize = place.iter().zip(&self.strides).map(|(i, s)| i * s).sum();
        self.values.elements.get(index).copied().unwrap_or(f64::NAN)
    }
}

/// The next place, the last axis running fastest.
pub(super) fn advance(place: &mut [usize], shape: &[usize]) {
    for (index, length) in place.iter_mut().zip(shape).rev() {
        *index += 1;
        if *index < *length {
            return;
        }
        *index = 0;
    }
}
