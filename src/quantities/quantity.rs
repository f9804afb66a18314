//! A named quantity: what it is, and the function that gives it.

use std::f64::consts::PI;

use thiserror::Error;

use super::measures::Measure;
use super::{Axis, Run, UNIT, Values};

/// A named quantity of a run.
#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    /// Its name in formulas, columns and keys: snake_case, ASCII.
    pub name: &'static str,
    /// How it is written, as `|x_+|`; its name unless a formula has a shorter sign.
    pub symbol: &'static str,
    /// What its elements belong to; none for a number per run.
    pub axes: &'static [Axis],
    /// Its unit; empty for a pure number.
    pub unit: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// Where it is defined.
    pub source: &'static str,
    /// The kinds of networks that have it; none where every kind does.
    pub networks: &'static [&'static str],
    /// Whether it is known before training.
    pub before: bool,
    /// Whether the run has to keep its events (exact flow).
    pub events: bool,
    /// Whether it is a whole number.
    pub count: bool,
    /// The least and the largest value it can have, where its definition bounds it: what a
    /// statistical check tries where a run has no value.
    pub range: Option<[f64; 2]>,
    pub(super) measure: Measure,
}

/// Why a quantity has no values in a run.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoMeaning {
    /// Networks of this kind cannot have it.
    #[error("{quantity} has no meaning for a {network} network")]
    Network {
        /// The quantity.
        quantity: &'static str,
        /// The kind of the run's network.
        network: String,
    },
    /// This kind of network can have it, but it is not defined for these data, this configuration
    /// or these states.
    #[error("{quantity} is not defined for this run")]
    Undefined {
        /// The quantity.
        quantity: &'static str,
    },
}

impl Quantity {
    pub(super) const fn new(
        name: &'static str,
        axes: &'static [Axis],
        meaning: &'static str,
        measure: Measure,
    ) -> Self {
        Quantity {
            name,
            symbol: name,
            axes,
            unit: "",
            meaning,
            source: "definition",
            networks: &[],
            before: false,
            events: false,
            count: false,
            range: None,
            measure,
        }
    }

    /// Its values in a run, of the shape that [`axes`](Self::axes) say. An element without a value
    /// is NaN.
    ///
    /// # Errors
    /// [`NoMeaning`]: a network of another kind, or a run for which it is not defined.
    pub fn evaluate(&self, run: &Run) -> Result<Values, NoMeaning> {
        let (quantity, network) = (self.name, run.start.kind());
        if !self.networks.is_empty() && !self.networks.contains(&network) {
            let network = network.to_owned();
            return Err(NoMeaning::Network { quantity, network });
        }
        let elements = self.measure.elements(run, self.axes.contains(&Axis::Time));
        Ok(Values {
            axes: self.axes.to_vec(),
            shape: self.axes.iter().map(|axis| run.length(*axis)).collect(),
            elements: elements.ok_or(NoMeaning::Undefined { quantity })?,
        })
    }

    /// The number of a quantity without axes; `None` where it has no meaning or is not finite.
    pub fn number(&self, run: &Run) -> Option<f64> {
        let values = self.evaluate(run).ok()?;
        values.elements.first().copied().filter(|x| x.is_finite())
    }

    /// Where it is defined, unless its meaning says all.
    pub(super) const fn from(self, source: &'static str) -> Self {
        Quantity { source, ..self }
    }

    pub(super) const fn symbol(self, symbol: &'static str) -> Self {
        Quantity { symbol, ..self }
    }

    pub(super) const fn unit(self, unit: &'static str) -> Self {
        Quantity { unit, ..self }
    }

    /// The bounds that its definition gives it.
    pub(super) const fn within(self, range: [f64; 2]) -> Self {
        let range = Some(range);
        Quantity { range, ..self }
    }

    /// A probability, from 0 to 1.
    pub(super) const fn probability(self) -> Self {
        self.unit("probability").within(UNIT)
    }

    /// An angle between two vectors.
    pub(super) const fn angle(self) -> Self {
        self.unit("radians").within([0.0, PI])
    }

    pub(super) const fn count(self) -> Self {
        let count = true;
        Quantity { count, ..self }
    }

    pub(super) const fn of(self, networks: &'static [&'static str]) -> Self {
        Quantity { networks, ..self }
    }

    pub(super) const fn with_events(self) -> Self {
        let events = true;
        Quantity { events, ..self }
    }

    /// The entries of the table that it makes: of a quantity of every state `<name>`, at the end, and
    /// `<name>_at`, along the recorded times.
    pub(super) fn entries(self) -> Vec<Quantity> {
        let mut entries = vec![self];
        if self.measure.is_of_states() {
            entries.push(Quantity {
                // Made once, for as long as the program runs.
                name: format!("{}_at", self.name).leak(),
                axes: &[Axis::Time],
                ..self
            });
        }
        entries
    }
}
